/*
 * Means over networks with their confidence intervals, as cells of a table.
 */
import { jackknife, meanInterval, type Interval, type IntervalScale } from '../math/jackknife.js';
import { fraction, type ValuesOf } from '../parameters/index.js';
import { cell } from './result.js';

/** The parameters of every interval. */
export const INTERVALS = {
  confidence: fraction(0.95, 'Coverage of every interval'),
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

/** Statistics over the networks of a study. */
export interface Statistics {
  /**
   * The mean of one value for each network, without nulls, as `name`, `nameLow` and `nameHigh`; `scale` is `fisher` for
   * correlations.
   */
  interval: <Name extends string>(
    name: Name,
    values: readonly (number | null)[],
    scale?: IntervalScale,
  ) => IntervalCells<Name>;
  /** The ratio of two means over networks of values of at least 0, with its interval. */
  ratio: <Name extends string>(
    name: Name,
    above: readonly number[],
    below: readonly number[],
  ) => IntervalCells<Name>;
  /** The mean of several quantities of each network's row. */
  intervals: <const Names extends readonly string[]>(
    names: Names,
    rows: readonly Readonly<Record<Names[number], number | null>>[],
    scales?: Readonly<Partial<Record<Names[number], IntervalScale>>>,
  ) => IntervalCells<Names[number]>;
}

/** The statistics under a study's parameters. */
export function statisticsOf({ confidence }: IntervalParameters): Statistics {
  const interval: Statistics['interval'] = (name, values, scale = 'identity') =>
    intervalCells(
      name,
      meanInterval(
        values.map((value) => value ?? Number.NaN),
        { confidence, scale },
      ),
    );
  const intervals: Statistics['intervals'] = (names, rows, scales) =>
    Object.assign(
      {},
      ...names.map((name) =>
        interval(
          name,
          rows.map((row) => (row as Readonly<Record<string, number | null>>)[name]),
          (scales as Readonly<Record<string, IntervalScale>> | undefined)?.[name],
        ),
      ),
    ) as never;
  const ratio: Statistics['ratio'] = (name, above, below) => {
    const total = (values: readonly number[], kept: Int32Array): number =>
      kept.reduce((sum, network) => sum + values[network], 0);
    const of = (kept: Int32Array): number => total(above, kept) / total(below, kept);
    return intervalCells(name, jackknife(above.length, of, { confidence, scale: 'log' }));
  };
  return { interval, ratio, intervals };
}
