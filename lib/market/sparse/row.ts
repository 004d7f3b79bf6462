/*
 * One peer's row of a sparse market, by the functions of a dense row of k inputs:
 *
 *   (7), (8)  m_l = σ(s_i w_il − μ_j),  j = N_i[l]
 *   (16)      L_i = ‖A_i (m − 1)‖²
 */
import { rowLoss, sigmoid, type Losing } from '../row.js';
import { openAnchor } from '../state.js';
import { type SparseMarket } from './market.js';

/** Buffers of one row, which show one peer after another. */
export interface SparseRow extends Omit<Losing, 'factors'> {
  factors: NonNullable<Losing['factors']>;
  readonly temperature: number;
  /** ∂L_i/∂z of the row, then its gradient, [k]. */
  readonly pressure: Float64Array;
}

/** A row of the market's size; {@link showPeer} gives it a peer. */
export function createRow({ known: k, samples, factors, temperature }: SparseMarket): SparseRow {
  const vector = (): Float64Array => new Float64Array(k);
  return {
    n: k,
    hessians: new Float64Array(0),
    factors: { inputs: k, samples, values: factors },
    factor: 1,
    anchor: openAnchor(k).subarray(0, k),
    mask: vector(),
    deviation: vector(),
    product: vector(),
    pressure: vector(),
    temperature,
  };
}

/** Gives the row peer i's factor. */
export function showPeer(
  row: SparseRow,
  { known: k, samples, factors }: SparseMarket,
  i: number,
): void {
  const values = factors.subarray(i * samples * k, (i + 1) * samples * k);
  row.factors = { inputs: k, samples, values };
}

/** Gives the row peer i's factor and, from the shift μ, its mask. */
export function maskPeer(
  row: SparseRow,
  market: SparseMarket,
  shift: Float64Array,
  i: number,
): void {
  const { known: k, neighbours, weights, stake, temperature } = market;
  showPeer(row, market, i);
  for (let l = 0, at = i * k; l < k; l++, at++) {
    row.mask[l] = sigmoid(stake[i] * weights[at] - shift[neighbours[at]], temperature);
  }
}

/** L_i of the row's peer and mask. */
export function lossOf(row: SparseRow): number {
  return rowLoss(row, 0);
}

/** The input that is peer i's own. */
export function ownInput({ known: k, neighbours }: SparseMarket, i: number): number {
  let [low, high] = [0, k - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (neighbours[i * k + middle] < i) low = middle + 1;
    else high = middle;
  }
  return low;
}
