/*
 * Golden values of an independent float64 implementation; fields in test/reference/README.md.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Market } from '../../lib/market/index.js';
import { ROOT } from './folders.js';

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

export const golden = JSON.parse(
  readFileSync(join(ROOT, 'test', 'reference', 'market-n5.json'), 'utf8'),
) as Golden;

/** The market of the golden values. */
export const goldenMarket: Market = {
  peers: golden.n,
  weights: Float64Array.from(golden.weights.flat()),
  stake: Float64Array.from(golden.stake),
  hessians: Float64Array.from(golden.hessians.flat(2)),
  temperature: golden.temperature,
  ratio: golden.ratio,
};
