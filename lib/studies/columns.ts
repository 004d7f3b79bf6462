/*
 * The columns of a study's table: the keys that tell its rows apart, and the quantities with their intervals.
 */
import { type Cell } from '../plot/output/table.js';
import { type Row } from './define.js';

/** The columns of rows that have an interval. */
export function estimateColumns(rows: readonly Row[]): string[] {
  const names = Object.keys(rows.at(0) ?? {});
  return names.filter((name) => names.includes(`${name}Low`) && names.includes(`${name}High`));
}

/** Columns that are no part of an interval, in their order. */
function plainColumns(rows: readonly Row[]): string[] {
  const estimates = estimateColumns(rows);
  const parts = new Set(estimates.flatMap((name) => [name, `${name}Low`, `${name}High`]));
  return Object.keys(rows.at(0) ?? {}).filter((name) => !parts.has(name));
}

/** The fewest first columns whose cells together tell all rows apart; none where there is one row, or no such columns. */
export function keyColumns(rows: readonly Row[]): string[] {
  const plain = plainColumns(rows);
  for (let count = 0; count <= plain.length; count++) {
    const keys = plain.slice(0, count);
    if (new Set(rows.map((row) => keyOf(row, keys))).size === rows.length) return keys;
  }
  return [];
}

/** The cells of the key columns, as one text. */
export function keyOf(row: Row, keys: readonly string[]): string {
  return JSON.stringify(keys.map((name) => row[name]));
}

/** The quantities of rows: columns with an interval, and other numbers that are no key. */
export function quantityColumns(rows: readonly Row[], keys: readonly string[]): string[] {
  const estimates = estimateColumns(rows);
  const isNumber = (cell: Cell): boolean => typeof cell === 'number' || cell === null;
  const plain = plainColumns(rows).filter(
    (name) =>
      !keys.includes(name) &&
      rows.every((row) => isNumber(row[name])) &&
      rows.some((row) => row[name] !== null),
  );
  const all = new Set([...estimates, ...plain]);
  return Object.keys(rows.at(0) ?? {}).filter((name) => all.has(name));
}
