/*
 * (16)  L_i(W) = c (m_i − a_i)ᵀ H_i (m_i − a_i),  no factor ½;  m_i row i of the mask, a_i of the anchor
 *
 * c = 1 where the form is a loss, −1 where it is a gain: L_i is then the loss taken back, −L_i the gain.
 *
 * With z_ij = s_i w_ij − μ_j and m_ij = σ(z_ij), every gradient of the losses in the weights is a
 * combination of the pressures  ∂L_i/∂z_ij = 2 c [H_i (m_i − a_i)]_j m_ij (1 − m_ij) / T.
 */
import { checkMarket, checkResult, formFactor, type Market } from './market.js';
import { maskInto } from './mask.js';
import { rankInto } from './ranking.js';
import { maskSlope, rowLoss, type Losing } from './row.js';
import { openAnchor, scratchOf, type State } from './state.js';

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
export function updatePressure(
  state: Losing & Pick<State, 'temperature' | 'pressure'>,
  i: number,
): void {
  rowLoss(state, i);
  const { n, mask, product, pressure } = state;
  const row = i * n;
  const scale = 2 / state.temperature;
  for (let j = 0; j < n; j++) pressure[row + j] = maskSlope(scale, product[j], mask[row + j]);
}

/** L_i of every peer from the mask, written to `out`, [n]. */
export function lossesInto(state: Losing, out: Float64Array): void {
  for (let i = 0; i < state.n; i++) out[i] = rowLoss(state, i);
}

/**
 * The increase of each peer's loss over its loss at the anchor, (16): L_i = (m_i − a_i)ᵀ H_i (m_i − a_i), at least 0.
 * Where the market's form is a gain it is the negative of the gain, L_i = −(m_i − a_i)ᵀ H_i (m_i − a_i).
 *
 * @returns [n], in units of the Hessians
 * @throws {@link InvalidArgumentError} when the market is invalid
 */
export function losses(market: Market): Float64Array {
  checkMarket('losses', market);
  const out = new Float64Array(market.peers);
  lossesInto(maskedOf(market), out);
  return checkResult('losses', out);
}

/** The inputs of the losses of a checked market, in buffers that the next call overwrites. */
export function maskedOf(market: Market): Losing & Pick<State, 'shift' | 'temperature'> {
  const { peers: n, weights, stake, hessians, temperature, anchor, ownInput } = market;
  const { shift, mask, deviation, product } = scratchOf(n);
  rankInto(n, weights, stake, shift);
  maskInto(n, weights, stake, shift, temperature, ownInput === 'exempt', mask);
  return {
    n,
    hessians,
    factors: undefined,
    factor: formFactor(market),
    anchor: anchor ?? openAnchor(n),
    temperature,
    mask,
    deviation,
    product,
    shift,
  };
}
