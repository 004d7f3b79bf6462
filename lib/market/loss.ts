/*
 * (16)  L_i(W) = (m_i − a_i)ᵀ H_i (m_i − a_i),  no factor ½;  m_i row i of the mask, a_i of the anchor
 *
 * With z_ij = s_i w_ij − μ_j and m_ij = σ(z_ij), every gradient of the losses in the weights is a
 * combination of the pressures  ∂L_i/∂z_ij = 2 [H_i (m_i − a_i)]_j m_ij (1 − m_ij) / T.
 */
import { factoredProduct } from './factors.js';
import { readOwnInput, type Market, type OwnInput } from './market.js';
import { maskInto } from './mask.js';
import { rankInto } from './ranking.js';
import { createState, type State } from './state.js';

/** Fills the state's shift and mask from its weights and stake. */
export function updateMask(state: State): void {
  rankInto(state.n, state.weights, state.stake, state.shift);
  maskInto(
    state.n,
    state.weights,
    state.stake,
    state.shift,
    state.temperature,
    state.exempt,
    state.mask,
  );
}

/** Fills row i of the state's pressures from its mask. */
export function updatePressure(state: State, i: number): void {
  const { n, hessians, anchor, mask, deviation, pressure } = state;
  const row = i * n;
  for (let k = 0; k < n; k++) deviation[k] = mask[row + k] - anchor[row + k];
  const scale = 2 / state.temperature;
  if (state.factors) {
    const { product } = factoredProduct(state.factors, i, deviation);
    for (let j = 0; j < n; j++) {
      const m = mask[row + j];
      pressure[row + j] = scale * product[j] * m * (1 - m);
    }
    return;
  }
  for (let j = 0, at = row * n; j < n; j++) {
    let product = 0;
    for (let k = 0; k < n; k++, at++) product += hessians[at] * deviation[k];
    const m = mask[row + j];
    pressure[row + j] = scale * product * m * (1 - m);
  }
}

/** L_i of every peer from the state's mask, written to `out`, [n]. */
export function lossesInto(state: State, out: Float64Array): void {
  const { n, hessians, anchor, mask, deviation } = state;
  for (let i = 0, at = 0; i < n; i++) {
    const row = i * n;
    for (let k = 0; k < n; k++) deviation[k] = mask[row + k] - anchor[row + k];
    if (state.factors) {
      out[i] = factoredProduct(state.factors, i, deviation).square;
      continue;
    }
    let loss = 0;
    for (let j = 0; j < n; j++) {
      let product = 0;
      for (let k = 0; k < n; k++, at++) product += hessians[at] * deviation[k];
      loss += deviation[j] * product;
    }
    out[i] = loss;
  }
}

/**
 * The increase of each peer's loss over its minimum, (16): L_i = (m_i − a_i)ᵀ H_i (m_i − a_i).
 *
 * @param options.ownInput - `exempt` sets m_ii = 1; default `masked`
 * @returns [n], in units of the Hessians
 * @throws {@link InvalidArgumentError} when the market or the option is invalid
 */
export function losses(market: Market, options: { ownInput?: OwnInput } = {}): Float64Array {
  const state = createState('losses', market, readOwnInput('losses', options));
  const out = new Float64Array(state.n);
  updateMask(state);
  lossesInto(state, out);
  return out;
}
