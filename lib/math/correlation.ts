/*
 * Pearson's r and Spearman's ρ come from simple-statistics; Kendall's τ-b is written here because it
 * lacks one. A correlation with a constant is undefined and given as NaN.
 */
import { sampleCorrelation, sampleRankCorrelation } from 'simple-statistics';
import {
  bootstrap,
  readBootstrapOptions,
  type BootstrapOptions,
  type Interval,
} from './bootstrap.js';
import { checkOneOf, checkOptionNames } from './checks.js';
import { InvalidArgumentError } from './errors.js';

export const CORRELATIONS = ['pearson', 'spearman', 'kendall'] as const;

/** Pearson's r, Spearman's ρ or Kendall's τ-b. */
export type CorrelationMethod = (typeof CORRELATIONS)[number];

/** Values whose spread is below this part of their size are a constant up to rounding. */
const CONSTANT = 1e-12;

/**
 * Correlation of two samples of the same length.
 *
 * @param method - `pearson` (default), `spearman` (mean ranks for ties) or `kendall` (τ-b)
 * @returns a value in [−1, 1]; NaN when either sample is constant or there are fewer than two points
 * @throws {@link InvalidArgumentError} when the lengths differ
 */
export function correlation(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  method: CorrelationMethod = 'pearson',
): number {
  checkSamples('correlation', x, y, method);
  return correlationOf(x, y, method);
}

function checkSamples(
  where: string,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  method: CorrelationMethod,
): void {
  checkOneOf(where, 'method', method, CORRELATIONS);
  if (x.length !== y.length) {
    throw new InvalidArgumentError(
      where,
      'x and y must have the same length',
      `${x.length} and ${y.length}`,
    );
  }
}

function correlationOf(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  method: CorrelationMethod,
): number {
  if (isConstant(x) || isConstant(y)) return Number.NaN;
  const [a, b] = [Array.from(x), Array.from(y)];
  const value =
    method === 'pearson'
      ? sampleCorrelation(a, b)
      : method === 'spearman'
        ? sampleRankCorrelation(a, b)
        : kendall(a, b);
  return Math.min(1, Math.max(-1, value));
}

function isConstant(values: ArrayLike<number>): boolean {
  let [low, high] = [Infinity, -Infinity];
  for (let index = 0; index < values.length; index++) {
    low = Math.min(low, values[index]);
    high = Math.max(high, values[index]);
  }
  return !(high - low > CONSTANT * Math.max(Math.abs(low), Math.abs(high)));
}

/**
 * τ-b = (C − D) / √((P − Tx)(P − Ty)) over all P = N(N − 1)/2 pairs, with C concordant, D discordant
 * and Tx, Ty tied pairs; Knight's O(N log N) method (J. Am. Stat. Assoc. 61, 1966).
 */
function kendall(x: number[], y: number[]): number {
  const count = x.length;
  const order = Array.from(x.keys()).sort((a, b) => x[a] - x[b] || y[a] - y[b]);
  const sorted = Float64Array.from(order, (index) => y[index]);
  const pairs = (count * (count - 1)) / 2;
  const tiedX = tiedPairs(count, (a, b) => x[order[a]] === x[order[b]]);
  const tiedBoth = tiedPairs(
    count,
    (a, b) => x[order[a]] === x[order[b]] && y[order[a]] === y[order[b]],
  );
  const discordant = inversions(sorted);
  const tiedY = tiedPairs(count, (a, b) => sorted[a] === sorted[b]);
  const concordant = pairs - tiedX - tiedY + tiedBoth - discordant;
  return (concordant - discordant) / Math.sqrt((pairs - tiedX) * (pairs - tiedY));
}

function tiedPairs(count: number, same: (a: number, b: number) => boolean): number {
  let tied = 0;
  for (let start = 0, at = 1; at <= count; at++) {
    if (at < count && same(start, at)) continue;
    tied += ((at - start) * (at - start - 1)) / 2;
    start = at;
  }
  return tied;
}

/** The number of pairs out of order in `values`, which a merge sort leaves sorted. */
function inversions(values: Float64Array): number {
  let swaps = 0;
  let from: Float64Array = values;
  let to: Float64Array = new Float64Array(values.length);
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length);
      const end = Math.min(start + 2 * width, values.length);
      for (let left = start, right = middle, at = start; at < end; at++) {
        if (left < middle && (right >= end || from[left] <= from[right])) {
          to[at] = from[left++];
        } else {
          to[at] = from[right++];
          swaps += middle - left;
        }
      }
    }
    [from, to] = [to, from];
  }
  values.set(from);
  return swaps;
}

/** A correlation with its bootstrap confidence interval. */
export interface CorrelationEstimate extends Interval {
  readonly method: CorrelationMethod;
  /** How many pairs went in. */
  readonly points: number;
}

const OPTIONS = ['method', 'clusters', 'stream', 'resamples', 'confidence'];

/**
 * Correlation with a percentile bootstrap interval.
 *
 * Pairs of one cluster (say, the peers of one network) depend on each other, so whole clusters are
 * resampled where they are given; without them, single pairs.
 *
 * @param clusters - for each pair the cluster it belongs to; any numbers
 * @throws {@link InvalidArgumentError} when the lengths differ or an option is out of range
 */
export function correlate(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: BootstrapOptions & { method?: CorrelationMethod; clusters?: ArrayLike<number> },
): CorrelationEstimate {
  checkOptionNames('correlate', options, OPTIONS);
  const { method = 'pearson', clusters, ...others } = options;
  const resampling = readBootstrapOptions('correlate', others);
  checkSamples('correlate', x, y, method);
  if (clusters && clusters.length !== x.length) {
    throw new InvalidArgumentError(
      'correlate',
      `clusters must have the length of x, ${x.length}`,
      String(clusters.length),
    );
  }
  const members = new Map<number, number[]>();
  for (let index = 0; index < x.length; index++) {
    const cluster = clusters ? clusters[index] : index;
    const list = members.get(cluster);
    if (list) list.push(index);
    else members.set(cluster, [index]);
  }
  const groups = [...members.values()];
  const statistic = (chosen: Int32Array): number => {
    const [a, b]: [number[], number[]] = [[], []];
    for (const group of chosen) {
      for (const index of groups[group]) {
        a.push(x[index]);
        b.push(y[index]);
      }
    }
    return correlationOf(a, b, method);
  };
  const { low, high } = bootstrap(groups.length, statistic, resampling);
  return { method, points: x.length, estimate: correlationOf(x, y, method), low, high };
}
