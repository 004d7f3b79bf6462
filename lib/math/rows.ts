/*
 * Sums and means of vectors, and of the rows and columns of row-major matrices. Every sum adds in the order of the
 * index, so that every caller gets the same bytes. A NaN entry makes the result NaN.
 */
import { checkNumbers, show } from './checks.js';
import { InvalidArgumentError } from './errors.js';

/** Numbers in a plain or a typed array. */
export type Numbers = ArrayLike<number>;

/**
 * Σ_i x_i; 0 for no numbers, NaN or infinite where a number is, and infinite beyond float64.
 *
 * @throws {@link InvalidArgumentError} unless `values` are numbers in an array
 */
export function sum(values: Numbers): number {
  checkNumbers('sum', 'values', values);
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values[at];
  return total;
}

/**
 * (1/n) Σ_i x_i; NaN for no numbers, NaN or infinite where a number is, and infinite beyond float64.
 *
 * @throws {@link InvalidArgumentError} unless `values` are numbers in an array
 */
export function mean(values: Numbers): number {
  checkNumbers('mean', 'values', values);
  return sum(values) / values.length;
}

/**
 * The largest number; −∞ for none, NaN where a number is.
 *
 * @throws {@link InvalidArgumentError} unless `values` are numbers in an array
 */
export function largest(values: Numbers): number {
  checkNumbers('largest', 'values', values);
  let most = -Infinity;
  for (let at = 0; at < values.length; at++) most = Math.max(most, values[at]);
  return most;
}

/**
 * The least number; ∞ for none, NaN where a number is.
 *
 * @throws {@link InvalidArgumentError} unless `values` are numbers in an array
 */
export function least(values: Numbers): number {
  checkNumbers('least', 'values', values);
  let found = Infinity;
  for (let at = 0; at < values.length; at++) found = Math.min(found, values[at]);
  return found;
}

/** Σ_i x_i². */
export function squaredNorm(values: Numbers): number {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values[at] * values[at];
  return total;
}

/** max |x_i|; 0 for no numbers, NaN where one is NaN. */
export function largestSize(values: Numbers): number {
  let most = 0;
  for (let at = 0; at < values.length; at++) most = Math.max(most, Math.abs(values[at]));
  return most;
}

/** min(1, bound/√square): the fraction of a change of this squared length that a bound on ‖·‖₂ allows. */
export function partWithin(square: number, bound: number): number {
  return Math.min(1, bound / Math.sqrt(square));
}

/**
 * Divides the numbers by their sum, in place; where the sum is not above 0, all become 1/n.
 *
 * @returns the sum
 */
export function normalise(values: Float64Array): number {
  const total = sum(values);
  const n = values.length;
  for (let at = 0; at < n; at++) values[at] = total > 0 ? values[at] / total : 1 / n;
  return total;
}

/** Row i of an [m, n] matrix, a view. */
export function rowIn(values: Float64Array, n: number, i: number): Float64Array {
  return values.subarray(i * n, (i + 1) * n);
}

/**
 * Each number divided by the sum of all; NaN or infinite where the sum is 0 or not finite.
 *
 * @throws {@link InvalidArgumentError} unless `values` are numbers in an array
 */
export function shares(values: Numbers): number[] {
  checkNumbers('shares', 'values', values);
  const total = sum(values);
  return Array.from(values, (value) => value / total);
}

/** Rows of a matrix with `columns` columns, checked on behalf of `where`. */
function rowsOf(where: string, values: Numbers, columns: number): number {
  checkNumbers(where, 'values', values);
  if (Number.isSafeInteger(columns) && columns > 0 && values.length % columns === 0) {
    return values.length / columns;
  }
  const rule = `columns must divide the ${values.length} numbers into whole rows`;
  throw new InvalidArgumentError(where, rule, show(columns));
}

/**
 * Row `row` of a matrix, as numbers: row i of [m, n], NaN and infinite ones as they are.
 *
 * @throws {@link InvalidArgumentError} when the numbers are not whole rows, or there is no such row
 */
export function rowOf(values: Numbers, columns: number, row: number): number[] {
  const rows = rowsOf('rowOf', values, columns);
  if (!Number.isSafeInteger(row) || row < 0 || row >= rows) {
    throw new InvalidArgumentError('rowOf', `row must be from 0 to ${rows - 1}`, show(row));
  }
  return Array.from({ length: columns }, (_, column) => values[row * columns + column]);
}

/**
 * Σ_j x_ij of each row of an [m, n] matrix, [m]; NaN or infinite as in {@link sum}.
 *
 * @throws {@link InvalidArgumentError} when the numbers are not whole rows
 */
export function rowSums(values: Numbers, columns: number): number[] {
  const rows = rowsOf('rowSums', values, columns);
  return Array.from({ length: rows }, (_, row) => sum(rowOf(values, columns, row)));
}

/**
 * Σ_i x_ij of each column of an [m, n] matrix, [n]; NaN or infinite as in {@link sum}.
 *
 * @throws {@link InvalidArgumentError} when the numbers are not whole rows
 */
export function columnSums(values: Numbers, columns: number): number[] {
  const rows = rowsOf('columnSums', values, columns);
  const out = new Array<number>(columns).fill(0);
  for (let at = 0; at < rows * columns; at++) out[at % columns] += values[at];
  return out;
}

/**
 * (1/m) Σ_i x_ij of each column of an [m, n] matrix, [n], each number divided before it is added; NaN or
 * infinite as in {@link sum}.
 *
 * @throws {@link InvalidArgumentError} when the numbers are not whole rows
 */
export function columnMeans(values: Numbers, columns: number): number[] {
  const rows = rowsOf('columnMeans', values, columns);
  const out = new Array<number>(columns).fill(0);
  for (let at = 0; at < rows * columns; at++) out[at % columns] += values[at] / rows;
  return out;
}
