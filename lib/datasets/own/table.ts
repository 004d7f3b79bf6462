/*
 * A table of a user's own, wherever it comes from: named columns of texts, numbers, truth values and missing values. A fault
 * is one sentence with the place of the cell and what to do.
 */
import { type WorkbenchError } from '../../math/errors.js';
import { nearest } from '../../math/nearest.js';
import { oneLine, short, show } from '../../math/show.js';

/** A value of a table; null where it is missing. */
export type Value = string | number | boolean | null;

/** The rows of a file or of a data frame. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: number;
  readonly value: (row: number, column: number) => Value;
  /** The place of a row, as users count: `line 7`. */
  readonly place: (row: number) => string;
  /** The error of a rule that the table breaks; the sentence ends with the value and the cure. */
  readonly fault: (rule: string, value: string, cure?: string) => WorkbenchError;
}

/** The texts that stand for a missing value. */
const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '?']);

/** A text of a file as a value. */
export function valueOfText(text: string): Value {
  return MISSING.has(text.toLowerCase()) ? null : text;
}

/**
 * The place of a column.
 *
 * @throws the table's fault when there is no such column; the sentence names the nearest, or all
 */
export function columnOf(table: Table, name: string | number): number {
  const { columns, fault } = table;
  const isNegative = /^-\d+$/.test(String(name));
  const at = isNegative ? columns.length + Number(name) : columns.indexOf(String(name));
  if (at >= 0 && at < columns.length) return at;
  const near = nearest(String(name), columns);
  const cure =
    near === undefined
      ? `give one of its ${columns.length} columns: ${short(columns.map(oneLine).join(', '), 120)}`
      : `did you mean ${show(near)}?`;
  throw fault('must have the column that is named', show(String(name)), cure);
}

/** Column and place of a value, for sentences. */
export function cellName({ columns, place }: Table, row: number, column: number): string {
  return `column ${show(columns[column])} on ${place(row)}`;
}
