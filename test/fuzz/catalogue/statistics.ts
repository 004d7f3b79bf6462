/*
 * Valid calls of the statistics, the sums and the random streams of `/market`.
 */
import {
  bootstrap,
  columnMeans,
  columnSums,
  correlate,
  correlation,
  createStream,
  gini,
  largest,
  least,
  mean,
  meanInterval,
  projectOnSimplex,
  renormaliseOnSimplex,
  rocArea,
  rocCurve,
  rowOf,
  rowSums,
  shares,
  sum,
} from '../../../lib/entry/market.js';
import { isTyped } from '../place.js';
import { target, through, type Target } from '../target.js';

const numbers = (): number[] => [0.5, 2, 1, 4];
const others = (): Float64Array => Float64Array.of(1, 3, 2, 5);
const interval = (): Parameters<typeof meanInterval>[1] => ({
  ...{ stream: createStream(1), resamples: 20, confidence: 0.9 },
});

/** The numbers of a sample that is in order; undefined for anything else. */
function sampleOf(value: unknown): number[] | undefined {
  if (!Array.isArray(value) && !isTyped(value)) return undefined;
  const sample = Array.from<unknown>(value);
  return sample.every((number) => Number.isFinite(number)) ? (sample as number[]) : undefined;
}

const isSame = (sample: number[]): boolean => sample.every((value) => value === sample[0]);

/** A correlation with a constant, or of fewer than two points. */
function isFlat([x, y]: unknown[]): boolean {
  const [a, b] = [sampleOf(x), sampleOf(y)];
  return a !== undefined && b?.length === a.length && (isSame(a) || isSame(b));
}

const isEmpty = ([values]: unknown[]): boolean => sampleOf(values)?.length === 0;

const totalsNothing = ([values]: unknown[]): boolean =>
  sampleOf(values)?.every((value) => value === 0) === true;

/** Statistics, sums and streams. */
export const STATISTICS: readonly Target[] = [
  target('bootstrap', bootstrap, () => [4, (chosen: Int32Array) => chosen.length, interval()]),
  target('columnMeans', columnMeans, () => [numbers(), 2]),
  target('columnSums', columnSums, () => [numbers(), 2]),
  target(
    'correlate',
    correlate,
    () => [numbers(), others(), { ...interval(), method: 'spearman', clusters: [0, 0, 1, 1] }],
    { isUndefined: isFlat },
  ),
  target('correlation', correlation, () => [numbers(), others(), 'kendall'], {
    isUndefined: isFlat,
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
  target('gini', gini, () => [numbers()], { isUndefined: totalsNothing }),
  target('largest', largest, () => [numbers()], { isUndefined: isEmpty }),
  target('least', least, () => [numbers()], { isUndefined: isEmpty }),
  target('mean', mean, () => [numbers()], { isUndefined: isEmpty }),
  target('meanInterval', meanInterval, () => [numbers(), interval()], { isUndefined: isEmpty }),
  target('projectOnSimplex', projectOnSimplex, () => [others()]),
  target('renormaliseOnSimplex', renormaliseOnSimplex, () => [others()]),
  target('rocArea', rocArea, () => [numbers(), others()]),
  target('rocCurve', rocCurve, () => [numbers(), others()]),
  target('rowOf', rowOf, () => [numbers(), 2, 1]),
  target('rowSums', rowSums, () => [numbers(), 2]),
  target('shares', shares, () => [numbers()]),
  target('sum', sum, () => [numbers()]),
];
