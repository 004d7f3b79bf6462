/*
 * (5)  R_j = μ_j = (1/n) Σ_i s_i w_ij over the peers i that know j
 * (6)  S ← S + τ R/‖R‖
 *
 * Each sum adds in the order of i, as the dense rank does, so that the bits are the same.
 */
import { INFLATION, mint, type InflationOptions } from '../inflation.js';
import { checkResult } from '../market.js';
import { readParameters } from '../../parameters/index.js';
import { checkSparseAllocation, type SparseAllocation } from './market.js';

/** R_j = μ_j, written to `out`, [n]. */
export function sparseRankInto(market: SparseAllocation, out: Float64Array): void {
  const { peers: n, known: k, neighbours, weights, stake } = market;
  out.fill(0);
  for (let i = 0, at = 0; i < n; i++) {
    for (let l = 0; l < k; l++, at++) out[neighbours[at]] += stake[i] * weights[at];
  }
  for (let j = 0; j < n; j++) out[j] /= n;
}

function ranksOf(where: string, market: SparseAllocation): Float64Array {
  checkSparseAllocation(where, market);
  const out = new Float64Array(market.peers);
  sparseRankInto(market, out);
  return checkResult(where, out);
}

/**
 * {@link rank} where peers know k others, (5): R_j = (1/n) Σ_i s_i w_ij, the same numbers to the last bit.
 *
 * @returns [n], in units of stake
 * @throws {@link InvalidArgumentError} when sizes, neighbours, weights or stake are invalid
 */
export function rankSparse(market: SparseAllocation): Float64Array {
  return ranksOf('rankSparse', market);
}

/**
 * {@link inflate} where peers know k others, (6): S + τ R/‖R‖, the same numbers to the last bit.
 *
 * @returns the stake after the block, [n]
 * @throws {@link InvalidArgumentError} when the market or an option is invalid, or no peer holds stake
 */
export function inflateSparse(market: SparseAllocation, options: InflationOptions): Float64Array {
  const where = 'inflateSparse';
  const { inflation, norm } = readParameters(where, INFLATION, options);
  const ranks = ranksOf(where, market);
  const stake = market.stake.slice();
  mint(where, stake, ranks, inflation, norm);
  return stake;
}
