/*
 * x W for a gate: a matrix product where x holds numbers, a sum of rows of W where it holds codes (one-hot).
 */
import { type Encoding } from '../../datasets/index.js';
import { type Rows } from '../rows.js';

/** The number of rows of W. */
export function featureCount(inputs: number, encoding: Encoding): number {
  return encoding.kind === 'codes' ? inputs * encoding.symbols : inputs;
}

/** Calls `visit` for every feature of a row that is not zero. */
function eachFeature(
  { columns, values }: Rows,
  row: number,
  encoding: Encoding,
  visit: (feature: number, value: number) => void,
): void {
  for (let k = 0; k < columns; k++) {
    const value = values[row * columns + k];
    if (encoding.kind === 'codes') visit(k * encoding.symbols + value, 1);
    else if (value !== 0) visit(k, value);
  }
}

/** x W, [rows, n]. */
export function times(
  x: Rows,
  encoding: Encoding,
  matrix: Float32Array,
  peers: number,
): Float64Array {
  const out = new Float64Array(x.rows * peers);
  for (let row = 0; row < x.rows; row++) {
    eachFeature(x, row, encoding, (feature, value) => {
      for (let j = 0; j < peers; j++) {
        out[row * peers + j] += value * matrix[feature * peers + j];
      }
    });
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
  for (let row = 0; row < x.rows; row++) {
    eachFeature(x, row, encoding, (feature, value) => {
      for (let j = 0; j < peers; j++) {
        sum[feature * peers + j] += value * gradient[row * peers + j];
      }
    });
  }
}
