/*
 * Points of marks from lists and tables, and matrices as rows.
 */
import { checkList, checkNumbers, checkObject, checkText, show } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { oneLine } from '../../math/show.js';
import { callable, coordinate, each, integer, object, text, value } from '../checks.js';
import { type Coordinate, type Point } from './marks.js';
import { point } from './shapes.js';

/**
 * Points of two lists of the same length.
 *
 * @throws {@link InvalidArgumentError} when the lengths differ, or an entry is no coordinate
 */
export function points(
  x: ArrayLike<Coordinate>,
  y: ArrayLike<Coordinate>,
  label?: (at: number) => string,
): Point[] {
  const where = 'points';
  for (const [name, given] of Object.entries({ x, y })) {
    if (ArrayBuffer.isView(given)) checkNumbers(where, name, given);
    else each(coordinate)(where, name, given);
  }
  if (x.length !== y.length)
    throw new InvalidArgumentError(where, `y must have ${x.length} entries as x`, show(y));
  if (label !== undefined) callable(where, 'label', label);
  return Array.from(x, (value, at): Point => {
    if (!label) return { x: value, y: y[at] };
    const words = label(at);
    checkText(where, 'value of label', words);
    return { x: value, y: y[at], label: words };
  });
}

/**
 * A point for each row of a table, with the interval `name`, `nameLow`, `nameHigh` as its value.
 *
 * @param more - label and reservation of a row's point. Default: none
 * @throws {@link InvalidArgumentError} when a row has no such cells, or a value of `x` or `more` is no part of a point
 */
export function estimates<Row extends object>(
  rows: readonly Row[],
  x: (row: Row) => Coordinate,
  name: string,
  more: (row: Row) => Pick<Point, 'label' | 'open'> = () => ({}),
): Point[] {
  const where = 'estimates';
  checkList(where, 'rows', rows);
  for (const [given, of] of Object.entries({ x, more })) callable(where, given, of);
  return rows.map((row, at) => {
    const found = { x: x(row), ...interval(where, row, name), ...more(row) };
    point(where, `point of rows[${at}]`, found);
    return found;
  });
}

/**
 * The rows whose cells have the values given: `where(rows, { ratio: 10 })`.
 *
 * @throws {@link InvalidArgumentError} when the rows are no list of objects, or the cells no object
 */
export function where<Row extends object>(rows: readonly Row[], cells: Partial<Row>): Row[] {
  each(object)('where', 'rows', rows);
  checkObject('where', 'cells', cells);
  const wanted = Object.entries(cells) as [keyof Row, unknown][];
  return rows.filter((row) => wanted.every(([name, value]) => row[name] === value));
}

/**
 * Lists of points in one, parted by gaps.
 *
 * @throws {@link InvalidArgumentError} unless the argument is lists of points
 */
export function parted(lists: readonly (readonly Point[])[]): Point[] {
  each(each(point))('parted', 'lists', lists);
  return lists.flatMap((list) => [...list, { x: null, y: null }]);
}

/**
 * `y`, `low` and `high` of the cells `name`, `nameLow` and `nameHigh`.
 *
 * @throws {@link InvalidArgumentError} when the row has no such cells
 */
export function intervalOf(
  row: object,
  name: string,
): { readonly y: number | null; readonly low: number | null; readonly high: number | null } {
  return interval('intervalOf', row, name);
}

function interval(where: string, row: object, name: string): ReturnType<typeof intervalOf> {
  checkObject(where, 'row', row);
  text(where, 'name', name);
  const found = row as Record<string, number | null>;
  const [y, low = null, high = null] = [name, `${name}Low`, `${name}High`].map(
    (cell) => found[cell],
  );
  for (const [part, given] of Object.entries({
    [name]: y,
    [`${name}Low`]: low,
    [`${name}High`]: high,
  }))
    value(where, `cell ${oneLine(part)}`, given);
  return { y, low, high };
}

/**
 * A matrix, row-major, as rows.
 *
 * @throws {@link InvalidArgumentError} unless the values are numbers that fill rows of so many columns
 */
export function rowsOf(values: ArrayLike<number>, columns: number): number[][] {
  checkNumbers('rowsOf', 'values', values);
  integer(1)('rowsOf', 'columns', columns);
  if (values.length % columns !== 0) {
    const rule = `values must fill rows of ${columns} columns`;
    throw new InvalidArgumentError('rowsOf', rule, `${values.length} numbers`);
  }
  return Array.from({ length: values.length / columns }, (_, row) =>
    Array.from({ length: columns }, (_unused, column) => values[row * columns + column]),
  );
}

/** A value for a logarithmic axis: null where it is not a finite number above 0. */
export function positive(given: number | null): number | null {
  value('positive', 'value', given);
  return given !== null && Number.isFinite(given) && given > 0 ? given : null;
}
