import { type Batch } from '../cohort.js';
import { eachRow, isGiven } from '../model/joining.js';
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

/**
 * Σ_w ∂/∂F_jw · F_jw for every row and joined answer, [rows, k]: the derivative in the scale of each answer; 0 where a
 * peer was not asked about a row.
 *
 * @param gradients - ∂/∂F_j of each joined answer, [count, width]
 */
export function scaleDerivatives(gradients: readonly Rows[], { x, joined }: Batch): Float64Array {
  const k = joined.length;
  const out = new Float64Array(x.rows * k);
  for (const [a, one] of joined.entries()) {
    if (!isGiven(one)) throw new TypeError('the answers of a measured batch must be given');
    const { columns: width, values } = one.answer;
    eachRow(one, x.rows, (at, row, factor) => {
      let sum = 0;
      for (let w = at * width; w < (at + 1) * width; w++) {
        sum += gradients[a].values[w] * Math.fround(factor * values[w]);
      }
      out[row * k + a] = sum;
    });
  }
  return out;
}
