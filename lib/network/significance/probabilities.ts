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

/** Σ_w ∂/∂F_jw · F_jw for every row and peer, [rows, n]: the derivative in the scale of each peer's answer. */
export function scaleDerivatives(gradient: Rows, inputs: Rows, width: number): Float64Array {
  const { rows, columns } = inputs;
  const peers = columns / width;
  const out = new Float64Array(rows * peers);
  for (let at = 0, k = 0; at < out.length; at++) {
    let sum = 0;
    for (const end = k + width; k < end; k++) sum += gradient.values[k] * inputs.values[k];
    out[at] = sum;
  }
  return out;
}
