import assert from 'node:assert/strict';
import {
  cheatedRankings,
  descend,
  honestWeights,
  idealRank,
  mask,
  mintedStake,
  newcomerEffects,
  randomMarket,
  rank,
  setWeight,
  simulateInflation,
  traceUpdates,
} from '../../lib/market/index.js';
import { correlation } from '../../lib/math/index.js';
import { assertClose, sum } from '../support/compare.js';

const market = randomMarket({ peers: 4, seed: 3 });

describe('traceUpdates', () => {
  it('ends at the proposal and moves by at most the bound in each block', () => {
    const proposal = honestWeights(market);
    const trace = traceUpdates(market, proposal, { bound: 0.1, blocks: 30 });
    assert.equal(trace.length, 31);
    for (const [at, { distance }] of trace.slice(1).entries()) {
      assert.ok(distance <= trace[at].distance && distance >= trace[at].distance - 0.1 - 1e-12);
    }
    const last = trace[30];
    assert.equal(last.distance, 0);
    assert.equal(
      last.correlation,
      correlation(rank({ ...market, weights: proposal }), idealRank(market)),
    );
  });
});

describe('newcomerEffects', () => {
  it('equal the market’s values without newcomers; more newcomers open the masks of the others', () => {
    const alone = newcomerEffects(market, 0, { maxSteps: 20 });
    assertClose([alone.mask, alone.paid], [sum(mask(market)) / 16, 1], 1e-12);
    const { weights } = descend(market, { maxSteps: 20 });
    assertClose(
      [alone.kept],
      [[0, 5, 10, 15].reduce((all, at) => all + weights[at], 0) / 4],
      1e-12,
    );
    const crowded = newcomerEffects(market, 5, { maxSteps: 20 });
    assert.ok(crowded.mask > alone.mask);
    assertClose([crowded.paid], [1], 1e-12);
  });
});

describe('cheatedRankings', () => {
  it('start at the ranking of the market and end without a correlation where every peer ranks itself alone', () => {
    const rankings = cheatedRankings(market);
    assert.equal(rankings.length, 5);
    assert.deepEqual(rankings[0].ranks, rank(market));
    assert.ok(Number.isNaN(rankings[4].correlation));
    const lowest = idealRank(market).indexOf(Math.min(...idealRank(market)));
    const weights = setWeight(market, { from: lowest, to: lowest, weight: 1 });
    assert.deepEqual(rankings[1].ranks, rank({ ...market, weights }));
  });
});

describe('mintedStake', () => {
  it('is 1 under the sum norm, and the growth of simulateInflation under ‖R‖₂', () => {
    const options = { inflation: 0.1, blocks: 5 };
    assertClose(mintedStake(market, { ...options, norm: 'l1' }), [1, 1, 1, 1, 1], 1e-9);
    const { stakes } = simulateInflation(market, { ...options, fixedWeights: true });
    const minted = mintedStake(market, options);
    const totals = [
      market.stake,
      ...[0, 1, 2, 3, 4].map((block) => stakes.subarray(4 * block, 4 * block + 4)),
    ].map(sum);
    assertClose(
      minted,
      minted.map((_, at) => (totals[at + 1] - totals[at]) / 0.1),
      1e-9,
    );
    assert.ok(minted.every((value) => value >= 1 && value <= 2));
  });
});
