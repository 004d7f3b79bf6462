/*
 * (5)  R_j = (1/n) Σ_i s_i w_ij over the weights above 0
 * (6)  S ← S + τ R/‖R‖
 */
import { checkVector } from '../math/checks.js';
import { INFLATION, mint, type InflationOptions } from '../market/inflation.js';
import { checkStake } from '../market/market.js';
import { readParameters } from '../parameters/index.js';
import { checkSparseWeights, TILE_BITS, tilesAcross, type SparseWeights } from './sparseWeights.js';

const SIDE = 1 << TILE_BITS;

/** Adds the entries from `from` to `to`, all of one tile, whose stake and rank are given. */
function addTile(
  places: Uint32Array,
  values: Float64Array | Float32Array,
  from: number,
  to: number,
  stake: Float64Array,
  ranks: Float64Array,
): void {
  for (let at = from; at < to; at++) {
    const place = places[at];
    ranks[place & (SIDE - 1)] += stake[place >>> TILE_BITS] * values[at];
  }
}

function ranksOf(where: string, weights: SparseWeights, stake: Float64Array): Float64Array {
  checkSparseWeights(where, weights);
  checkStake(where, weights.peers, stake);
  const { peers, tileStart, places, values } = weights;
  const across = tilesAcross(peers);
  const ranks = new Float64Array(peers);
  // Tiles go column by column, so that the written part of R stays in the cache.
  for (let column = 0; column < across; column++) {
    const part = ranks.subarray(column * SIDE, (column + 1) * SIDE);
    for (let row = 0; row < across; row++) {
      const tile = row * across + column;
      const own = stake.subarray(row * SIDE, (row + 1) * SIDE);
      addTile(places, values, tileStart[tile], tileStart[tile + 1], own, part);
    }
  }
  for (let j = 0; j < peers; j++) ranks[j] /= peers;
  checkVector(where, 'ranks', ranks, peers);
  return ranks;
}

/**
 * {@link rank} for sparse weights, (5): R_j = (1/n) Σ_i s_i w_ij, the same numbers to the last bit.
 *
 * @param stake - S, [n], finite and not negative
 * @returns [n], in units of stake
 * @throws {@link InvalidArgumentError} when the stake is invalid
 */
export function sparseRank(weights: SparseWeights, stake: Float64Array): Float64Array {
  return ranksOf('sparseRank', weights, stake);
}

/** The results of one block of the ledger. */
export interface SparseBlock {
  /** R paid in the block, [n]. */
  readonly ranks: Float64Array;
  /** S after the block, [n]. */
  readonly stake: Float64Array;
}

/**
 * One block for sparse weights: the rank (5) and the stake after its inflation (6).
 *
 * @param stake - S before the block, [n], finite and not negative; left unchanged
 * @param options - τ and the norm, as for {@link inflate}
 * @throws {@link InvalidArgumentError} when stake or an option is invalid, or no peer holds stake
 */
export function sparseBlock(
  weights: SparseWeights,
  stake: Float64Array,
  options: InflationOptions,
): SparseBlock {
  return block('sparseBlock', weights, stake, options);
}

function block(
  where: string,
  weights: SparseWeights,
  stake: Float64Array,
  options: InflationOptions,
): SparseBlock {
  const { inflation, norm } = readParameters(where, INFLATION, options);
  const ranks = ranksOf(where, weights, stake);
  const after = stake.slice();
  mint(where, after, ranks, inflation, norm);
  return { ranks, stake: after };
}

/**
 * {@link inflate} for sparse weights, (6): S + τ R/‖R‖, the same numbers to the last bit.
 *
 * @param stake - S before the block, [n], finite and not negative; left unchanged
 * @param options - τ and the norm, as for {@link inflate}
 * @returns the stake after the block, [n]
 * @throws {@link InvalidArgumentError} when stake or an option is invalid, or no peer holds stake
 */
export function sparseInflate(
  weights: SparseWeights,
  stake: Float64Array,
  options: InflationOptions,
): Float64Array {
  return block('sparseInflate', weights, stake, options).stake;
}
