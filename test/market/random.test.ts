import assert from 'node:assert/strict';
import { EigenvalueDecomposition } from 'ml-matrix';
import { correlation, createStream } from '../../lib/math/index.js';
import {
  HESSIAN_ENSEMBLES,
  randomHessians,
  randomMarket,
  randomWeights,
  scaleInteraction,
  toMatrix,
} from '../../lib/market/index.js';
import { assertClose, assertOnSimplex, sum } from '../support/compare.js';

const block = (hessians: Float64Array, n: number, i: number): Float64Array =>
  hessians.slice(i * n * n, (i + 1) * n * n);
const diagonal = (hessian: Float64Array, n: number): number[] =>
  Array.from({ length: n }, (_, j) => hessian[j * n + j]);

describe('randomHessians', () => {
  for (const ensemble of HESSIAN_ENSEMBLES) {
    const draw = (n: number, seed: number): Float64Array =>
      randomHessians(n, createStream(seed), { ensemble });

    it(`${ensemble}: H = Hᵀ exactly`, () => {
      for (const n of [1, 2, 7]) {
        const hessians = draw(n, n);
        assert.equal(hessians.length, n ** 3);
        for (let i = 0; i < n; i++) {
          const matrix = toMatrix(block(hessians, n, i));
          assert.deepEqual(matrix.transpose().to2DArray(), matrix.to2DArray());
        }
      }
    });

    it(`${ensemble}: every eigenvalue ≥ −1e-12, the largest > 0`, () => {
      for (const n of [1, 2, 5, 10]) {
        const hessians = draw(n, n);
        for (let i = 0; i < n; i++) {
          const { realEigenvalues } = new EigenvalueDecomposition(toMatrix(block(hessians, n, i)), {
            assumeSymmetric: true,
          });
          assert.ok(Math.min(...realEigenvalues) >= -1e-12);
          assert.ok(Math.max(...realEigenvalues) > 0);
        }
      }
    });

    it(`${ensemble}: ${ensemble === 'gaussian' ? 'tr H = 1' : '1ᵀH1 = 1'}`, () => {
      for (const n of [1, 3, 10]) {
        const hessians = draw(n, n);
        for (let i = 0; i < n; i++) {
          const hessian = block(hessians, n, i);
          const size = sum(ensemble === 'gaussian' ? diagonal(hessian, n) : hessian);
          assertClose([size], [1], 1e-13);
        }
      }
    });

    it(`${ensemble}: repeats with the same seed; peers and seeds differ`, () => {
      assert.deepEqual(draw(4, 1), draw(4, 1));
      assert.notDeepEqual(draw(4, 1), draw(4, 2));
      assert.notDeepEqual(block(draw(4, 1), 4, 0), block(draw(4, 1), 4, 1));
    });
  }

  /** Mean correlation of the diagonals of two peers of one market, over all pairs. */
  const agreement = (ensemble: (typeof HESSIAN_ENSEMBLES)[number]): number => {
    const n = 12;
    const hessians = randomHessians(n, createStream(9), { ensemble });
    const diagonals = Array.from({ length: n }, (_, i) => diagonal(block(hessians, n, i), n));
    const pairs = diagonals.flatMap((a, i) => diagonals.slice(0, i).map((b) => correlation(a, b)));
    return sum(pairs) / pairs.length;
  };

  it('correlates the diagonals of peers under planted, not under uniform and gaussian', () => {
    assert.ok(agreement('planted') > 0.7);
    assert.ok(Math.abs(agreement('uniform')) < 0.15);
    assert.ok(Math.abs(agreement('gaussian')) < 0.15);
  });

  it('planted: H = D A Aᵀ D with D = diag(√q), q sampled before A, A row by row', () => {
    const n = 3;
    const stream = createStream(5);
    const hessians = randomHessians(n, createStream(5), { ensemble: 'planted' });
    const q = Array.from({ length: n }, stream.exponential);
    for (let i = 0; i < n; i++) {
      const a = toMatrix(Float64Array.from({ length: n * n }, stream.uniform));
      const gram = a.mmul(a.transpose());
      const scaled = gram
        .to2DArray()
        .map((row, j) => row.map((value, k) => value * Math.sqrt(q[j] * q[k])));
      const total = sum(scaled.flat());
      assertClose(
        block(hessians, n, i),
        scaled.flat().map((value) => value / total),
        1e-13,
      );
    }
  });
});

describe('diagonal Hessians', () => {
  it('are Exp(1) on the diagonal before their scale, and 0 elsewhere', () => {
    const n = 40;
    const hessians = randomHessians(n, createStream(2), { ensemble: 'diagonal' });
    const stream = createStream(2);
    for (let i = 0; i < n; i++) {
      const hessian = block(hessians, n, i);
      const expected = Array.from({ length: n }, stream.exponential);
      assertClose(
        diagonal(hessian, n),
        expected.map((value) => value / sum(expected)),
        1e-13,
      );
      assert.equal(hessian.filter((value) => value !== 0).length, n);
    }
  });
});

