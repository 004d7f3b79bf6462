/*
 * The sequences of markets in the figures of §1.3 and §1.4: bounded changes of rows, self-ranking peers, blocks that
 * mint stake, joining peers without stake.
 */
import { correlation } from '../math/correlation.js';
import { checkMemory } from '../math/memory.js';
import { sum } from '../math/rows.js';
import {
  integer,
  positive,
  readParameters,
  required,
  type OptionsOf,
} from '../parameters/index.js';
import { descend } from './descent.js';
import { idealRank } from './idealRank.js';
import { inflate, INFLATION } from './inflation.js';
import { checkMarket, checkWeights, type Market } from './market.js';
import { mask } from './mask.js';
import { withNewcomers } from './newcomers.js';
import { rank } from './ranking.js';
import { boundedUpdate, setWeight } from './update.js';

const blocks = required(integer(0, 'Blocks', { least: 0 }));

/** The options of {@link traceUpdates}. */
export const UPDATES = {
  bound: required(positive(1, 'Most ‖ΔW_i‖₂ of a block', { symbol: 'ε' })),
  blocks,
};

/** A block of {@link traceUpdates}. */
export interface UpdateTrace {
  /** Largest distance of a row from its proposal, ‖W_i − proposal_i‖₂. */
  readonly distance: number;
  /** Pearson correlation of the rank (5) with the ideal (2); NaN where undefined. */
  readonly correlation: number;
}

/**
 * The approach of the weights to a proposal by {@link boundedUpdate}: a value for each block, the start first.
 *
 * @param proposal - [n, n], rows on the simplex
 * @throws {@link InvalidArgumentError} when the market, the proposal or an option is invalid
 */
export function traceUpdates(
  market: Market,
  proposal: Float64Array,
  options: OptionsOf<typeof UPDATES>,
): UpdateTrace[] {
  const { bound, blocks } = readParameters('traceUpdates', UPDATES, options);
  checkMarket('traceUpdates', market);
  const n = market.peers;
  checkWeights('traceUpdates', n, proposal);
  const ideal = idealRank(market);
  const trace: UpdateTrace[] = [];
  let { weights } = market;
  for (let block = 0; block <= blocks; block++) {
    if (block > 0) weights = boundedUpdate({ peers: n, weights }, proposal, bound);
    trace.push({
      distance: farthestRow(n, weights, proposal),
      correlation: correlation(rank({ ...market, weights }), ideal),
    });
  }
  return trace;
}

function farthestRow(n: number, weights: Float64Array, proposal: Float64Array): number {
  let most = 0;
  for (let row = 0; row < n * n; row += n) {
    let square = 0;
    for (let at = row; at < row + n; at++) square += (proposal[at] - weights[at]) ** 2;
    most = Math.max(most, Math.sqrt(square));
  }
  return most;
}

/** The ranking with some number of cheaters. */
export interface CheatedRanking {
  readonly cheaters: number;
  /** R of (5), [n]. */
  readonly ranks: Float64Array;
  /** Its Pearson correlation with the ideal rank (2); NaN where undefined. */
  readonly correlation: number;
}

/**
 * The ranking with 0, 1, …, n cheaters: the peers of the lowest ideal rank set w_ii = 1 first, the others keep their
 * rows.
 *
 * @throws {@link InvalidArgumentError} when the market is invalid
 */
export function cheatedRankings(market: Market): CheatedRanking[] {
  checkMarket('cheatedRankings', market);
  const n = market.peers;
  const ideal = idealRank(market);
  const order = Array.from(ideal.keys()).sort((a, b) => ideal[a] - ideal[b]);
  let { weights } = market;
  return Array.from({ length: n + 1 }, (_, cheaters) => {
    if (cheaters > 0) {
      const peer = order[cheaters - 1];
      weights = setWeight({ peers: n, weights }, { from: peer, to: peer, weight: 1 });
    }
    const ranks = rank({ ...market, weights });
    return { cheaters, ranks, correlation: correlation(ranks, ideal) };
  });
}

/** The options of {@link mintedStake}. */
export const MINTED = { ...INFLATION, blocks };

/**
 * The stake that each block mints in units of τ, at fixed weights: between 1 and √n under `l2`, 1 under `l1`.
 *
 * @returns a value for each block
 * @throws {@link InvalidArgumentError} when weights, stake or an option are invalid, or no peer holds stake
 */
export function mintedStake(
  market: Pick<Market, 'peers' | 'weights' | 'stake'>,
  options: OptionsOf<typeof MINTED>,
): number[] {
  const { inflation, norm, blocks } = readParameters('mintedStake', MINTED, options);
  checkMemory('mintedStake', `a history of ${blocks} blocks`, 8 * blocks);
  let { stake } = market;
  const minted: number[] = [];
  for (let block = 0; block < blocks; block++) {
    const before = sum(stake);
    stake = inflate({ ...market, stake }, { inflation, norm });
    minted.push((sum(stake) - before) / inflation);
  }
  return minted;
}

/** The effects of newcomers without stake on the original peers. */
export interface NewcomerEffects {
  /** Mean of m_ij over the original peers, at the first weights. */
  readonly mask: number;
  /** ‖R‖₂ of the original peers relative to that of all peers: their fraction of a block's pay. */
  readonly paid: number;
  /** Mean w_ii of the original peers, after the descent. */
  readonly kept: number;
  /** Pearson correlation of their rank with the ideal after the descent; NaN where undefined. */
  readonly correlation: number;
}

/** The options of {@link newcomerEffects}. */
export const NEWCOMERS = { maxSteps: required(integer(0, 'Steps of descent', { least: 0 })) };

/**
 * Masks, pay and equilibrium of a market that `count` peers without stake have joined.
 *
 * @throws {@link InvalidArgumentError} when the market, the count or an option is invalid
 */
export function newcomerEffects(
  market: Market,
  count: number,
  options: OptionsOf<typeof NEWCOMERS>,
): NewcomerEffects {
  const { maxSteps } = readParameters('newcomerEffects', NEWCOMERS, options);
  const n = market.peers;
  const first = (values: Float64Array): Float64Array => values.subarray(0, n);
  const wider = withNewcomers(market, count);
  const m = mask(wider);
  const before = rank(wider);
  const { weights } = descend(wider, { maxSteps });
  const after = { ...wider, weights };
  let [open, kept] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) open += m[i * wider.peers + j] / n ** 2;
    kept += weights[i * wider.peers + i] / n;
  }
  return {
    mask: open,
    paid: Math.hypot(...first(before)) / Math.hypot(...before),
    kept,
    correlation: correlation(first(rank(after)), first(idealRank(after))),
  };
}
