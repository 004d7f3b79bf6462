/*
 * Bounds of the numbers that peers send each other, so that finite but extreme values do not overflow in the parameters
 * of others. A row beyond a limit is clipped to it by its norm; a row beyond REFUSAL limits is refused, like NaN.
 *
 * Measured on networks of 2 to 10 peers on digits, widths 8 to 128, with and without gates: answers of dense peers have
 * a norm of at most √width, and gradients a norm of at most 1 / batch at the default learning rate, 20 / batch at a
 * learning rate of 0.1. Honest training is therefore unchanged to the bit.
 *
 * Clipping bounds the damage and does not undo it: with half of 16 peers at these limits the loss of the others was 1.04
 * nats, against 0.03 with the same peers silent. Hence the refusal of rows that no honest peer sends.
 */
import { MeasuredRows } from './measuredRows.js';
import { type Rows } from './rows.js';

/** The largest norm of a row of an answer, in units of √width: ten times that of a dense peer. */
export const ANSWER_LIMIT = 10;

/** The largest norm of a row of a gradient, in units of 1 / batch. */
export const GRADIENT_LIMIT = 100;

/** The largest norm of a row of a request, in units of the largest norm of a row of the network's data. */
export const REQUEST_LIMIT = 100;

/** Rows beyond this multiple of a limit are refused instead of clipped. */
export const REFUSAL = 100;

/** The norm of a row; squares of float32 numbers do not overflow in double precision. */
function normOf(values: Float32Array, start: number, end: number): number {
  let sum = 0;
  for (let at = start; at < end; at++) sum += values[at] * values[at];
  return Math.sqrt(sum);
}

/** The largest norm of a row; 0 without rows, NaN or infinite where a number is. */
export function largestNorm(of: Rows): number {
  if (of instanceof MeasuredRows) return of.largest;
  const { rows, columns, values } = of;
  let largest = 0;
  for (let row = 0; row < rows; row++) {
    largest = Math.max(largest, normOf(values, row * columns, (row + 1) * columns));
  }
  return largest;
}

/** The same rows with their largest norm, which is not computed again. */
export function measured(of: Rows): MeasuredRows {
  if (of instanceof MeasuredRows) return of;
  return new MeasuredRows(of.rows, of.columns, of.values, largestNorm(of));
}

/** Rows whose norms are at most `limit`: the given object itself where none is larger. */
export function clipRows(given: Rows, limit: number): Rows {
  if (largestNorm(given) <= limit) return given;
  const { rows, columns } = given;
  const values = given.values.slice();
  for (let row = 0; row < rows; row++) {
    const [start, end] = [row * columns, (row + 1) * columns];
    const norm = normOf(values, start, end);
    if (norm > limit) for (let at = start; at < end; at++) values[at] *= limit / norm;
  }
  return { rows, columns, values };
}
