/*
 * (7)   F_W(x) = [ f_0(x) m_i0, …, f_n(x) m_in ]:   the masked answers, the input of peer i
 * (10)  G(x) = [ …, g_j(x) f_j(x), … ]:             the gated answers; the factors multiply where there are both
 */
import { rowsOf, type Rows } from './rows.js';

/** The factor of each answer: per peer, [n], or per row and peer, [rows, n]. */
export type Factors = Float64Array;

/** The distance between the factors of two rows: 0 where all rows share them. */
function strideOf(factors: Factors, peers: number): number {
  return factors.length > peers ? peers : 0;
}

/**
 * The answers side by side, each times its factor; zero where an answer is missing.
 *
 * @param answers - f_j(x) of every peer, [rows, width]
 * @returns [rows, n · width]
 */
export function joinAnswers(
  answers: readonly (Rows | undefined)[],
  factors: Factors,
  rows: number,
  width: number,
): Rows {
  const peers = answers.length;
  const stride = strideOf(factors, peers);
  const columns = peers * width;
  const values = new Float32Array(rows * columns);
  for (const [j, answer] of answers.entries()) {
    if (!answer || (stride === 0 && factors[j] === 0)) continue;
    for (let row = 0; row < rows; row++) {
      const factor = factors[row * stride + j];
      if (factor === 0) continue;
      const [from, to] = [row * width, row * columns + j * width];
      for (let k = 0; k < width; k++) values[to + k] = factor * answer.values[from + k];
    }
  }
  return rowsOf(values, columns);
}

/** The columns of peer j in answers side by side, [rows, width]. */
export function answerPart({ rows, columns, values }: Rows, j: number, width: number): Rows {
  const part = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const from = row * columns + j * width;
    part.set(values.subarray(from, from + width), row * width);
  }
  return rowsOf(part, width);
}

/** ∂L/∂f_j from ∂L/∂F: the columns of peer j times its factors, [rows, width]. */
export function answerGradient(gradient: Rows, j: number, factors: Factors, width: number): Rows {
  const { rows, columns } = gradient;
  const stride = strideOf(factors, columns / width);
  const values = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const factor = factors[row * stride + j];
    const [from, to] = [row * columns + j * width, row * width];
    for (let k = 0; k < width; k++) values[to + k] = factor * gradient.values[from + k];
  }
  return rowsOf(values, width);
}

/** The rows with the given indices, in their order. */
export function pickRows({ columns, values }: Rows, indices: readonly number[]): Rows {
  const picked = new Float32Array(indices.length * columns);
  for (const [at, row] of indices.entries()) {
    picked.set(values.subarray(row * columns, (row + 1) * columns), at * columns);
  }
  return rowsOf(picked, columns);
}

/** The inverse of {@link pickRows}: the given rows at their indices among `rows` rows, zero elsewhere. */
export function spreadRows(
  { columns, values }: Rows,
  indices: readonly number[],
  rows: number,
): Rows {
  const out = new Float32Array(rows * columns);
  for (const [at, row] of indices.entries()) {
    out.set(values.subarray(at * columns, (at + 1) * columns), row * columns);
  }
  return rowsOf(out, columns);
}
