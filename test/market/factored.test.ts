import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { descend } from '../../lib/market/descent.js';
import {
  descendFactored,
  expandFactors,
  idealRankFactored,
  lossesFactored,
  type FactoredMarket,
} from '../../lib/market/factored.js';
import { idealRank } from '../../lib/market/idealRank.js';
import { losses } from '../../lib/market/loss.js';
import { anchorAtWeights } from '../../lib/market/mask.js';
import { randomWeights } from '../../lib/market/random.js';
import { randomFactors, type RandomFactorOptions } from '../../lib/market/randomFactors.js';
import { InvalidArgumentError } from '../../lib/math/errors.js';
import { createStream } from '../../lib/math/random.js';

function factoredMarket(
  peers: number,
  samples: number,
  seed: number,
  options: RandomFactorOptions = {},
): FactoredMarket {
  const stream = createStream(seed);
  const stake = stream.split('stake');
  return {
    peers,
    samples,
    factors: randomFactors(peers, samples, stream.split('factors'), options),
    weights: randomWeights(peers, stream.split('weights')),
    stake: Float64Array.from({ length: peers }, stake.exponential),
    temperature: 0.4,
    ratio: 20,
  };
}

function assertClose(actual: Float64Array, expected: Float64Array, relative = 1e-10): void {
  assert.equal(actual.length, expected.length);
  const size = Math.max(...expected.map(Math.abs));
  actual.forEach((value, at) => {
    assert.ok(
      Math.abs(value - expected[at]) <= relative * size,
      `${value} at ${at}, expected ${expected[at]}`,
    );
  });
}

describe('Hessians given as factors', () => {
  it('descend, lose and rank as the explicit H = GᵀG', () => {
    const cases = fc.record({
      peers: fc.integer({ min: 1, max: 9 }),
      samples: fc.integer({ min: 1, max: 11 }),
      seed: fc.nat(1000),
      ensemble: fc.constantFrom('uniform' as const, 'gaussian' as const, 'planted' as const),
      precision: fc.constantFrom('single' as const, 'double' as const),
      ownInput: fc.constantFrom('masked' as const, 'exempt' as const),
      order: fc.constantFrom('simultaneous' as const, 'sequential' as const),
      initial: fc.boolean(),
    });
    fc.assert(
      fc.property(
        cases,
        ({ peers, samples, seed, ensemble, precision, ownInput, order, initial }) => {
          const plain = factoredMarket(peers, samples, seed, { ensemble, precision });
          const drawn = { ...plain, ownInput };
          const market = initial ? anchorAtWeights(drawn) : drawn;
          const dense = expandFactors(market);
          const options = { order, maxSteps: 200 };
          const [actual, expected] = [descendFactored(market, options), descend(dense, options)];
          assertClose(actual.weights, expected.weights);
          assert.equal(actual.steps, expected.steps);
          assert.equal(actual.converged, expected.converged);
          const moved = { ...market, weights: actual.weights };
          const denseMoved = { ...dense, weights: actual.weights };
          assertClose(lossesFactored(moved), losses(denseMoved));
          for (const outputs of ['unit', 'masked'] as const) {
            assertClose(idealRankFactored(moved, { outputs }), idealRank(denseMoved, { outputs }));
          }
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  it('reaches the same equilibrium', () => {
    const market = factoredMarket(6, 4, 2);
    const options = { tolerance: 1e-8, maxSteps: 1e5 };
    const [actual, expected] = [
      descendFactored(market, options),
      descend(expandFactors(market), options),
    ];
    assert.ok(actual.converged && expected.converged);
    assertClose(actual.weights, expected.weights, 1e-8);
  });

  it('of the diagonal ensemble have its Hessians, and need as many samples as peers', () => {
    const { hessians } = expandFactors(factoredMarket(4, 6, 5, { ensemble: 'diagonal' }));
    for (let i = 0; i < 4; i++) {
      const h = hessians.subarray(i * 16, (i + 1) * 16);
      assert.ok(h.every((value, at) => (at % 5 === 0 ? value > 0 : value === 0)));
      assert.ok(Math.abs(h.reduce((a, b) => a + b, 0) - 1) < 1e-12);
    }
    assert.throws(
      () => factoredMarket(4, 3, 5, { ensemble: 'diagonal' }),
      /samples of a diagonal ensemble must be an integer of at least 4, got 3/,
    );
  });

  it('are sampled with 1ᵀH1 = 1, or trace 1, and repeat with the same seed', () => {
    for (const ensemble of ['uniform', 'planted', 'gaussian'] as const) {
      const { hessians } = expandFactors(factoredMarket(7, 3, 5, { ensemble }));
      for (let i = 0; i < 7; i++) {
        const h = hessians.subarray(i * 49, (i + 1) * 49);
        const sum = h.reduce((a, b) => a + b, 0);
        const trace = h.reduce((a, b, at) => (at % 8 === 0 ? a + b : a), 0);
        assert.ok(Math.abs((ensemble === 'gaussian' ? trace : sum) - 1) < 1e-12);
      }
      assert.deepEqual(
        factoredMarket(7, 3, 5, { ensemble }),
        factoredMarket(7, 3, 5, { ensemble }),
      );
    }
    const single = factoredMarket(7, 3, 5, { precision: 'single' });
    assert.deepEqual(single.factors, Float32Array.from(factoredMarket(7, 3, 5).factors));
  });

  it('leave the market unchanged', () => {
    const market = factoredMarket(5, 3, 6);
    const before = structuredClone(market);
    descendFactored(market, { maxSteps: 20 });
    lossesFactored(market);
    idealRankFactored(market);
    assert.deepEqual(market, before);
  });

  it('refuse a wrong shape, a number that is not finite and an unknown option', () => {
    const market = factoredMarket(4, 3, 7);
    const refused = (change: object, options: object = {}): void => {
      assert.throws(() => descendFactored({ ...market, ...change }, options), InvalidArgumentError);
    };
    refused({ samples: 2 });
    refused({ samples: 0 });
    refused({ factors: [1, 2, 3] });
    refused({ factors: market.factors.map((value, at) => (at === 9 ? Number.NaN : value)) });
    refused({ ratio: -1 });
    refused({ anchor: new Float64Array(3) });
    refused({}, { steps: 3 });
    assert.throws(() => descendFactored(market, { learningRate: 0 }), /^\S+: descendFactored: /);
    assert.throws(() => randomFactors(0, 1, createStream(0)), InvalidArgumentError);
    assert.throws(() => randomFactors(2, 0, createStream(0)), InvalidArgumentError);
  });

  it('step 2,000 peers of 32 samples in less than 2 GiB', function () {
    this.timeout(180_000);
    // A separate process, because resident memory never shrinks below the peak of other tests.
    const script = join(__dirname, 'factoredMemory.js');
    const { steps, gibibytes } = JSON.parse(
      execFileSync(process.execPath, [script], { encoding: 'utf8' }),
    ) as { steps: number; gibibytes: number };
    assert.equal(steps, 2);
    assert.ok(gibibytes < 2, `${gibibytes} GiB`);
  });
});
