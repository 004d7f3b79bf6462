/*
 * x W for a gate: a matrix product where x holds numbers, a sum of rows of W where it holds codes (one-hot).
 */
import { type Encoding } from '../../datasets/index.js';
import { type Rows } from '../rows.js';

/** The number of rows of W. */
export function featureCount(inputs: number, encoding: Encoding): number {
  return encoding.kind === 'codes' ? inputs * encoding.symbols : inputs;
}

/** x W, [rows, n]. */
export function times(
  x: Rows,
  encoding: Encoding,
  matrix: Float32Array,
  peers: number,
): Float64Array {
  const { rows, columns, values } = x;
  const symbols = encoding.kind === 'codes' ? encoding.symbols : 0;
  const out = new Float64Array(rows * peers);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let k = 0; k < columns; k++, at++) {
      const value = symbols > 0 ? 1 : values[at];
      if (value === 0) continue;
      const from = (symbols > 0 ? k * symbols + values[at] : k) * peers;
      const to = row * peers;
      for (let j = 0; j < peers; j++) out[to + j] += value * matrix[from + j];
    }
  }
  return out;
}

/** Adds xᵀ D, D [rows, n], to `sum`, [features, n]. */
export function addTransposed(
  x: Rows,
  encoding: Encoding,
  gradient: Float64Array,
  peers: number,
  sum: Float32Array,
): void {
  const { rows, columns, values } = x;
  const symbols = encoding.kind === 'codes' ? encoding.symbols : 0;
  for (let row = 0, at = 0; row < rows; row++) {
    for (let k = 0; k < columns; k++, at++) {
      const value = symbols > 0 ? 1 : values[at];
      if (value === 0) continue;
      const to = (symbols > 0 ? k * symbols + values[at] : k) * peers;
      const from = row * peers;
      for (let j = 0; j < peers; j++) sum[to + j] += value * gradient[from + j];
    }
  }
}
