/*
 * (5)  R = (1/n) Wᵀ ∘ S · 1,   R_j = (1/n) Σ_i s_i w_ij;   with S = 1 this is (4)
 *
 * The shift of (7), μ_j = (1/n) Σ_k s_k w_kj, is the same sum: a peer's rank raises the bar for its mask.
 */
import { checkStake, checkWeights, peersOf, type Market } from './market.js';
import { isParsed } from './trust.js';

/** R_j = μ_j = (1/n) Σ_i s_i w_ij, written to `out`, [n]. */
export function rankInto(
  n: number,
  weights: Float64Array,
  stake: Float64Array,
  out: Float64Array,
): void {
  out.fill(0);
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < n; j++, at++) out[j] += stake[i] * weights[at];
  }
  for (let j = 0; j < n; j++) out[j] /= n;
}

/** The rank of a market, checked on behalf of the function `where`. */
export function rankOf(
  where: string,
  market: Pick<Market, 'peers' | 'weights' | 'stake'>,
): Float64Array {
  const n = peersOf(where, market);
  const { weights, stake } = market;
  if (!isParsed(market)) {
    checkWeights(where, n, weights);
    checkStake(where, n, stake);
  }
  const out = new Float64Array(n);
  rankInto(n, weights, stake, out);
  return out;
}

/**
 * The rank that the ledger pays for, (5): R_j = (1/n) Σ_i s_i w_ij. Linear in stake; sums to the mean stake.
 *
 * @returns [n], in units of stake
 * @throws {@link InvalidArgumentError} when weights or stake are invalid
 */
export function rank(market: Pick<Market, 'peers' | 'weights' | 'stake'>): Float64Array {
  return rankOf('rank', market);
}
