import { mean, quantileSorted } from 'simple-statistics';
import {
  checkFraction,
  checkFunction,
  checkInteger,
  checkNumbers,
  checkOptionNames,
  checkStream,
  show,
} from './checks.js';
import { InvalidArgumentError } from './errors.js';
import { checkMemory } from './memory.js';
import type { RandomStream } from './random.js';

/** An estimate with the ends of its confidence interval; NaN where undefined. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  /** The stream that resamples the units. */
  stream: RandomStream;
  /** Number of resamples; they draw at most 10⁹ units in all. Default 1000. */
  resamples?: number;
  /** Coverage of the interval, in (0, 1). Default 0.95. */
  confidence?: number;
}

/** More draws of a unit than this would take minutes to hours. */
const MOST_DRAWS = 1e9;

const OPTIONS = ['stream', 'resamples', 'confidence'];

/** @throws {@link InvalidArgumentError} when an option is unknown or out of range. */
export function readBootstrapOptions(
  where: string,
  options: BootstrapOptions,
): Required<BootstrapOptions> {
  checkOptionNames(where, options, OPTIONS);
  const { stream, resamples = 1000, confidence = 0.95 } = options;
  checkStream(where, 'stream', stream);
  checkInteger(where, 'resamples', resamples, 1);
  checkFraction(where, 'confidence', confidence);
  return { stream, resamples, confidence };
}

/** @throws {@link InvalidArgumentError} when the resamples of so many units would take hours. */
function checkDraws(where: string, count: number, resamples: number): void {
  if (count * resamples <= MOST_DRAWS) return;
  const rule = `resamples must draw at most ${MOST_DRAWS} units in all`;
  throw new InvalidArgumentError(where, rule, `${resamples} resamples of ${count} units`);
}

/**
 * Percentile bootstrap (Efron 1979): the statistic of many samples of `count` units with replacement.
 *
 * Resamples with an undefined statistic (NaN) are left out. The interval is undefined where more than half
 * of the resamples are left out, or where there are fewer than two units; an infinite statistic makes it infinite or
 * undefined.
 *
 * @param statistic - takes the indices of the chosen units, [count]
 * @throws {@link InvalidArgumentError} when an option is out of range, or the statistic returns no number
 */
export function bootstrap(
  count: number,
  statistic: (chosen: Int32Array) => number,
  options: BootstrapOptions,
): Interval {
  checkInteger('bootstrap', 'count', count, 0);
  checkFunction('bootstrap', 'statistic', statistic);
  const { stream, resamples, confidence } = readBootstrapOptions('bootstrap', options);
  checkMemory('bootstrap', `a bootstrap of ${count} units`, 8 * count + 64 * resamples);
  checkDraws('bootstrap', count, resamples);
  const estimateOf = (chosen: Int32Array): number => {
    const value: unknown = statistic(chosen);
    if (typeof value === 'number') return value;
    throw new InvalidArgumentError('bootstrap', 'statistic must return a number', show(value));
  };
  const estimate = estimateOf(Int32Array.from({ length: count }, (_, index) => index));
  if (count < 2 || Number.isNaN(estimate)) return { estimate, low: Number.NaN, high: Number.NaN };
  const chosen = new Int32Array(count);
  const values: number[] = [];
  for (let round = 0; round < resamples; round++) {
    for (let index = 0; index < count; index++) chosen[index] = stream.integer(count);
    const value = estimateOf(chosen);
    if (!Number.isNaN(value)) values.push(value);
  }
  if (2 * values.length < resamples) return { estimate, low: Number.NaN, high: Number.NaN };
  values.sort((a, b) => a - b);
  const tail = (1 - confidence) / 2;
  return { estimate, low: quantileSorted(values, tail), high: quantileSorted(values, 1 - tail) };
}

/**
 * The mean of the values that are defined (not NaN), with its bootstrap interval, which is undefined, NaN, where
 * fewer than two are; infinite values make it infinite or undefined.
 *
 * @throws {@link InvalidArgumentError} when an option is out of range
 */
export function meanInterval(values: ArrayLike<number>, options: BootstrapOptions): Interval {
  checkNumbers('meanInterval', 'values', values);
  const settings = readBootstrapOptions('meanInterval', options);
  const defined = Array.from(values).filter((value) => !Number.isNaN(value));
  if (defined.length === 0) return { estimate: Number.NaN, low: Number.NaN, high: Number.NaN };
  return bootstrap(
    defined.length,
    (chosen) => mean(Array.from(chosen, (index) => defined[index])),
    settings,
  );
}
