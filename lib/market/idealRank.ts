/*
 * (2)  R_i ≈ (1/n) Σ_j f_i² (H_j)_ii:  what the others would lose without peer i
 */
import { checkInteger, checkOneOf, checkOptionNames } from '../math/checks.js';
import { checkHessians, type Market } from './market.js';
import { maskOf } from './mask.js';

export const OUTPUTS = ['unit', 'masked'] as const;

/** The size of a peer's output in (2): f = 1 (default), or f = its mask at the market's weights. */
export type Outputs = (typeof OUTPUTS)[number];

/**
 * The ideal rank (2): the cost to all others of removing a peer, by the diagonals of the Hessians.
 *
 *   unit    R_i = (1/n) Σ_j (H_j)_ii
 *   masked  R_i = (1/n) Σ_j m_ji² (H_j)_ii, with the mask at the market's weights
 *
 * @param options.outputs - default `unit`
 * @returns [n], in units of the Hessians
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function idealRank(market: Market, options: { outputs?: Outputs } = {}): Float64Array {
  checkOptionNames('idealRank', options, ['outputs']);
  const { outputs = 'unit' } = options;
  const { peers: n, hessians } = market;
  checkInteger('idealRank', 'peers', n, 1);
  checkOneOf('idealRank', 'outputs', outputs, OUTPUTS);
  checkHessians('idealRank', n, hessians);
  const m = outputs === 'masked' ? maskOf('idealRank', market) : new Float64Array(n * n).fill(1);
  const out = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      const output = m[j * n + i];
      out[i] += (output * output * hessians[(j * n + i) * n + i]) / n;
    }
  }
  return out;
}
