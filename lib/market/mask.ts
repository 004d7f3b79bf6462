/*
 * (7)  F_W(x) = [ f_0(x) σ(s_i w_i0 − μ_0), …, f_n(x) σ(s_i w_in − μ_n) ],   μ_j = (1/n) Σ_k s_k w_kj
 * (8)  σ(z) = 1 / (1 + e^(−z/T))
 */
import {
  checkAllocation,
  checkMarket,
  type Allocation,
  type Anchor,
  type Market,
} from './market.js';
import { rankInto } from './ranking.js';
import { sigmoid } from './row.js';
import { scratchOf } from './state.js';
import { trust } from './trust.js';

/** σ(s_i w_ij − μ_j) for every i and j, written to `out`, [n, n]; m_ii = 1 where a peer's own input is exempt. */
export function maskInto(
  n: number,
  weights: Float64Array,
  stake: Float64Array,
  shift: Float64Array,
  temperature: number,
  exempt: boolean,
  out: Float64Array,
): void {
  for (let i = 0, at = 0; i < n; i++) {
    const s = stake[i];
    for (let j = 0; j < n; j++, at++) {
      out[at] = sigmoid(s * weights[at] - shift[j], temperature);
    }
    if (exempt) out[i * n + i] = 1;
  }
}

/** The mask of a market, checked on behalf of the function `where`. */
export function maskOf(where: string, market: Allocation): Float64Array {
  checkAllocation(where, market);
  const { peers: n, weights, stake, temperature, ownInput } = market;
  const { shift } = scratchOf(n);
  const out = new Float64Array(n * n);
  rankInto(n, weights, stake, shift);
  maskInto(n, weights, stake, shift, temperature, ownInput === 'exempt', out);
  return out;
}

/**
 * The part of every representation that reaches each peer, (7) and (8): m_ij = σ(s_i w_ij − μ_j), and m_ii = 1
 * where the market's `ownInput` is exempt.
 *
 * @returns [n, n], row i the mask of peer i's inputs, each value in [0, 1]
 * @throws {@link InvalidArgumentError} when weights, stake, temperature or `ownInput` are invalid
 */
export function mask(market: Allocation): Float64Array {
  return maskOf('mask', market);
}

/**
 * The market with its loss anchored at the mask of its present weights, W₀ in (16) to the letter.
 *
 * @throws {@link InvalidArgumentError} when weights, stake, temperature or `ownInput` are invalid
 */
export function anchorAtWeights<M extends Allocation>(
  market: M,
): M & { readonly anchor: Float64Array } {
  const where = 'anchorAtWeights';
  const anchor = maskOf(where, market);
  if ('hessians' in market) checkMarket(where, market as Allocation as Market);
  return { ...market, anchor: trust('anchor', market.peers, anchor) };
}

/** A market without an anchor, with the anchor of this name. */
export function withAnchor(market: Market, anchor: Anchor): Market {
  if (anchor === 'open') return market;
  if (anchor === 'initial') return anchorAtWeights(market);
  const { peers: n } = market;
  return { ...market, anchor: trust('anchor', n, new Float64Array(n * n)), form: 'gain' };
}
