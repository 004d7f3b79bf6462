/*
 * The rows of a table as numbers, classes and sources.
 */
import { checkMemory } from '../../math/memory.js';
import { oneLine, short, show } from '../../math/show.js';
import { type OwnDataSettings } from './options.js';
import { cellName, columnOf, type Table, type Value } from './table.js';

/** Rows of numbers with a class each. */
export interface Labelled {
  readonly rows: number;
  /** The names of the numbers. */
  readonly features: readonly string[];
  /** [rows, features]; NaN where missing. */
  readonly numbers: Float64Array;
  /** [rows]. */
  readonly y: Int32Array;
  /** The names of the classes: numbers ascending, or texts in the order of their characters. */
  readonly classNames: readonly string[];
  /** [rows], and the names of the sources. */
  readonly groups?: Int32Array;
  readonly groupNames?: readonly string[];
}

/** The least rows of a class: one to train on and one held out. */
const LEAST = 2;

const MISSING_CURE = "drop its rows by missing: 'drop'";
const CURE = `take the training rows' mean by missing: 'mean', or ${MISSING_CURE}`;

/**
 * Reads a table whose columns are numbers, apart from the label, the group and those left out.
 *
 * @throws the table's fault, which says what to do, when a column is absent, a number is a text, a value is missing, a column
 *   is constant, or classes do not suffice
 */
export function readLabelled(where: string, table: Table, settings: OwnDataSettings): Labelled {
  const { columns, fault } = table;
  const { label = '', group, without, missing } = settings;
  const labelAt = columnOf(table, label);
  const groupAt = group === undefined ? undefined : columnOf(table, group);
  if (groupAt === labelAt) {
    throw fault('must have different columns for label and group', show(label));
  }
  const left = new Set([labelAt, groupAt, ...without.map((name) => columnOf(table, name))]);
  const used = [...columns.keys()].filter((column) => !left.has(column));
  if (used.length === 0) {
    const found = `${columns.length} columns: ${short(columns.map(oneLine).join(', '), 60)}`;
    throw fault('must have a column of numbers besides label and group', found);
  }
  checkMemory(where, `${table.rows} rows of ${used.length} columns`, 8 * table.rows * used.length);
  const named = [labelAt, ...(groupAt === undefined ? [] : [groupAt])];
  const isWhole = (row: number): boolean =>
    [...named, ...used].every((column) => table.value(row, column) !== null);
  const all = Array.from({ length: table.rows }, (_, row) => row);
  const kept = missing === 'drop' ? all.filter(isWhole) : all;
  if (kept.length === 0) {
    throw fault('must have a row without missing values', 'none', 'leave columns out by without');
  }
  const numbers = new Float64Array(kept.length * used.length);
  for (const [at, row] of kept.entries()) {
    for (const [k, column] of used.entries()) {
      numbers[at * used.length + k] = numberOf(table, row, column, missing === 'mean');
    }
  }
  checkVaried(table, numbers, used);
  const classes = namesOf(table, kept, labelAt);
  checkClasses(table, labelAt, classes);
  const sources = groupAt === undefined ? undefined : namesOf(table, kept, groupAt);
  return {
    ...{ rows: kept.length, features: used.map((column) => columns[column]), numbers },
    ...{ y: classes.codes, classNames: classes.names },
    ...(sources && { groups: sources.codes, groupNames: sources.names }),
  };
}

/** The number in a cell; NaN where it is missing and may be. */
function numberOf(table: Table, row: number, column: number, mayMiss: boolean): number {
  const value = table.value(row, column);
  if (value === null) {
    if (mayMiss) return Number.NaN;
    throw table.fault('must have all values', `none in ${cellName(table, row, column)}`, CURE);
  }
  const number = Number(value);
  if (Number.isFinite(number)) return number;
  const found = `${show(value)} in ${cellName(table, row, column)}`;
  throw table.fault(
    'must hold finite numbers besides label and group',
    found,
    leaveOut(table, column),
  );
}

function leaveOut({ columns }: Table, column: number): string {
  return `leave the column out by without: [${show(columns[column])}]`;
}

/** @throws the table's fault when a column has one value alone */
function checkVaried(table: Table, numbers: Float64Array, used: readonly number[]): void {
  for (const [k, column] of used.entries()) {
    let first = Number.NaN;
    let varies = false;
    for (let at = k; at < numbers.length && !varies; at += used.length) {
      if (Number.isNaN(first)) first = numbers[at];
      varies = !Number.isNaN(numbers[at]) && numbers[at] !== first;
    }
    if (varies) continue;
    const found = `${Number.isNaN(first) ? 'no value' : first} throughout column ${show(table.columns[column])}`;
    throw table.fault('must have columns of more than one value', found, leaveOut(table, column));
  }
}

interface Names {
  readonly codes: Int32Array;
  readonly names: readonly string[];
}

/** The values of a column as codes of their names, in order. */
function namesOf(table: Table, rows: readonly number[], column: number): Names {
  const texts = rows.map((row) => {
    const value = table.value(row, column);
    if (value !== null) return nameOf(value);
    const found = `none in ${cellName(table, row, column)}`;
    throw table.fault('must have a value for each label and group', found, MISSING_CURE);
  });
  const names = [...new Set(texts)];
  const areNumbers = names.every((name) => Number.isFinite(Number(name)));
  names.sort((a, b) => (areNumbers ? Number(a) - Number(b) : a < b ? -1 : 1));
  const codes = new Map(names.map((name, code) => [name, code]));
  return { codes: Int32Array.from(texts, (text) => codes.get(text) ?? 0), names };
}

/** The name of a value: `1`, `1.0` and 1 are one class. */
function nameOf(value: Exclude<Value, null>): string {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? String(number) : String(value);
}

function checkClasses(table: Table, column: number, { codes, names }: Names): void {
  const label = show(table.columns[column]);
  if (names.length === 1) {
    const rule = `must have at least two classes in column ${label}`;
    throw table.fault(rule, `${show(names[0])} alone`, 'give another label');
  }
  const counts = new Array<number>(names.length).fill(0);
  for (const code of codes) counts[code]++;
  const few = counts.findIndex((count) => count < LEAST);
  if (few < 0) return;
  const rule = `must have at least ${LEAST} rows of each class of column ${label}, one to train on and one held out`;
  const found = `${counts[few]} of ${show(names[few])}`;
  throw table.fault(rule, found, 'give a label of classes, or merge or leave out rare ones');
}