describe('scaleInteraction', () => {
  const n = 6;
  const draw = (ensemble: (typeof HESSIAN_ENSEMBLES)[number]): Float64Array =>
    randomHessians(n, createStream(4), { ensemble });

  it('scales the off-diagonal part, and then all of H so that 1ᵀH1 keeps its value', () => {
    const hessians = draw('uniform');
    for (const interaction of [0, 0.3, 1]) {
      const found = scaleInteraction(n, hessians, { interaction });
      for (let i = 0; i < n; i++) {
        const [own, scaled] = [block(hessians, n, i), block(found, n, i)];
        assertClose([sum(scaled)], [sum(own)], 1e-12);
        const factor = scaled[0] / own[0];
        assert.ok(factor >= 1);
        assertClose([scaled[n + 1]], [factor * own[n + 1]], 1e-12);
        assertClose([scaled[1], scaled[n]], [factor * interaction * own[1], scaled[1]], 1e-12);
      }
    }
  });

  it('leaves the diagonal as it is where the trace keeps its value', () => {
    const hessians = draw('gaussian');
    const found = scaleInteraction(n, hessians, { interaction: 0.5, keep: 'trace' });
    for (let i = 0; i < n; i++) {
      assert.deepEqual(diagonal(block(found, n, i), n), diagonal(block(hessians, n, i), n));
      assert.equal(found[i * n * n + 1], 0.5 * hessians[i * n * n + 1]);
    }
  });

  it('is a copy at 1, and the same for diagonal Hessians', () => {
    const hessians = draw('uniform');
    assert.deepEqual(scaleInteraction(n, hessians), hessians);
    assert.notEqual(scaleInteraction(n, hessians), hessians);
    assertClose(scaleInteraction(n, draw('diagonal'), { interaction: 0 }), draw('diagonal'), 1e-15);
  });

  it('leaves Hessians of zeros at zeros', () => {
    const zeros = new Float64Array(n ** 3);
    assert.deepEqual(scaleInteraction(n, zeros, { interaction: 0 }), zeros);
  });

  it('is a parameter of random markets: each ensemble keeps its scale', () => {
    for (const hessians of HESSIAN_ENSEMBLES) {
      const whole = randomMarket({ peers: n, seed: 2, hessians });
      const keep = hessians === 'gaussian' ? 'trace' : 'sum';
      assert.deepEqual(
        randomMarket({ peers: n, seed: 2, hessians, interaction: 0.4 }).hessians,
        scaleInteraction(n, whole.hessians, { interaction: 0.4, keep }),
      );
    }
  });
});

describe('randomWeights', () => {
  it('rows lie on the simplex, every weight > 0', () => {
    for (const n of [1, 2, 10, 50]) {
      const weights = randomWeights(n, createStream(n));
      assert.equal(weights.length, n * n);
      assertOnSimplex(weights, n, 1e-13);
      assert.ok(weights.every((w) => w > 0));
    }
  });

  it('repeats with the same seed and differs with another', () => {
    const draw = (seed: number): Float64Array => randomWeights(5, createStream(seed));
    assert.deepEqual(draw(1), draw(1));
    assert.notDeepEqual(draw(1), draw(2));
  });
});

describe('randomMarket', () => {
  it('defaults: n = 10, T = 1, α/τ = 25, equal stake, uniform Hessians, open anchor, seed 0', () => {
    const stream = createStream(0);
    assert.deepEqual(randomMarket(), {
      peers: 10,
      weights: randomWeights(10, stream.split('weights')),
      stake: new Float64Array(10).fill(1),
      hessians: randomHessians(10, stream.split('hessians'), { ensemble: 'uniform' }),
      temperature: 1,
      ratio: 25,
    });
  });

  it('samples weights independently of the ensemble, and weights and Hessians independently of T, α/τ and S', () => {
    const base = randomMarket({ peers: 4, seed: 3 });
    const other = randomMarket({ peers: 4, seed: 3, hessians: 'planted' });
    assert.deepEqual(other.weights, base.weights);
    assert.notDeepEqual(other.hessians, base.hessians);
    const stake = Float64Array.of(1, 2, 3, 4);
    assert.deepEqual(randomMarket({ peers: 4, seed: 3, temperature: 2, ratio: 7, stake }), {
      ...base,
      temperature: 2,
      ratio: 7,
      stake,
    });
  });

  it('repeats with the same seed and differs with another', () => {
    assert.deepEqual(randomMarket({ seed: 8 }), randomMarket({ seed: 8 }));
    assert.notDeepEqual(randomMarket({ seed: 8 }), randomMarket({ seed: 9 }));
  });
});
