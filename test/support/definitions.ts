/*
 * The mechanism as nested sums, term by term from the paper; it shares only the market with lib/.
 */
import type { Market, OwnInput } from '../../lib/market/index.js';

const range = (n: number): number[] => Array.from({ length: n }, (_, index) => index);
const total = (n: number, term: (k: number) => number): number =>
  range(n).reduce((sum, k) => sum + term(k), 0);

/** (5): R_j = (1/n) Σ_i s_i w_ij. */
export function definedRank({ peers: n, weights, stake }: Market): number[] {
  return range(n).map((j) => total(n, (i) => stake[i] * weights[i * n + j]) / n);
}

/** (7), (8): row i of m_ij = 1 / (1 + exp(−(s_i w_ij − μ_j)/T)). */
function definedMaskRow(market: Market, i: number, ownInput: OwnInput): number[] {
  const { peers: n, weights, stake, temperature } = market;
  const shift = definedRank(market);
  return range(n).map((j) =>
    ownInput === 'exempt' && i === j
      ? 1
      : 1 / (1 + Math.exp(-(stake[i] * weights[i * n + j] - shift[j]) / temperature)),
  );
}

export function definedMask(market: Market, ownInput: OwnInput = 'masked'): number[] {
  return range(market.peers).flatMap((i) => definedMaskRow(market, i, ownInput));
}

/** (16): L_i = c Σ_jk (m_ij − a_ij) H_ijk (m_ik − a_ik), c = 1, or −1 where the form is a gain. */
export function definedLoss(market: Market, i: number, ownInput: OwnInput = 'masked'): number {
  const { peers: n, hessians, anchor, form = 'loss' } = market;
  const m = definedMaskRow(market, i, ownInput);
  const d = m.map((value, j) => value - (anchor ? anchor[i * n + j] : 1));
  const square = total(n, (j) => total(n, (k) => d[j] * hessians[(i * n + j) * n + k] * d[k]));
  return form === 'gain' ? -square : square;
}

/** (12) divided by τ: P_i = −(α/τ) L_i + R_i. */
export function definedPayoff(market: Market, i: number, ownInput: OwnInput = 'masked'): number {
  return definedRank(market)[i] - market.ratio * definedLoss(market, i, ownInput);
}

/** The market with row i of its weights replaced. */
export function withRow(market: Market, i: number, row: ArrayLike<number>): Market {
  const weights = market.weights.slice();
  weights.set(Array.from(row), i * market.peers);
  return { ...market, weights };
}
