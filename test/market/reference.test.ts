/*
 * Golden values of an independent float64 implementation; fields in test/reference/README.md.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  adaptInflation,
  anchorAtWeights,
  descend,
  idealRank,
  inflate,
  losses,
  mask,
  payoff,
  payoffGradient,
  rank,
  simulateInflation,
  type Market,
} from '../../lib/index.js';
import { assertClose, assertEachClose } from '../support/compare.js';

interface Golden {
  n: number;
  temperature: number;
  ratio: number;
  learningRate: number;
  hessians: number[][][];
  weights: number[][];
  stake: number[];
  mask: number[][];
  lossesOpenAnchor: number[];
  rank: number[];
  idealRank: number[];
  payoffOpenAnchor: number[];
  payoffGradientOpenAnchor: number[][];
  weightsAfterSteps: Record<string, number[][]>;
  weightsAfter1000StepsInitialAnchor: number[][];
  equilibrium: { epsilon: number; steps: number; residual: number; weights: number[][] };
  stakeAfterBlocks: { inflation: number; stake: number[][] };
  adaptive: {
    alpha: number;
    target: number;
    gain: number;
    steps: number;
    sparsity: number[];
    inflation: number[];
    weights: number[][];
  };
}

const SINGLE = 1e-10;
const ITERATED = 1e-8;

const file = join(__dirname, '../../../test/reference/market-n5.json');
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;
const { n, learningRate } = golden;
const market: Market = {
  peers: n,
  weights: Float64Array.from(golden.weights.flat()),
  stake: Float64Array.from(golden.stake),
  hessians: Float64Array.from(golden.hessians.flat(2)),
  temperature: golden.temperature,
  ratio: golden.ratio,
};

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

  for (const steps of [1, 10, 100, 1000]) {
    it(`W after ${steps} steps of W ← Π(W + λ ∂P/∂W) to 1e-8`, () => {
      const run = descend(market, { learningRate, tolerance: 0, maxSteps: steps });
      assert.equal(run.steps, steps);
      assertClose(run.weights, golden.weightsAfterSteps[steps].flat(), ITERATED);
    });
  }

  it('W after 1000 steps with a = mask(W₀) to 1e-8', () => {
    const run = descend(anchorAtWeights(market), { learningRate, tolerance: 0, maxSteps: 1000 });
    assertClose(run.weights, golden.weightsAfter1000StepsInitialAnchor.flat(), ITERATED);
  });

  it('max |W⁺ − W|/λ falls below 1e-6 after 29928 steps, at the same W', () => {
    const { epsilon, steps, residual, weights } = golden.equilibrium;
    const run = descend(market, { learningRate, tolerance: epsilon, maxSteps: 10 * steps });
    assert.equal(run.steps, steps);
    assert.equal(run.converged, true);
    assertEachClose([run.residual], [residual], ITERATED);
    assertClose(run.weights, weights.flat(), ITERATED);
  });

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
