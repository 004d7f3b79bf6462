/*
 * Two runs of one study, side by side: the parameters that differ, and the differences of their quantities.
 *
 * The interval of a difference is that of two independent estimates, recovered from their own intervals (Zou and Donner,
 * 2008, Statistics in Medicine 27, 1693):
 *
 *   d = a − b,   d_low = d − √((a − a_low)² + (b_high − b)²),   d_high = d + √((a_high − a)² + (b − b_low)²)
 *
 * Runs of the same seed sample the same networks where their parameters allow it: their difference is then surer than
 * the interval says.
 */
import { InvalidArgumentError } from '../math/errors.js';
import { type Cell, type Row } from '../studies/index.js';
import { keptRun } from './checks.js';
import { keyColumns, keyOf, quantityColumns } from '../studies/columns.js';
import { type KeptRun } from './store.js';

/** A parameter that two runs differ in; null where a run has none. */
export type ParameterDifference = {
  readonly parameter: string;
  readonly first: Cell;
  readonly second: Cell;
};

/** One quantity in one row of both summaries, after the columns that tell the rows apart. */
export type QuantityDifference = Row & {
  readonly quantity: string;
  readonly first: number | null;
  readonly firstLow: number | null;
  readonly firstHigh: number | null;
  readonly second: number | null;
  readonly secondLow: number | null;
  readonly secondHigh: number | null;
  /** First − second, with the interval above; null where an estimate or its interval is undefined. */
  readonly difference: number | null;
  readonly differenceLow: number | null;
  readonly differenceHigh: number | null;
  /** Whether the interval of the difference is on one side of 0. */
  readonly apart: boolean;
};

/** The outcome of {@link compareRuns}. */
export interface Comparison {
  readonly study: string;
  readonly parameters: readonly ParameterDifference[];
  /** The columns that tell rows of the summary apart. */
  readonly keys: readonly string[];
  readonly rows: readonly QuantityDifference[];
  /** Rows of one run that the other does not have. */
  readonly unmatched: number;
}

/**
 * Compares the summaries of two runs of one study.
 *
 * @throws {@link InvalidArgumentError} when the runs are of different studies, or an argument is no run
 */
export function compareRuns(a: KeptRun, b: KeptRun): Comparison {
  for (const [name, run] of Object.entries({ a, b })) keptRun('compareRuns', name, run);
  if (a.study !== b.study) {
    const rule = 'both runs must be of one study';
    throw new InvalidArgumentError('compareRuns', rule, `${a.study} and ${b.study}`);
  }
  const [first, second] = [a.tables.summary, b.tables.summary];
  const found = keyColumns(first);
  const keys = keyColumns(second).length > found.length ? keyColumns(second) : found;
  const others = new Map(second.map((row) => [keyOf(row, keys), row]));
  const pairs = first.flatMap((row) => {
    const other = others.get(keyOf(row, keys));
    return other ? [[row, other] as const] : [];
  });
  const quantities = quantityColumns(first, keys);
  return {
    study: a.study,
    parameters: parameterDifferences(a, b),
    keys,
    rows: pairs.flatMap(([row, other]) =>
      quantities
        .filter((quantity) => quantity in other)
        .map((quantity) => ({
          ...Object.fromEntries(keys.map((key) => [key, row[key]])),
          ...difference(quantity, row, other),
        })),
    ),
    unmatched: first.length + second.length - 2 * pairs.length,
  };
}

function parameterDifferences(a: KeptRun, b: KeptRun): ParameterDifference[] {
  const names = new Set([...Object.keys(a.parameters), ...Object.keys(b.parameters)]);
  return [...names].flatMap((parameter) => {
    const [first, second] = [a, b].map(({ parameters }) => cellOf(parameters[parameter]));
    return first === second ? [] : [{ parameter, first, second }];
  });
}

/** A parameter's value as a cell. */
export function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') {
    return value;
  }
  return JSON.stringify(value);
}

function difference(quantity: string, row: Row, other: Row): QuantityDifference {
  const [first, firstLow, firstHigh] = interval(row, quantity);
  const [second, secondLow, secondHigh] = interval(other, quantity);
  const none = { difference: null, differenceLow: null, differenceHigh: null, apart: false };
  const given = { quantity, first, firstLow, firstHigh, second, secondLow, secondHigh };
  if (first === null || second === null) return { ...given, ...none };
  const apartBy = first - second;
  if (firstLow === null || firstHigh === null || secondLow === null || secondHigh === null) {
    return { ...given, ...none, difference: apartBy };
  }
  const differenceLow = apartBy - Math.hypot(first - firstLow, secondHigh - second);
  const differenceHigh = apartBy + Math.hypot(firstHigh - first, second - secondLow);
  return {
    ...given,
    ...{ difference: apartBy, differenceLow, differenceHigh },
    apart: differenceLow > 0 || differenceHigh < 0,
  };
}

function interval(row: Row, name: string): (number | null)[] {
  return [name, `${name}Low`, `${name}High`].map((column) => {
    const cell = row[column];
    return typeof cell === 'number' ? cell : null;
  });
}
