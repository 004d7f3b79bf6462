/*
 * Weights clipped at the level that more than half the stake supports, the rule of later networks of this family:
 *
 *   c_j = max { c : Σ_{i: w_ij ≥ c} s_i > ½ Σ_i s_i },   R_j = (1/n) Σ_i s_i min(w_ij, c_j)
 *
 * c_j is the stake-weighted median of column j, the lower one at a tie. Weight above it is not counted, so ranks
 * sum to less than the mean stake. Peers with at most half the stake cannot raise c_j above the largest weight that
 * any other peer gives j.
 */
import { type Market } from '../market.js';
import { rankOf } from '../ranking.js';
import { defineMechanism } from './mechanism.js';

/** The relative difference below which two sums of stake are a tie, to allow for rounding. */
const TIE = 1e-12;

/** c_j of one column. */
function consensus(n: number, weights: Float64Array, stake: Float64Array, j: number): number {
  let best = 0;
  for (let k = 0; k < n; k++) {
    const level = weights[k * n + j];
    if (level <= best) continue;
    let support = 0;
    let rest = 0;
    for (let i = 0; i < n; i++) {
      if (weights[i * n + j] >= level) support += stake[i];
      else rest += stake[i];
    }
    if (support > rest * (1 + TIE)) best = level;
  }
  return best;
}

export const median = defineMechanism({
  name: 'median',
  title: 'median clip',
  about: 'each column clipped at its stake-weighted median, paid by ‖R‖₁',
  norm: 'l1',
  rank: (n, weights, stake, out) => {
    out.fill(0);
    for (let j = 0; j < n; j++) {
      const clip = consensus(n, weights, stake, j);
      for (let i = 0; i < n; i++) out[j] += (stake[i] * Math.min(weights[i * n + j], clip)) / n;
    }
  },
  // Weight above the median adds no rank.
  rankGradient: (n, weights, stake, peer, members, gradient) => {
    for (let j = 0; j < n; j++) {
      if (members[j] && weights[peer * n + j] < consensus(n, weights, stake, j))
        gradient[j] += stake[peer] / n;
    }
  },
});

/**
 * The weights that more than half the stake supports: c_j is the largest weight that peers with more than half the
 * stake give to j or exceed.
 *
 * @returns [n], in [0, 1]
 * @throws {@link InvalidArgumentError} when weights or stake are invalid
 */
export function consensusWeights(
  market: Pick<Market, 'peers' | 'weights' | 'stake'>,
): Float64Array {
  const ranks = rankOf('consensusWeights', market);
  const { peers: n, weights, stake } = market;
  return ranks.map((_, j) => consensus(n, weights, stake, j));
}

/**
 * The rank from weights clipped at the stake-weighted median: R_j = (1/n) Σ_i s_i min(w_ij, c_j).
 *
 * @returns [n], in units of stake; sums to at most the mean stake
 * @throws {@link InvalidArgumentError} when weights or stake are invalid
 */
export function clippedRank(market: Pick<Market, 'peers' | 'weights' | 'stake'>): Float64Array {
  const out = rankOf('clippedRank', market);
  median.rank(market.peers, market.weights, market.stake, out);
  return out;
}
