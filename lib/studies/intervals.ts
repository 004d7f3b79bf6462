/*
 * Means over networks with their bootstrap intervals, as cells of a table.
 */
import { meanInterval, type Interval } from '../math/bootstrap.js';
import { createStream } from '../math/random.js';
import { fraction, integer, type ValuesOf } from '../parameters/index.js';
import { cell } from './result.js';

/** The parameters of every interval. */
export const INTERVALS = {
  confidence: fraction(0.95, 'Coverage of every interval'),
  resamples: integer(1000, 'Bootstrap resamples of whole networks'),
};

export type IntervalParameters = ValuesOf<typeof INTERVALS>;

/** An estimate with its confidence interval, as three cells for each name. */
export type IntervalCells<Name extends string> = Record<
  Name | `${Name}Low` | `${Name}High`,
  number | null
>;

/** `name`, `nameLow` and `nameHigh` of an interval. */
export function intervalCells<Name extends string>(
  name: Name,
  { estimate, low, high }: Interval,
): IntervalCells<Name> {
  return {
    [name]: cell(estimate),
    [`${name}Low`]: cell(low),
    [`${name}High`]: cell(high),
  } as IntervalCells<Name>;
}

/** Statistics over the networks of a study; every call uses the same resamples, so that intervals are paired. */
export interface Statistics {
  /** The mean of one value for each network, without nulls, as `name`, `nameLow` and `nameHigh`. */
  interval: <Name extends string>(
    name: Name,
    values: readonly (number | null)[],
  ) => IntervalCells<Name>;
  /** The same for several quantities of each network's row. */
  intervals: <const Names extends readonly string[]>(
    names: Names,
    rows: readonly Readonly<Record<Names[number], number | null>>[],
  ) => IntervalCells<Names[number]>;
}

/** The statistics under a study's parameters. */
export function statisticsOf({
  seed,
  confidence,
  resamples,
}: IntervalParameters & { readonly seed: number }): Statistics {
  const interval: Statistics['interval'] = (name, values) =>
    intervalCells(
      name,
      meanInterval(
        values.map((value) => value ?? Number.NaN),
        { stream: createStream(seed).split('bootstrap'), confidence, resamples },
      ),
    );
  const intervals: Statistics['intervals'] = (names, rows) =>
    Object.assign(
      {},
      ...names.map((name) =>
        interval(
          name,
          rows.map((row) => (row as Readonly<Record<string, number | null>>)[name]),
        ),
      ),
    ) as never;
  return { interval, intervals };
}
