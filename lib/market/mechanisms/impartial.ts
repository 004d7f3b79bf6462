/*
 * Division that ignores a peer's vote for itself, after de Clippel, Moulin and Tideman (J. Econ. Theory 139, 2008):
 *
 *   R_j = (1/n) Σ_{i≠j} s_i v_ij,   v_ij = w_ij / Σ_{k≠i} w_ik;   v_ij = 1/(n − 1) where peer i weighs itself alone
 *
 * Row i does not enter R_i, and Σ_j R_j is the mean stake for any rows: no peer can vote itself a larger share
 * of the issuance under ‖R‖₁. A group can, by mutual votes. The rank of a single peer is 0.
 */
import { rankOf } from '../ranking.js';
import { type Market } from '../market.js';
import { defineMechanism } from './mechanism.js';

/** The least sum of a peer's votes for others in the gradient, which a smaller sum would make unbounded. */
const LEAST = 1e-2;

/** Σ_{k≠i} w_ik. */
function given(n: number, weights: Float64Array, i: number): number {
  let sum = 0;
  for (let j = 0; j < n; j++) if (j !== i) sum += weights[i * n + j];
  return sum;
}

export const impartial = defineMechanism({
  name: 'impartial',
  title: 'impartial division',
  about: 'votes for oneself are taken out and the rest of the row counts in full, paid by ‖R‖₁',
  norm: 'l1',
  rank: (n, weights, stake, out) => {
    out.fill(0);
    for (let i = 0; i < n; i++) {
      const total = given(n, weights, i);
      for (let j = 0; j < n; j++) {
        if (j === i) continue;
        const vote = total > 0 ? weights[i * n + j] / total : 1 / (n - 1);
        out[j] += (stake[i] * vote) / n;
      }
    }
  },
  // ∂v_ik/∂w_ij = ([j = k] − v_ik)/Σ_{k≠i} w_ik for j ≠ i.
  rankGradient: (n, weights, stake, peer, members, gradient) => {
    const total = given(n, weights, peer);
    let favoured = 0;
    let any = false;
    for (let k = 0; k < n; k++) {
      if (k === peer || !members[k]) continue;
      any = true;
      favoured += total > 0 ? weights[peer * n + k] / total : 1 / (n - 1);
    }
    if (!any) return;
    const scale = stake[peer] / (n * Math.max(total, LEAST));
    for (let j = 0; j < n; j++) {
      if (j !== peer) gradient[j] += scale * ((members[j] ? 1 : 0) - favoured);
    }
  },
});

/**
 * The rank without votes for oneself: R_j = (1/n) Σ_{i≠j} s_i w_ij / Σ_{k≠i} w_ik.
 *
 * @returns [n], in units of stake; sums to the mean stake, except that a single peer gets 0
 * @throws {@link InvalidArgumentError} when weights or stake are invalid
 */
export function impartialRank(market: Pick<Market, 'peers' | 'weights' | 'stake'>): Float64Array {
  const out = rankOf('impartialRank', market);
  impartial.rank(market.peers, market.weights, market.stake, out);
  return out;
}
