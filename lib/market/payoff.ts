/*
 * (12)  P_i = U_i(L_i) + τ R_i;  divided by τ, with U' = −α (a lower loss is a higher utility):
 *       P_i = −(α/τ) L_i + R_i;  L_i is negative where the form is a gain, the plus sign of (15)
 * (15)  ∂P_i/∂w_ij = −(α/τ) s_i (1 − 1/n) ∂L_i/∂z_ij + [i = j] s_i/n
 *
 * The factor 1 − 1/n comes from the peer's own term in μ_j = (1/n) Σ_k s_k w_kj, which (15) in the paper
 * leaves implicit. A coordinated network ascends Σ_k P_k instead, where every mask depends on w_ij through μ_j:
 *
 *       ∂(Σ_k P_k)/∂w_ij = −(α/τ) s_i (∂L_i/∂z_ij − (1/n) Σ_k ∂L_k/∂z_kj) + s_i/n
 */
import { checkMarket, checkResult, type Market } from './market.js';
import { lossesInto, maskedOf, updateMask, updatePressure } from './loss.js';
import { createState, type State } from './state.js';

type Rowwise = Parameters<typeof updatePressure>[0] &
  Pick<State, 'stake' | 'gradient' | 'utility' | 'inflation'>;

/** The numbers of (15) that all inputs of a row share. */
export interface RowWorth {
  /** n. */
  readonly peers: number;
  /** s_i. */
  readonly stake: number;
  /** The factor of −∂L/∂W. */
  readonly utility: number;
  /** The factor of ∂R/∂W. */
  readonly inflation: number;
}

/**
 * (15) from the pressures of one row of `length` inputs that begins at `start`, of which `own` is the peer's own:
 * written to the same place of `gradient`, which may be `pressure`.
 */
export function rowGradient(
  { peers: n, stake: s, utility, inflation }: RowWorth,
  pressure: Float64Array,
  start: number,
  length: number,
  own: number,
  gradient: Float64Array,
): void {
  const scale = -utility * s * (1 - 1 / n);
  for (let at = start; at < start + length; at++) gradient[at] = scale * pressure[at];
  gradient[start + own] += (inflation * s) / n;
}

/** Row i of (14) from the state's mask: the state's `gradient[i, ·]`, which may be its `pressure`. */
export function competitiveGradientRow(state: Rowwise, i: number): void {
  updatePressure(state, i);
  const { n, pressure, gradient, utility, inflation } = state;
  const worth = { peers: n, stake: state.stake[i], utility, inflation };
  rowGradient(worth, pressure, i * n, n, i, gradient);
}

/** ∂(Σ_k P_k)/∂W from the state's mask: all of the state's `gradient`. */
export function coordinatedGradient(state: State): void {
  const { n, pressure, gradient, stake, utility, inflation } = state;
  for (let i = 0; i < n; i++) updatePressure(state, i);
  for (let j = 0; j < n; j++) {
    let mean = 0;
    for (let k = 0; k < n; k++) mean += pressure[k * n + j];
    mean /= n;
    for (let i = 0; i < n; i++) {
      const at = i * n + j;
      gradient[at] = stake[i] * (inflation / n - utility * (pressure[at] - mean));
    }
  }
}

/**
 * Every peer's payoff, (12) divided by τ: P_i = −ratio · L_i + R_i.
 *
 * @returns [n], in units of stake
 * @throws {@link InvalidArgumentError} when the market is invalid
 */
export function payoff(market: Market): Float64Array {
  checkMarket('payoff', market);
  const masked = maskedOf(market);
  const out = new Float64Array(masked.n);
  lossesInto(masked, out);
  // The shift μ is the rank (5).
  for (let i = 0; i < masked.n; i++) out[i] = masked.shift[i] - market.ratio * out[i];
  return checkResult('payoff', out);
}

/** ∂(−utility · L_i + inflation · R_i)/∂w_ij of a checked market, [n, n]. */
export function ownGradient(market: Market, utility: number, inflation: number): Float64Array {
  const gradient = new Float64Array(market.weights.length);
  const masked = maskedOf(market);
  const state = {
    n: masked.n,
    hessians: masked.hessians,
    factors: masked.factors,
    factor: masked.factor,
    anchor: masked.anchor,
    temperature: masked.temperature,
    mask: masked.mask,
    deviation: masked.deviation,
    product: masked.product,
    stake: market.stake,
    pressure: gradient,
    gradient,
    utility,
    inflation,
  };
  for (let i = 0; i < state.n; i++) competitiveGradientRow(state, i);
  return gradient;
}

/**
 * The gradient of every peer's own payoff in its own row, (14) and (15): ∂P_i/∂w_ij.
 *
 * @returns [n, n]
 * @throws {@link InvalidArgumentError} when the market is invalid
 */
export function payoffGradient(market: Market): Float64Array {
  checkMarket('payoffGradient', market);
  return checkResult('payoffGradient', ownGradient(market, market.ratio, 1));
}

/**
 * The gradient of every peer's loss in its own row: ∂L_i/∂w_ij = s_i (1 − 1/n) ∂L_i/∂z_ij.
 *
 * @returns [n, n], in units of loss
 * @throws {@link InvalidArgumentError} when the market is invalid
 */
export function lossGradient(market: Market): Float64Array {
  checkMarket('lossGradient', market);
  return checkResult('lossGradient', ownGradient(market, -1, 0));
}

/**
 * The gradient of the sum of all payoffs in every row: ∂(Σ_k P_k)/∂w_ij.
 *
 * @returns [n, n]
 * @throws {@link InvalidArgumentError} when the market is invalid
 */
export function totalPayoffGradient(market: Market): Float64Array {
  const state = createState('totalPayoffGradient', market);
  updateMask(state);
  coordinatedGradient(state);
  return checkResult('totalPayoffGradient', state.gradient);
}
