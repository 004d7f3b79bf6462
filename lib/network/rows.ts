/*
 * The messages between peers: rows of numbers, as plain data that any transport can serialise.
 */
import { show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';

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

/** Describes why a value is not finite rows of the given shape; undefined where it is. */
export function flawOf(value: unknown, rows: number, columns: number): string | undefined {
  const { values } = (value ?? {}) as Partial<Rows>;
  if (!(values instanceof Float32Array)) return show(value);
  const found = value as Rows;
  if (found.rows !== rows || found.columns !== columns || values.length !== rows * columns) {
    return `shape [${found.rows}, ${found.columns}] with ${values.length} numbers`;
  }
  // The sum of finite terms is finite unless it overflows: only a sum that is not finite needs a search.
  // Four independent sums avoid the latency of one chain of additions.
  let [a, b, c, d, at] = [0, 0, 0, 0, 0];
  for (const whole = values.length - 3; at < whole; at += 4) {
    a += values[at];
    b += values[at + 1];
    c += values[at + 2];
    d += values[at + 3];
  }
  for (; at < values.length; at++) a += values[at];
  if (Number.isFinite(a + b + c + d)) return undefined;
  const wrong = values.findIndex((number) => !Number.isFinite(number));
  return wrong < 0 ? undefined : `${values[wrong]} at ${wrong}`;
}

/** @throws {@link InvalidArgumentError} unless `value` is a valid answer of peer `peer` */
export function checkAnswer(
  where: string,
  peer: number,
  value: unknown,
  rows: number,
  width: number,
): void {
  const flaw = flawOf(value, rows, width);
  if (flaw === undefined) return;
  const rule = `answer of peer ${peer} must be [${rows}, ${width}] finite numbers`;
  throw new InvalidArgumentError(where, rule, flaw);
}

/** @throws {@link InvalidArgumentError} unless `value` is rows of `columns` finite numbers */
export function checkRows(
  where: string,
  name: string,
  value: unknown,
  columns: number,
): asserts value is Rows {
  const { rows } = (value ?? {}) as Partial<Rows>;
  const count = typeof rows === 'number' ? rows : 0;
  const flaw = flawOf(value, count, columns) ?? (count > 0 ? undefined : 'no rows');
  if (flaw === undefined) return;
  throw new InvalidArgumentError(
    where,
    `${name} must be rows of ${columns} finite numbers in a Float32Array`,
    flaw,
  );
}
