/*
 * (6)  S^{t+1} = S^t + τ R/‖R‖,   ‖R‖₂ in the paper
 *
 * Algorithm 1: repeat { W ← Π(W + λ ΔW); R ← (1/n) Wᵀ ∘ S · 1; S ← S + τ R/‖R‖₂ }
 */
import { InvalidArgumentError } from '../math/errors.js';
import { checkMemory } from '../math/memory.js';
import {
  choice,
  flag,
  integer,
  positive,
  readParameters,
  required,
  type OptionsOf,
} from '../parameters/index.js';
import { competitiveStepOf, STEP } from './descent.js';
import { checkResult, type Market } from './market.js';
import { rankInto, rankOf } from './ranking.js';
import { createState } from './state.js';

export const INFLATION_NORMS = ['l2', 'l1'] as const;

/** ‖R‖₂ (default, the paper's: mints between τ and τ√n a block) or ‖R‖₁ (mints exactly τ). */
export type InflationNorm = (typeof INFLATION_NORMS)[number];

/** The options of {@link inflate}. */
export const INFLATION = {
  inflation: required(
    positive(1, 'Stake minted a block, up to √n times it under ‖R‖₂', { symbol: 'τ' }),
  ),
  norm: choice(INFLATION_NORMS, 'l2', 'Norm of R in (6)'),
};

export type InflationOptions = OptionsOf<typeof INFLATION>;

/** The options of {@link simulateInflation}. */
export const SIMULATION = {
  ...INFLATION,
  blocks: required(integer(0, 'Blocks', { least: 0 })),
  fixedWeights: flag(false, 'Leaves W as it is, to see (6) alone'),
  ...STEP,
};

export type SimulateInflationOptions = OptionsOf<typeof SIMULATION>;

/** (6) in place: adds τ R/‖R‖ to `stake`. */
export function mint(
  where: string,
  stake: Float64Array,
  ranks: Float64Array,
  inflation: number,
  norm: InflationNorm,
): void {
  let size = 0;
  for (const value of ranks) size += norm === 'l2' ? value * value : value;
  if (norm === 'l2') size = Math.sqrt(size);
  if (!(size > 0))
    throw new InvalidArgumentError(where, 'stake must be above 0 for at least one peer', 'none');
  for (let i = 0; i < stake.length; i++) stake[i] += (inflation * ranks[i]) / size;
  checkResult(where, stake);
}

/**
 * One block of inflation at the market's weights, (6): S ← S + τ R/‖R‖.
 *
 * @returns the stake after the block, [n]
 * @throws {@link InvalidArgumentError} when weights, stake or an option are invalid, or no peer holds stake
 */
export function inflate(
  market: Pick<Market, 'peers' | 'weights' | 'stake'>,
  options: InflationOptions,
): Float64Array {
  const { inflation, norm } = readParameters('inflate', INFLATION, options);
  const ranks = rankOf('inflate', market);
  const stake = market.stake.slice();
  mint('inflate', stake, ranks, inflation, norm);
  return stake;
}

export interface InflationHistory {
  /** W after the last block, [n, n]. */
  readonly weights: Float64Array;
  /** S after the last block, [n]. */
  readonly stake: Float64Array;
  /** S after each block, [blocks, n]. */
  readonly stakes: Float64Array;
  /** R paid in each block, [blocks, n]. */
  readonly ranks: Float64Array;
}

/**
 * Algorithm 1: each block takes one step of competitive descent, ranks, and pays in stake.
 *
 * The weights step by (15) at the market's `ratio`. The mask is not invariant to the scale of S, so a
 * growing stake acts like a falling temperature.
 *
 * @param options.blocks - at least 0
 * @param options.fixedWeights - keeps W fixed, so that (6) acts alone. Default false.
 * @throws {@link InvalidArgumentError} when the market or an option is invalid, or no peer holds stake
 */
export function simulateInflation(
  market: Market,
  options: SimulateInflationOptions,
): InflationHistory {
  const where = 'simulateInflation';
  const settings = readParameters(where, SIMULATION, options);
  const { inflation, norm, blocks, fixedWeights } = settings;
  const state = createState(where, market);
  const { n, stake } = state;
  checkMemory(where, `a history of ${blocks} blocks`, 16 * blocks * n);
  const stakes = new Float64Array(blocks * n);
  const ranks = new Float64Array(blocks * n);
  for (let block = 0; block < blocks; block++) {
    if (!fixedWeights) competitiveStepOf(where, state, settings, block + 1);
    const row = ranks.subarray(block * n, (block + 1) * n);
    rankInto(n, state.weights, stake, row);
    mint(where, stake, row, inflation, norm);
    stakes.set(stake, block * n);
  }
  return { weights: state.weights, stake, stakes, ranks };
}
