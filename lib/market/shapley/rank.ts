/*
 * The Shapley value (Shapley 1953) of the benchmark: a peer's mean marginal cost over all orders of removal.
 *
 * At the minimum of its loss the coalition A is worth v_j(A) = f_Aᵀ H_j f_A to peer j, with f_A the outputs of A and 0
 * elsewhere: the increase of L_j, (16) without ½, when A is removed; for a single peer it is the term of (2). A
 * quadratic form splits every interaction 2 f_i H_ik f_k evenly between i and k, so that
 *
 *   φ_i(v_j) = f_i [H_j f]_i,   with f = 1 the row sum (H_j 1)_i
 */
import { readParameters } from '../../parameters/index.js';
import { MEASURED_AT, type OutputOptions } from '../idealRank.js';
import { checkHessians, checkResult, peersOf, type Market } from '../market.js';
import { maskOf } from '../mask.js';

/**
 * The Shapley rank: the cost to all others of a peer, interactions with other peers included, on the scale of
 * {@link idealRank}, which counts the diagonals alone.
 *
 *   unit    R_i = (1/n) Σ_j (H_j 1)_i
 *   masked  R_i = (1/n) Σ_j m_ji [H_j m_j]_i, with the mask at the market's weights
 *
 * Its sum is the mean cost of removing all peers, (1/n) Σ_j 1ᵀH_j1; an entry is negative where a peer costs the others
 * loss.
 *
 * @param options.outputs - default `unit`
 * @returns [n], in units of the Hessians
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function shapleyRank(market: Market, options: OutputOptions = {}): Float64Array {
  const where = 'shapleyRank';
  const { outputs } = readParameters(where, MEASURED_AT, options);
  const n = peersOf(where, market);
  const { hessians } = market;
  checkHessians(where, n, hessians);
  const m = outputs === 'masked' ? maskOf(where, market) : new Float64Array(n * n).fill(1);
  const out = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      let product = 0;
      for (let k = 0; k < n; k++) product += hessians[(j * n + i) * n + k] * m[j * n + k];
      out[i] += (m[j * n + i] * product) / n;
    }
  }
  return checkResult(where, out);
}
