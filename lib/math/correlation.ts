/*
 * Pearson's r is simple-statistics'. Spearman's ρ is r of mean ranks and Kendall's τ-b counts pairs; both
 * are written here on ranks taken once (see ranks.ts), since an interval needs them for many parts of the same
 * points: simple-statistics' ρ takes twelve times as long there, and it lacks τ-b.
 *
 * A correlation with a constant, or of values that are not finite, is undefined and given as NaN.
 */
import { sampleCorrelation } from 'simple-statistics';
import { checkNumbers, checkOneOf, checkOptionNames } from './checks.js';
import { InvalidArgumentError } from './errors.js';
import {
  MOST_GROUPS,
  jackknife,
  readIntervalOptions,
  type Interval,
  type IntervalOptions,
} from './jackknife.js';
import { kendall, midranks, rankValues, type Ranks } from './ranks.js';

export const CORRELATIONS = ['pearson', 'spearman', 'kendall'] as const;

/** Pearson's r, Spearman's ρ or Kendall's τ-b. */
export type CorrelationMethod = (typeof CORRELATIONS)[number];

/** The relative spread below which values are a constant up to rounding. */
const CONSTANT = 1e-12;

/**
 * Correlation of two samples of the same length.
 *
 * @param method - `pearson` (default), `spearman` (mean ranks for ties) or `kendall` (τ-b)
 * @returns a value in [−1, 1]; NaN, undefined, where either sample is constant or has a value that is not
 * finite, or where there are fewer than two points
 * @throws {@link InvalidArgumentError} when the lengths differ
 */
export function correlation(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  method: CorrelationMethod = 'pearson',
): number {
  checkSamples('correlation', x, y, method);
  return correlationOver(x, y, method)(everyIndex(x.length));
}

function checkSamples(
  where: string,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  method: CorrelationMethod,
): void {
  checkOneOf(where, 'method', method, CORRELATIONS);
  checkNumbers(where, 'x', x);
  checkNumbers(where, 'y', y);
  if (x.length !== y.length) {
    throw new InvalidArgumentError(
      where,
      'x and y must have the same length',
      `${x.length} and ${y.length}`,
    );
  }
}

/** The correlation of the points with the given indices, for any number of them. */
function correlationOver(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  method: CorrelationMethod,
): (indices: Int32Array) => number {
  if (!isFinite(x) || !isFinite(y)) return () => Number.NaN;
  if (method === 'pearson') {
    return (indices) => pearson(pick(x, indices), pick(y, indices));
  }
  const [a, b] = [rankValues(x), rankValues(y)];
  const statistic =
    method === 'kendall' ? kendall : (c: Ranks, d: Ranks) => pearson(midranks(c), midranks(d));
  return (indices) => within(statistic(a.pick(indices), b.pick(indices)));
}

function pearson(x: number[], y: number[]): number {
  return isConstant(x) || isConstant(y) ? Number.NaN : within(sampleCorrelation(x, y));
}

/** Clamps to [−1, 1], which rounding may exceed. */
function within(value: number): number {
  return Math.min(1, Math.max(-1, value));
}

function pick(values: ArrayLike<number>, indices: Int32Array): number[] {
  const picked = new Array<number>(indices.length);
  for (let k = 0; k < picked.length; k++) picked[k] = values[indices[k]];
  return picked;
}

function everyIndex(length: number): Int32Array {
  return Int32Array.from({ length }, (_, index) => index);
}

/** Whether every value is finite. */
function isFinite(values: ArrayLike<number>): boolean {
  for (let k = 0; k < values.length; k++) if (!Number.isFinite(values[k])) return false;
  return true;
}

function isConstant(values: ArrayLike<number>): boolean {
  let [low, high] = [Infinity, -Infinity];
  for (let index = 0; index < values.length; index++) {
    low = Math.min(low, values[index]);
    high = Math.max(high, values[index]);
  }
  return !(high - low > CONSTANT * Math.max(Math.abs(low), Math.abs(high)));
}

/** A correlation with its confidence interval. */
export interface CorrelationEstimate extends Interval {
  readonly method: CorrelationMethod;
  /** The number of pairs. */
  readonly points: number;
}

/** The options of {@link correlate}. */
export interface CorrelateOptions extends Pick<IntervalOptions, 'confidence'> {
  /** Default `pearson`. */
  method?: CorrelationMethod;
  /** For each pair the number of its cluster. Default: every pair is one. */
  clusters?: ArrayLike<number>;
}

const OPTIONS = ['method', 'clusters', 'confidence'];

/** The pairs of each cluster, in order of their first; more than a jackknife leaves out share groups. */
function groupsOf(pairs: number, clusters: ArrayLike<number> | undefined): number[][] {
  const numbers = new Map<number, number>();
  const groups: number[][] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const cluster = clusters ? clusters[pair] : pair;
    const number = numbers.get(cluster) ?? numbers.size;
    numbers.set(cluster, number);
    (groups[number % MOST_GROUPS] ??= []).push(pair);
  }
  return groups;
}

/**
 * Correlation with its jackknife interval on Fisher's z.
 *
 * Pairs of one cluster (such as the peers of one network) depend on each other, so whole clusters are left out where
 * they are given, and single pairs otherwise.
 *
 * @throws {@link InvalidArgumentError} when the lengths differ or an option is out of range
 */
export function correlate(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: CorrelateOptions = {},
): CorrelationEstimate {
  const where = 'correlate';
  checkOptionNames(where, options, OPTIONS);
  const { method = 'pearson', clusters, ...others } = options;
  const { confidence } = readIntervalOptions(where, others);
  checkSamples(where, x, y, method);
  if (clusters !== undefined) checkNumbers(where, 'clusters', clusters);
  if (clusters && clusters.length !== x.length) {
    throw new InvalidArgumentError(
      where,
      `clusters must have the length of x, ${x.length}`,
      String(clusters.length),
    );
  }
  const groups = groupsOf(x.length, clusters);
  const over = correlationOver(x, y, method);
  const statistic = (kept: Int32Array): number =>
    over(Int32Array.from(Array.from(kept, (group) => groups[group]).flat()));
  return {
    ...{ method, points: x.length },
    ...jackknife(groups.length, statistic, { confidence, scale: 'fisher' }),
  };
}
