/*
 * (3)  w_ij = Σ_{x ∈ D_i} ΔFᵀ(x)_j H(Q_i(x)) ΔF(x)_j:  the increase of peer i's loss without peer j, to second order
 *
 * In the model of §2.2 the sum over x is inside H_i, and w_ij = f_ij² (H_i)_jj with f = 1 (unmasked) or f = the mask.
 * Its column means are the ideal rank (2). The ledger requires rows that sum to 1; dividing rows by their sums
 * changes the column means unless all rows have the same sum.
 */
import { InvalidArgumentError } from '../math/errors.js';
import { normalise, rowIn } from '../math/rows.js';
import { readParameters } from '../parameters/index.js';
import { MEASURED_AT, type OutputOptions } from './idealRank.js';
import { checkHessians, peersOf, type Market } from './market.js';
import { maskOf } from './mask.js';

/** f: `outputs`, `unit` (default) or `masked`, the mask at the market's weights. */
export type SignificanceOptions = OutputOptions;

/** (3) on behalf of the function `where`. */
export function significanceOf(
  where: string,
  market: Market,
  options: SignificanceOptions,
): Float64Array {
  const { outputs } = readParameters(where, MEASURED_AT, options);
  const n = peersOf(where, market);
  const { hessians } = market;
  checkHessians(where, n, hessians);
  const out = outputs === 'masked' ? maskOf(where, market) : new Float64Array(n * n).fill(1);
  for (let at = 0; at < n * n; at++) {
    out[at] *= out[at] * hessians[at * n + (at % n)];
  }
  return out;
}

/**
 * Every peer's score of every other, (3) before rows are normalised: w_ij = f_ij² (H_i)_jj.
 *
 * @returns [n, n], in units of the Hessians; its column means are {@link idealRank}
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function significance(market: Market, options: SignificanceOptions = {}): Float64Array {
  return significanceOf('significance', market, options);
}

/**
 * The rows of honest peers: (3) with each row divided by its sum, so that ‖w_i‖₁ = 1.
 *
 * @returns [n, n], rows on the simplex
 * @throws {@link InvalidArgumentError} when the market or an option is invalid, or a peer depends on no other
 */
export function honestWeights(market: Market, options: SignificanceOptions = {}): Float64Array {
  const out = significanceOf('honestWeights', market, options);
  const n = market.peers;
  for (let i = 0; i < n; i++) {
    const total = normalise(rowIn(out, n, i));
    if (!(total > 0 && total < Infinity)) {
      const rule = 'hessians must have a positive, finite trace for every peer';
      throw new InvalidArgumentError('honestWeights', rule, `${total} of peer ${i}`);
    }
  }
  return out;
}
