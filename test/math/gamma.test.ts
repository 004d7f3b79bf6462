import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dirichlet, logGamma } from '../../lib/math/gamma.js';
import { createStream } from '../../lib/math/random.js';

const DRAWS = 100_000;
/** Chance 6e-5 for one right sample at a free seed; the seeds here are fixed. */
const Z = 4;

/** The z-score of the sample mean of `draw` against a mean and a variance. */
function z(draw: () => number, mean: number, variance: number): number {
  let total = 0;
  for (let k = 0; k < DRAWS; k++) total += draw() - mean;
  return total / Math.sqrt(DRAWS * variance);
}

const EULER = 0.5772156649015329;
const ZETA3 = 1.2020569031595942;
const ZETA2 = Math.PI ** 2 / 6;

describe('logGamma', () => {
  for (const shape of [0.05, 0.5, 0.999, 1, 1.5, 7, 300]) {
    // E[G] = a, E[G²] = a(a + 1), and so on.
    const moment = (power: number): number => {
      let product = 1;
      for (let k = 0; k < power; k++) product *= shape + k;
      return product;
    };
    for (const power of [1, 2]) {
      it(`E[G^${power}] at shape ${shape}`, () => {
        const stream = createStream(1).split(shape).split(power);
        const draw = (): number => Math.exp(power * logGamma(shape, stream));
        const variance = moment(2 * power) - moment(power) ** 2;
        assert.ok(Math.abs(z(draw, moment(power), variance)) < Z);
      });
    }
  }

  // E[ln G] = ψ(a) and Var[ln G] = ψ'(a), closed at ½ and 1, and by ψ(a) = ψ(1 + a) − 1/a where a is small.
  const logarithms = [
    [0.5, -EULER - 2 * Math.log(2), 3 * ZETA2],
    [1, -EULER, ZETA2],
    [1e-4, -1e4 - EULER + ZETA2 * 1e-4, 1e8 + ZETA2 - 2 * ZETA3 * 1e-4],
  ];
  for (const [shape, mean, variance] of logarithms) {
    it(`E[ln G] = ${mean} at shape ${shape}`, () => {
      const stream = createStream(2).split(shape);
      assert.ok(Math.abs(z(() => logGamma(shape, stream), mean, variance)) < Z);
    });
  }

  const below: [number, number, number][] = [
    // G_½ is half a squared normal, G_1 exponential, G_2 a sum of two.
    [0.5, 1.959963984540054 ** 2 / 2, 0.95],
    [0.5, 0.6744897501960817 ** 2 / 2, 0.5],
    [1, Math.LN2, 0.5],
    [2, 1, 1 - 2 / Math.E],
  ];
  for (const [shape, bound, chance] of below) {
    it(`P(G < ${bound}) = ${chance} at shape ${shape}`, () => {
      const stream = createStream(3).split(shape).split(bound);
      const hit = (): number => (logGamma(shape, stream) < Math.log(bound) ? 1 : 0);
      assert.ok(Math.abs(z(hit, chance, chance * (1 - chance))) < Z);
    });
  }

  it('is finite from the smallest shape to the largest', () => {
    for (const shape of [Number.MIN_VALUE, 1e-300, 1e-9, 1e9, 1e18, Number.MAX_VALUE]) {
      const stream = createStream(4).split(shape);
      for (let k = 0; k < 100; k++) assert.ok(Number.isFinite(logGamma(shape, stream)), `${shape}`);
    }
  });
});

describe('dirichlet', () => {
  it('lies on the simplex', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: -308, max: 308, noNaN: true }),
        (seed, count, exponent) => {
          const parts = dirichlet(count, 10 ** exponent, createStream(seed));
          assert.equal(parts.length, count);
          assert.ok(parts.every((part) => part >= 0));
          assert.ok(Math.abs(parts.reduce((sum, part) => sum + part, 0) - 1) < 1e-12);
        },
      ),
    );
  });

  for (const beta of [0.02, 0.5, 1, 20]) {
    it(`E[p] = 1/5 and E[p²] of Beta(β, 4β) at β = ${beta}`, () => {
      const stream = createStream(5).split(beta);
      const variance = (0.2 * 0.8) / (1 + 5 * beta);
      // Moments of Beta(β, 4β): E[p^m] = Π_k (β + k)/(5β + k).
      const moment = (power: number): number => {
        let product = 1;
        for (let k = 0; k < power; k++) product *= (beta + k) / (5 * beta + k);
        return product;
      };
      assert.ok(Math.abs(moment(2) - moment(1) ** 2 - variance) < 1e-12);
      assert.ok(Math.abs(z(() => dirichlet(5, beta, stream)[0], 0.2, variance)) < Z);
      const square = moment(4) - moment(2) ** 2;
      assert.ok(Math.abs(z(() => dirichlet(5, beta, stream)[3] ** 2, moment(2), square)) < Z);
    });
  }

  it('puts all on one part as β goes to 0, each part with the same chance', () => {
    const hits = new Float64Array(4);
    for (let k = 0; k < 4000; k++) {
      const parts = dirichlet(4, 1e-6, createStream(6).split(k));
      assert.ok(Math.max(...parts) > 0.99);
      hits[parts.indexOf(Math.max(...parts))]++;
    }
    const chi = hits.reduce((total, seen) => total + (seen - 1000) ** 2 / 1000, 0);
    assert.ok(Math.abs(chi - 3) / Math.sqrt(6) < Z);
  });
});
