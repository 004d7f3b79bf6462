import assert from 'node:assert/strict';
import {
  adaptInflation,
  anchorAtWeights,
  bestResponse,
  coordinatedDescend,
  descend,
  idealRank,
  inflate,
  losses,
  mask,
  nashGains,
  nashGap,
  payoff,
  payoffGradient,
  randomMarket,
  rank,
  regret,
  simulateInflation,
  sparsity,
  totalPayoffGradient,
  type Market,
} from '../../lib/market/index.js';

describe('n = 1: W = [1], μ = s, z = 0, m = ½', () => {
  const market: Market = {
    peers: 1,
    weights: Float64Array.of(1),
    stake: Float64Array.of(3),
    hessians: Float64Array.of(2),
    temperature: 0.1,
    ratio: 10,
  };
  const one = Float64Array.of(1);

  it('L = H/4, R = s, P = s − (α/τ)H/4', () => {
    assert.deepEqual(mask(market), Float64Array.of(0.5));
    assert.deepEqual(mask({ ...market, ownInput: 'exempt' }), one);
    assert.deepEqual(anchorAtWeights(market).anchor, Float64Array.of(0.5));
    assert.deepEqual(losses(market), Float64Array.of(0.5));
    assert.deepEqual(losses({ ...market, ownInput: 'exempt' }), Float64Array.of(0));
    assert.deepEqual(rank(market), Float64Array.of(3));
    assert.deepEqual(payoff(market), Float64Array.of(-2));
    assert.deepEqual(idealRank(market), Float64Array.of(2));
    assert.deepEqual(idealRank(market, { outputs: 'masked' }), Float64Array.of(0.5));
  });

  it('∂P/∂w = s: w moves z and μ alike', () => {
    assert.deepEqual(payoffGradient(market), Float64Array.of(3));
    assert.deepEqual(totalPayoffGradient(market), Float64Array.of(3));
  });

  it('descent moves nothing, gains and regret are 0', () => {
    const still = { weights: one, steps: 1, residual: 0, converged: true };
    assert.deepEqual(descend(market), still);
    assert.deepEqual(descend(market, { order: 'sequential' }), still);
    assert.deepEqual(descend(market, { simplex: 'renormalise' }), still);
    assert.deepEqual(coordinatedDescend(market), still);
    assert.deepEqual(bestResponse(market, 0), { weights: one, payoff: -2, gain: 0 });
    assert.deepEqual(nashGains(market), Float64Array.of(0));
    assert.equal(nashGap(market), 0);
    const { average, weights } = regret(market, { steps: 10, checkpoints: 2 });
    assert.deepEqual([average, weights], [new Float64Array(2), one]);
  });

  it('S ← S + τ, under either norm', () => {
    for (const norm of ['l2', 'l1'] as const) {
      assert.deepEqual(inflate(market, { inflation: 0.5, norm }), Float64Array.of(3.5));
      const { stakes, ranks } = simulateInflation(market, { inflation: 0.5, norm, blocks: 3 });
      assert.deepEqual(stakes, Float64Array.of(3.5, 4, 4.5));
      assert.deepEqual(ranks, Float64Array.of(3, 3.5, 4));
    }
  });

  it('has no remainder: sparsity is infinite, τ falls to 0', () => {
    assert.equal(sparsity(market), Infinity);
    const run = adaptInflation(market, { steps: 2, initialInflation: 5 });
    assert.deepEqual([run.sparsity[0], run.inflation[0]], [Infinity, 0]);
  });

  it('is sampled by randomMarket', () => {
    const drawn = randomMarket({ peers: 1 });
    assert.deepEqual([drawn.weights, drawn.hessians], [one, one]);
  });
});
