import assert from 'node:assert/strict';
import {
  descend,
  nashGap,
  payoffGradient,
  randomMarket,
  traceDescent,
} from '../../lib/market/index.js';

describe('traceDescent', () => {
  const market = randomMarket({ peers: 4, seed: 3, ratio: 10, ownInput: 'exempt' });

  for (const options of [{ maxSteps: 200 }, { maxSteps: 300, simplex: 'renormalise' }] as const) {
    it(`ends at the weights of descend, under ${JSON.stringify(options)}`, () => {
      const { points, ...end } = traceDescent(market, options);
      assert.deepEqual(end, descend(market, options));
      assert.deepEqual(points[points.length - 1].weights, end.weights);
      assert.equal(points[points.length - 1].step, end.steps);
    });
  }

  it('keeps the start, and the weights, residual and Nash gap of each recorded step', () => {
    const { points } = traceDescent(market, { maxSteps: 200, snapshots: 8 });
    assert.deepEqual(points[0].weights, market.weights);
    const steps = points.map(({ step }) => step);
    assert.deepEqual(
      steps,
      [...new Set(steps)].sort((a, b) => a - b),
    );
    assert.equal(steps[0], 0);
    for (const { step, weights, residual, gradient, nashGap: gap } of points.slice(1)) {
      assert.deepEqual(weights, descend(market, { maxSteps: step, tolerance: 0 }).weights);
      assert.equal(
        residual,
        descend({ ...market, weights }, { maxSteps: 1, tolerance: 0 }).residual,
      );
      assert.equal(gradient, Math.max(...payoffGradient({ ...market, weights }).map(Math.abs)));
      assert.equal(gap, nashGap({ ...market, weights }));
    }
  });

  it('keeps the last step of a run that converges early', () => {
    const { points, steps, converged } = traceDescent({ ...market, ratio: 0 });
    assert.ok(converged && steps < 4000);
    assert.equal(points[points.length - 1].step, steps);
    assert.equal(points[points.length - 1].residual, 0);
  });

  it('refuses fewer than one snapshot', () => {
    assert.throws(() => traceDescent(market, { snapshots: 0 }), /traceDescent: snapshots must be/);
  });
});
