/*
 * (7)  F_W(x) = [ f_0(x) m_i0, …, f_n(x) m_in ]:  what reaches peer i of all answers
 */
import { rowsOf, type Rows } from './rows.js';

/**
 * Answers side by side, each times its mask; zero where there is none.
 *
 * @param answers - f_j(x) of every peer, [rows, width]
 * @param mask - row i of the mask, [n]
 * @returns [rows, n · width]
 */
export function joinAnswers(
  answers: readonly (Rows | undefined)[],
  mask: ArrayLike<number>,
  rows: number,
  width: number,
): Rows {
  const columns = answers.length * width;
  const values = new Float32Array(rows * columns);
  for (const [j, answer] of answers.entries()) {
    const m = mask[j];
    if (!answer || m === 0) continue;
    for (let row = 0; row < rows; row++) {
      const [from, to] = [row * width, row * columns + j * width];
      for (let k = 0; k < width; k++) values[to + k] = m * answer.values[from + k];
    }
  }
  return rowsOf(values, columns);
}

/** ∂L/∂f_j out of ∂L/∂F: the part of peer j, times its mask, [rows, width]. */
export function answerGradient(gradient: Rows, j: number, mask: number, width: number): Rows {
  const { rows, columns } = gradient;
  const values = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const [from, to] = [row * columns + j * width, row * width];
    for (let k = 0; k < width; k++) values[to + k] = mask * gradient.values[from + k];
  }
  return rowsOf(values, width);
}
