/*
 * (2)  R_i ≈ (1/n) Σ_j f_i² (H_j)_ii:  the mean increase of the others' loss without peer i
 */
import { choice, readParameters, type OptionsOf } from '../parameters/index.js';
import { checkHessians, checkResult, peersOf, type Market } from './market.js';
import { maskOf } from './mask.js';

export const OUTPUTS = ['unit', 'masked'] as const;

/** The size of a peer's output in (2): f = 1 (default), or f = its mask at the market's weights. */
export type Outputs = (typeof OUTPUTS)[number];

/** The outputs at which (2) and (3) are measured. */
export const MEASURED_AT = {
  outputs: choice(
    OUTPUTS,
    'unit',
    'Outputs f: of the unmasked network, or the mask at the weights',
  ),
};

export type OutputOptions = OptionsOf<typeof MEASURED_AT>;

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
export function idealRank(market: Market, options: OutputOptions = {}): Float64Array {
  const { outputs } = readParameters('idealRank', MEASURED_AT, options);
  const n = peersOf('idealRank', market);
  const { hessians } = market;
  checkHessians('idealRank', n, hessians);
  const m = outputs === 'masked' ? maskOf('idealRank', market) : new Float64Array(n * n).fill(1);
  const out = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      const output = m[j * n + i];
      out[i] += (output * output * hessians[(j * n + i) * n + i]) / n;
    }
  }
  return checkResult('idealRank', out);
}
