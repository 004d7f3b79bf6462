/*
 * Valid calls of the statistics, the sums and the random streams of `/market`.
 */
import {
  columnMeans,
  columnSums,
  concentration,
  correlate,
  correlation,
  createStream,
  gini,
  herfindahl,
  jackknife,
  largest,
  least,
  lorenzCurve,
  mean,
  meanInterval,
  nakamoto,
  projectOnSimplex,
  renormaliseOnSimplex,
  rocArea,
  rocCurve,
  rowOf,
  rowSums,
  shares,
  sum,
  topShare,
} from '../../../lib/entry/market.js';
import { isTyped } from '../place.js';
import { target, through, type Target } from '../target.js';

const numbers = (): number[] => [0.5, 2, 1, 4];
const others = (): Float64Array => Float64Array.of(1, 3, 2, 5);
const interval = (): Parameters<typeof meanInterval>[1] => ({
  confidence: 0.9,
});

/** The numbers of a sample that is in order; undefined for anything else. */
function sampleOf(value: unknown): number[] | undefined {
  if (!Array.isArray(value) && !isTyped(value)) return undefined;
  const list = value as ArrayLike<unknown>;
  const sample = Array.from({ length: list.length }, (_, at) => list[at]);
  return sample.every((number) => Number.isFinite(number)) ? (sample as number[]) : undefined;
}

const isSame = (sample: number[]): boolean => sample.every((value) => value === sample[0]);

/** A correlation with a constant, or of fewer than two points. */
function isFlat([x, y]: unknown[]): boolean {
  const [a, b] = [sampleOf(x), sampleOf(y)];
  return a !== undefined && b?.length === a.length && (isSame(a) || isSame(b));
}

/** Numbers of which one is not finite, or whose sum is not. */
function isSpoilt([values]: unknown[]): boolean {
  if (!Array.isArray(values) && !isTyped(values)) return false;
  let total = 0;
  for (let at = 0; at < values.length; at++) total += Math.abs(Number((values as unknown[])[at]));
  return !Number.isFinite(total);
}

const returnsUndefined = ([count, statistic]: unknown[]): boolean =>
  typeof statistic === 'function' &&
  (Number(count) < 2 ||
    !Number.isFinite((statistic as (chosen: Int32Array) => unknown)(new Int32Array(1))));

/** A sample of a correlation that has a number that is not finite. */
const isPartlyUndefined = ([x, y]: unknown[]): boolean => isSpoilt([x]) || isSpoilt([y]);

/** A sample in which numbers are equal up to the rounding of the largest, so that a part of it is a constant. */
const isWide = (samples: unknown[]): boolean =>
  samples.slice(0, 2).some((values) => {
    const sizes = (sampleOf(values) ?? []).map(Math.abs).sort((a, b) => a - b);
    return sizes.length > 1 && sizes[1] < 1e-12 * sizes[sizes.length - 1];
  });

const isEmpty = ([values]: unknown[]): boolean => sampleOf(values)?.length === 0;

const isEmptyOrSpoilt = (args: unknown[]): boolean => isEmpty(args) || isSpoilt(args);

const totalsNothing = ([values]: unknown[]): boolean =>
  sampleOf(values)?.every((value) => value === 0) === true;

/** Statistics, sums and streams. */
export const STATISTICS: readonly Target[] = [
  target('columnMeans', columnMeans, () => [numbers(), 2], { isUndefined: isSpoilt }),
  target('columnSums', columnSums, () => [numbers(), 2], { isUndefined: isSpoilt }),
  target(
    'correlate',
    correlate,
    () => [numbers(), others(), { ...interval(), method: 'spearman', clusters: [0, 0, 1, 1] }],
    { isUndefined: (args) => isFlat(args) || isPartlyUndefined(args) || isWide(args) },
  ),
  target('correlation', correlation, () => [numbers(), others(), 'kendall'], {
    isUndefined: (args) => isFlat(args) || isPartlyUndefined(args),
  }),
  target('createStream', createStream, () => [7]),
  through(
    'RandomStream.split',
    undefined,
    (name: string) => createStream(1).split(name).uniform(),
    () => ['a name'],
  ),
  through(
    'RandomStream.integer',
    undefined,
    (count: number) => createStream(1).integer(count),
    () => [5],
  ),
  through(
    'RandomStream.normals',
    undefined,
    (count: number) => createStream(1).normals(count),
    () => [5],
  ),
  target('concentration', concentration, () => [numbers()]),
  target('gini', gini, () => [numbers()], { isUndefined: totalsNothing }),
  target('herfindahl', herfindahl, () => [numbers()], { isUndefined: totalsNothing }),
  target('lorenzCurve', lorenzCurve, () => [numbers()], { isUndefined: totalsNothing }),
  target('nakamoto', nakamoto, () => [numbers(), 0.4], { isUndefined: totalsNothing }),
  target('topShare', topShare, () => [numbers(), 2], { isUndefined: totalsNothing }),
  target('jackknife', jackknife, () => [4, (kept: Int32Array) => kept.length, interval()], {
    isUndefined: returnsUndefined,
  }),
  target('largest', largest, () => [numbers()], { isUndefined: isEmptyOrSpoilt }),
  target('least', least, () => [numbers()], { isUndefined: isEmptyOrSpoilt }),
  target('mean', mean, () => [numbers()], { isUndefined: isEmptyOrSpoilt }),
  target('meanInterval', meanInterval, () => [numbers(), interval()], {
    isUndefined: (args) => (sampleOf(args[0])?.length ?? 0) < 2 || isSpoilt(args),
  }),
  target('projectOnSimplex', projectOnSimplex, () => [others()]),
  target('renormaliseOnSimplex', renormaliseOnSimplex, () => [others()]),
  target('rocArea', rocArea, () => [numbers(), others()]),
  target('rocCurve', rocCurve, () => [numbers(), others()]),
  target('rowOf', rowOf, () => [numbers(), 2, 1], { isUndefined: isSpoilt }),
  target('rowSums', rowSums, () => [numbers(), 2], { isUndefined: isSpoilt }),
  target('shares', shares, () => [numbers()], {
    isUndefined: (args) => totalsNothing(args) || isSpoilt(args),
  }),
  target('sum', sum, () => [numbers()], { isUndefined: isSpoilt }),
];
