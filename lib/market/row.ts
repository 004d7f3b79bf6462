/*
 * One peer's row: its mask, its loss, and the loss's gradient.
 *
 *   (8)   m_j = σ(z_j),   σ(z) = 1 / (1 + e^(−z/T))
 *   (16)  L = c dᵀ H d,   d = m − a,   no factor ½;   c = 1, or −1 where the form is a gain
 *         ∂L/∂z_j = (2c/T) [H d]_j m_j (1 − m_j)
 */
import { exp } from '../math/elementary.js';
import { factoredProduct, type Factors } from './factors.js';

/** σ(z) of (8). */
export function sigmoid(z: number, temperature: number): number {
  return 1 / (1 + exp(-z / temperature));
}

/** The inputs of the losses of n rows, and buffers for one row. */
export interface Losing {
  readonly n: number;
  /** H, [n, n, n]; empty where `factors` replace them. */
  readonly hessians: Float64Array;
  /** H_i = G_iᵀ G_i as factors, where the Hessians are never formed. */
  readonly factors: Factors | undefined;
  /** c: 1, or −1 where the form is a gain. */
  readonly factor: number;
  /** a, [n, n]. */
  readonly anchor: Float64Array;
  /** m, [n, n]. */
  readonly mask: Float64Array;
  /** d = m_i − a_i of one row, [n]. */
  readonly deviation: Float64Array;
  /** c H_i d of one row, [n]. */
  readonly product: Float64Array;
}

/** L_i of row i, (16); leaves m_i − a_i in `deviation` and c H_i (m_i − a_i) in `product`. */
export function rowLoss(rows: Losing, i: number): number {
  const { n, hessians, factors, factor, anchor, mask, deviation, product } = rows;
  const row = i * n;
  for (let k = 0; k < n; k++) deviation[k] = mask[row + k] - anchor[row + k];
  let loss = 0;
  if (factors) loss = factoredProduct(factors, i, deviation, product);
  else {
    for (let j = 0, at = row * n; j < n; j++) {
      let value = 0;
      for (let k = 0; k < n; k++, at++) value += hessians[at] * deviation[k];
      product[j] = value;
      loss += deviation[j] * value;
    }
  }
  if (factor === 1) return loss;
  for (let j = 0; j < n; j++) product[j] *= factor;
  return factor * loss;
}

/** scale · c [H d]_j m_j (1 − m_j): ∂L/∂z_j where the scale is 2/T. */
export function maskSlope(scale: number, product: number, m: number): number {
  return scale * product * m * (1 - m);
}
