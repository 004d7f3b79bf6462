import { type Rows } from '../rows.js';

/** softmax(z) of every row, [rows, classes]. */
export function probabilities({ rows, columns, values }: Rows): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let most = -Infinity;
    for (let c = 0; c < columns; c++) most = Math.max(most, values[start + c]);
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += out[start + c] = Math.exp(values[start + c] - most);
    for (let c = 0; c < columns; c++) out[start + c] /= sum;
  }
  return out;
}
