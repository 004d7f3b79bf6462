/*
 * The exact quantity that (2) approximates: the increase of each peer's loss when other peers are removed, f_i = 0.
 *
 *   C_j(K) = L_j(m_j with m_ji = 0 for i in K) − L_j(m_j),   L_j(m) = c (m − a_j)ᵀ H_j (m − a_j), c of row.ts
 *
 * For a single peer i and c = 1 it is m_ji² (H_j)_ii − 2 m_ji [H_j (m_j − a_j)]_i: the first term is (2), the second the
 * linear term that (2) omits, which is zero at the minimum, m_j = a_j. The costs of several peers do not add up.
 */
import { checkInteger, checkList } from '../math/checks.js';
import { rowIn } from '../math/rows.js';
import { readParameters } from '../parameters/index.js';
import { MEASURED_AT, type OutputOptions } from './idealRank.js';
import { checkMarket, checkResult, formFactor, type Market } from './market.js';
import { maskOf } from './mask.js';

/**
 * The increase of each peer's loss when the peers `removed` are removed together, C_j(K); (2) approximates its mean
 * over j.
 *
 * @param removed - peers, from 0 to n − 1
 * @param options.outputs - m: `unit` (default), the unmasked network m = 1; `masked`, the mask at the weights
 * @returns [n], in units of the Hessians
 * @throws {@link InvalidArgumentError} when the market, a peer or an option is invalid
 */
export function removalCosts(
  market: Market,
  removed: readonly number[],
  options: OutputOptions = {},
): Float64Array {
  const where = 'removalCosts';
  const { outputs } = readParameters(where, MEASURED_AT, options);
  checkMarket(where, market);
  checkList(where, 'removed', removed);
  const { peers: n, hessians, anchor } = market;
  for (const peer of removed) checkInteger(where, 'removed', peer, 0, n - 1);
  const m = outputs === 'masked' ? maskOf(where, market) : new Float64Array(n * n).fill(1);
  const factor = formFactor(market);
  const gone = new Set(removed);
  const out = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    const before = new Float64Array(n);
    const after = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const rest = anchor?.[j * n + i] ?? 1;
      before[i] = m[j * n + i] - rest;
      after[i] = gone.has(i) ? -rest : before[i];
    }
    const hessian = rowIn(hessians, n * n, j);
    out[j] = factor * (form(hessian, after) - form(hessian, before));
  }
  return checkResult(where, out);
}

/** vᵀ H v. */
function form(hessian: Float64Array, vector: Float64Array): number {
  const n = vector.length;
  let value = 0;
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < n; k++) value += vector[j] * hessian[j * n + k] * vector[k];
  }
  return value;
}
