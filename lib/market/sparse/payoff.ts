/*
 * (16)  L_i = ‖A_i (m_i − 1)‖²
 * (12)  P_i = −(α/τ) L_i + R_i
 * (15)  ∂P_i/∂w_il = −(α/τ) s_i (1 − 1/n) ∂L_i/∂z_il + [N_i[l] = i] s_i/n
 */
import { updatePressure } from '../loss.js';
import { checkResult } from '../market.js';
import { rowGradient } from '../payoff.js';
import { checkSparseMarket, type SparseMarket } from './market.js';
import { sparseRankInto } from './rank.js';
import { createRow, lossOf, maskPeer, ownInput, type SparseRow } from './row.js';

/** Row i of (14) from the shift μ, [k]: a buffer of the row, which the next call overwrites. */
export function sparseGradientRow(
  row: SparseRow,
  market: SparseMarket,
  shift: Float64Array,
  i: number,
): Float64Array {
  const { peers, known, stake, ratio } = market;
  maskPeer(row, market, shift, i);
  updatePressure(row, 0);
  const worth = { peers, stake: stake[i], utility: ratio, inflation: 1 };
  rowGradient(worth, row.pressure, 0, known, ownInput(market, i), row.pressure);
  return row.pressure;
}

function lossesAt(market: SparseMarket, shift: Float64Array): Float64Array {
  const row = createRow(market);
  return Float64Array.from({ length: market.peers }, (_, i) => {
    maskPeer(row, market, shift, i);
    return lossOf(row);
  });
}

function shiftOf(where: string, market: SparseMarket): Float64Array {
  checkSparseMarket(where, market);
  const shift = new Float64Array(market.peers);
  sparseRankInto(market, shift);
  return shift;
}

/**
 * {@link losses} where peers know k others, (16): L_i = ‖A_i (m_i − 1)‖² over the peers that i knows.
 *
 * @returns [n], in units of the Hessians
 * @throws {@link InvalidArgumentError} when the market is invalid
 */
export function lossesSparse(market: SparseMarket): Float64Array {
  const shift = shiftOf('lossesSparse', market);
  return checkResult('lossesSparse', lossesAt(market, shift));
}

/**
 * {@link payoff} where peers know k others, (12) divided by τ: P_i = −ratio · L_i + R_i.
 *
 * @returns [n], in units of stake
 * @throws {@link InvalidArgumentError} when the market is invalid
 */
export function payoffSparse(market: SparseMarket): Float64Array {
  const shift = shiftOf('payoffSparse', market);
  const out = lossesAt(market, shift).map((loss, i) => shift[i] - market.ratio * loss);
  return checkResult('payoffSparse', out);
}

/**
 * {@link payoffGradient} where peers know k others, (14) and (15): ∂P_i/∂w_il.
 *
 * @returns [n, k]
 * @throws {@link InvalidArgumentError} when the market is invalid
 */
export function payoffGradientSparse(market: SparseMarket): Float64Array {
  const where = 'payoffGradientSparse';
  const shift = shiftOf(where, market);
  const row = createRow(market);
  const out = new Float64Array(market.weights.length);
  for (let i = 0; i < market.peers; i++) {
    out.set(sparseGradientRow(row, market, shift, i), i * market.known);
  }
  return checkResult(where, out);
}
