import assert from 'node:assert/strict';
import fc from 'fast-check';
import { adaptInflation, descend, randomMarket, sparsity } from '../../lib/market/index.js';
import { assertOnSimplex, distance } from '../support/compare.js';
import { markets, seeded } from '../support/markets.js';

describe('adaptInflation', () => {
  it('takes a step of descend where α = α/τ and τ₀ = 1', () => {
    fc.assert(
      fc.property(markets({ ratios: [1, 10, 50] }), ({ market }) => {
        const run = adaptInflation(market, {
          steps: 1,
          alpha: market.ratio,
          initialInflation: 1,
        });
        const { weights } = descend(market, { maxSteps: 1, tolerance: 0 });
        assert.deepEqual(run.weights, weights);
      }),
      seeded(50),
    );
  });

  it('ignores the ratio of the market', () => {
    const market = randomMarket({ peers: 4 });
    assert.deepEqual(
      adaptInflation({ ...market, ratio: 1000 }, { steps: 50 }),
      adaptInflation(market, { steps: 50 }),
    );
  });

  for (const definition of ['ratio', 'fraction'] as const) {
    it(`τ ← max(0, τ + gain · (target − ${definition})), at the weights of that step`, () => {
      const market = randomMarket({ peers: 4, seed: 2, temperature: 0.5 });
      const settings = { gain: 0.5, target: 0.3, initialInflation: 2, sparsity: definition };
      const seen: number[] = [];
      const run = adaptInflation(market, {
        ...settings,
        steps: 400,
        onStep: (step, weights) => {
          assertOnSimplex(weights, 4);
          assert.equal(step, seen.length + 1);
          seen.push(sparsity({ peers: 4, weights }, { definition }));
        },
      });
      assert.deepEqual(Array.from(run.sparsity), seen);
      let inflation = settings.initialInflation;
      for (let step = 0; step < 400; step++) {
        inflation = Math.max(0, inflation + settings.gain * (settings.target - seen[step]));
        assert.equal(run.inflation[step], inflation);
      }
      assert.ok(run.inflation.includes(0), 'the bound at 0 was not met');
    });
  }

  it('converges to the target: |sparsity − 1| < 0.02 after 30,000 steps at n = 10, T = 1', () => {
    const market = randomMarket({ peers: 10, seed: 1 });
    const { sparsity: history } = adaptInflation(market, { steps: 30_000 });
    assert.ok(distance(history.slice(-1000), new Float64Array(1000).fill(1)) < 0.02);
    assert.ok(Math.max(...history) > 1.5, 'overshoots before');
  });

  it('returns the first weights after no steps', () => {
    const market = randomMarket({ peers: 3 });
    const none = new Float64Array(0);
    assert.deepEqual(adaptInflation(market, { steps: 0 }), {
      weights: market.weights,
      sparsity: none,
      inflation: none,
    });
  });
});
