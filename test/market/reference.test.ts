import assert from 'node:assert/strict';
import {
  adaptInflation,
  idealRank,
  inflate,
  losses,
  mask,
  payoff,
  payoffGradient,
  rank,
  simulateInflation,
} from '../../lib/market/index.js';
import { assertClose, assertEachClose } from '../support/compare.js';
import { golden, goldenMarket } from '../support/golden.js';

const SINGLE = 1e-10;
const ITERATED = 1e-8;

const { learningRate } = golden;
const market = goldenMarket;

describe('golden values at n = 5, T = 0.5, α/τ = 10', () => {
  const evaluations: [string, () => Float64Array, number[]][] = [
    ['m_ij = σ(s_i w_ij − μ_j)', () => mask(market), golden.mask.flat()],
    ['L_i = (m_i − 1)ᵀ H_i (m_i − 1)', () => losses(market), golden.lossesOpenAnchor],
    ['R_j = (1/n) Σ_i s_i w_ij', () => rank(market), golden.rank],
    ['R_i = (1/n) Σ_j (H_j)_ii', () => idealRank(market), golden.idealRank],
    ['P_i = −(α/τ) L_i + R_i', () => payoff(market), golden.payoffOpenAnchor],
    ['∂P_i/∂w_ij', () => payoffGradient(market), golden.payoffGradientOpenAnchor.flat()],
  ];
  for (const [identity, actual, expected] of evaluations) {
    it(`${identity} to 1e-10`, () => {
      assertEachClose(actual(), expected, SINGLE);
    });
  }

  it('S ← S + τ R/‖R‖₂ over ten blocks at fixed W', () => {
    const { inflation, stake } = golden.stakeAfterBlocks;
    const blocks = stake.length;
    const run = simulateInflation(market, { inflation, blocks, fixedWeights: true });
    assert.equal(blocks, 10);
    assertEachClose(run.stakes, stake.flat(), SINGLE);
    assertEachClose(run.stake, stake[blocks - 1], SINGLE);
    assert.deepEqual(run.weights, market.weights);
    let held = market.stake;
    for (const expected of stake) {
      held = inflate({ ...market, stake: held }, { inflation });
      assertEachClose(held, expected, SINGLE);
    }
  });

  it('τ ← max(0, τ + gain · (target − sparsity)) over 500 steps to 1e-8', () => {
    const { alpha, target, gain, steps, sparsity, inflation, weights } = golden.adaptive;
    const run = adaptInflation(market, { learningRate, alpha, target, gain, steps });
    assert.equal(steps, 500);
    assertEachClose(run.sparsity, sparsity, ITERATED);
    assertEachClose(run.inflation, inflation, ITERATED);
    assertClose(run.weights, weights.flat(), ITERATED);
  });
});
