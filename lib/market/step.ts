/*
 * (13)  W⁺ = Π(W + λ ΔW), row by row: the one projected step that every ascent takes.
 */
import { projectRow, renormaliseRow } from '../math/simplex.js';
import { type SimplexMethod } from './market.js';

/**
 * Π(v + λ g) of the row that begins at `start`, written to the same place of `out`, which may be `values`.
 *
 * @returns whether v + λ g is finite; otherwise `out` holds no row
 */
export function stepRow(
  values: Float64Array,
  gradient: Float64Array,
  rate: number,
  start: number,
  length: number,
  simplex: SimplexMethod,
  out: Float64Array,
): boolean {
  let total = 0;
  for (let at = start; at < start + length; at++) {
    const moved = values[at] + rate * gradient[at];
    out[at] = moved;
    total += moved;
  }
  if (simplex === 'project') projectRow(out, start, length, out);
  else renormaliseRow(out, start, length, out);
  // A NaN or an infinity among the summands makes the sum one.
  return Number.isFinite(total);
}

/** {@link stepRow} of every row of [m, length], by Euclidean projection. */
export function stepRows(
  values: Float64Array,
  gradient: Float64Array,
  rate: number,
  length: number,
  out: Float64Array,
): boolean {
  let finite = true;
  for (let start = 0; start < values.length; start += length) {
    if (!stepRow(values, gradient, rate, start, length, 'project', out)) finite = false;
  }
  return finite;
}

/** max |to − from|. */
export function largestChange(from: Float64Array, to: Float64Array): number {
  let largest = 0;
  for (let at = 0; at < from.length; at++) {
    const change = Math.abs(to[at] - from[at]);
    if (change > largest) largest = change;
  }
  return largest;
}
