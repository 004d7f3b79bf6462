/*
 * The messages between peers: rows of numbers, as plain data that any transport can serialise.
 */
import { checkNoAccessors, show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { ANSWER_LIMIT, clipRows, largestNorm, REFUSAL } from './limits.js';

/** A matrix of float32 numbers, row-major. */
export interface Rows {
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns]. */
  readonly values: Float32Array;
}

/** A matrix view of an array; the number of rows follows from the columns. */
export function rowsOf(values: Float32Array, columns: number): Rows {
  return { rows: values.length / columns, columns, values };
}

/**
 * Describes why a value is not finite rows of the given shape; undefined where it is.
 *
 * @param largest - the largest norm of a row. Default: any
 */
export function flawOf(
  value: unknown,
  rows: number,
  columns: number,
  largest = Infinity,
): string | undefined {
  const { values } = (value ?? {}) as Partial<Rows>;
  if (!(values instanceof Float32Array)) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? `values of type ${typeOf(values)}` : show(value);
  }
  const found = value as Rows;
  const bounded = largest < Infinity;
  if (found.rows !== rows || found.columns !== columns || values.length !== rows * columns) {
    const [height, width] = [found.rows, found.columns].map((size: unknown) =>
      typeof size === 'number' ? size : typeOf(size),
    );
    return `shape [${height}, ${width}] with ${values.length} numbers`;
  }
  // The norms are finite if and only if all numbers are.
  if (bounded && largestNorm(found) <= largest) return undefined;
  const wrong = findNotFinite(values);
  if (wrong >= 0) return `${values[wrong]} at ${wrong}`;
  return bounded ? `a row of norm ${largestNorm(found).toPrecision(3)}` : undefined;
}

/** The place of the first number that is not finite; −1 where all are. */
export function findNotFinite(values: Float32Array): number {
  // A sum of float32 numbers in double precision is finite if and only if all of them are.
  // Four independent sums avoid the latency of one chain of additions.
  let [a, b, c, d, at] = [0, 0, 0, 0, 0];
  for (const whole = values.length - 3; at < whole; at += 4) {
    a += values[at];
    b += values[at + 1];
    c += values[at + 2];
    d += values[at + 3];
  }
  for (; at < values.length; at++) a += values[at];
  if (Number.isFinite(a + b + c + d)) return -1;
  return values.findIndex((value) => !Number.isFinite(value));
}

function typeOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

/** An answer with its rows clipped to the limit of answers; undefined where it is none, or beyond what is clipped. */
export function clippedAnswer(value: unknown, rows: number, width: number): Rows | undefined {
  const limit = ANSWER_LIMIT * Math.sqrt(width);
  // The one pass over the answer of an honest peer.
  if (flawOf(value, rows, width, limit) === undefined) return value as Rows;
  if (flawOf(value, rows, width, REFUSAL * limit) !== undefined) return undefined;
  return clipRows(value as Rows, limit);
}

/**
 * The answer of a peer, its rows clipped to the limit of answers.
 *
 * @throws {@link InvalidArgumentError} unless `value` is a valid answer of peer `peer`
 */
export function boundedAnswer(
  where: string,
  peer: number,
  value: unknown,
  rows: number,
  width: number,
): Rows {
  const found = clippedAnswer(value, rows, width);
  if (found) return found;
  const limit = ANSWER_LIMIT * Math.sqrt(width);
  const flaw = flawOf(value, rows, width, REFUSAL * limit) ?? 'nothing';
  const rule = `answer of peer ${peer} must be [${rows}, ${width}] finite numbers`;
  throw new InvalidArgumentError(where, rule, flaw);
}

/** @throws {@link InvalidArgumentError} unless `value` is rows of `columns` finite numbers with norms of at most `largest` */
export function checkRows(
  where: string,
  name: string,
  value: unknown,
  columns: number,
  largest = Infinity,
): asserts value is Rows {
  if (typeof value === 'object' && value !== null) checkNoAccessors(where, name, value);
  const { rows } = (value ?? {}) as Partial<Rows>;
  const count = typeof rows === 'number' ? rows : 0;
  const flaw = flawOf(value, count, columns, largest) ?? (count > 0 ? undefined : 'no rows');
  if (flaw === undefined) return;
  throw new InvalidArgumentError(
    where,
    `${name} must be rows of ${columns} finite numbers in a Float32Array`,
    flaw,
  );
}

/** @throws {@link InvalidArgumentError} unless all values of x are codes from 0 to symbols − 1 */
export function checkCodes(where: string, { values }: Rows, symbols: number): void {
  const at = values.findIndex((code) => !Number.isInteger(code) || code < 0 || code >= symbols);
  if (at < 0) return;
  const rule = `x must be codes from 0 to ${symbols - 1}`;
  throw new InvalidArgumentError(where, rule, `${values[at]} at ${at}`);
}
