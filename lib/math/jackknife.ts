/*
 * Confidence intervals of few independent units, such as the networks of a study: the jackknife (Tukey 1958) on a scale
 * on which the estimate's error is near normal, with Student's t.
 *
 *   z = g(θ̂),  z_k = g(θ̂ without unit k),  s² = (N − 1)/N Σ_k (z_k − z̄)²,   θ ∈ g⁻¹(z ± t_{N−1} s)
 *
 * For a mean on the identity scale this is Student's interval, x̄ ± t_{N−1} s_x/√N. The percentile bootstrap, which
 * takes hundreds of times as long, covers too little for few units: the tests measure both on figure 4's networks.
 */
import { exp, log } from './elementary.js';
import { mean } from 'simple-statistics';
import {
  checkFraction,
  checkFunction,
  checkInteger,
  checkNumbers,
  checkOneOf,
  checkOptionNames,
  show,
} from './checks.js';
import { InvalidArgumentError } from './errors.js';
import { studentQuantile } from './student.js';

/** An estimate with the ends of its confidence interval; NaN where undefined. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** A scale of estimates: its function, the inverse, and the range. */
interface Scale {
  readonly to: (value: number) => number;
  readonly from: (value: number) => number;
  readonly least: number;
  readonly most: number;
}

const artanh = (r: number): number => 0.5 * log((1 + r) / (1 - r));
const tanh = (z: number): number => 1 - 2 / (exp(2 * z) + 1);
const itself = (value: number): number => value;

const SCALES = {
  /** Values as they are. */
  identity: { to: itself, from: itself, least: -Infinity, most: Infinity },
  /** Fisher's z = artanh r, of correlations in [−1, 1]. */
  fisher: { to: artanh, from: tanh, least: -1, most: 1 },
  /** log x, of sizes and ratios of at least 0. */
  log: { to: log, from: exp, least: 0, most: Infinity },
  /** log p/(1 − p), of parts and areas in [0, 1]. */
  logit: {
    to: (p: number) => log(p / (1 - p)),
    from: (z: number) => 1 / (1 + exp(-z)),
    least: 0,
    most: 1,
  },
} as const satisfies Record<string, Scale>;

/** The scale of an interval: values as they are, Fisher's z of correlations, the log of sizes, or the logit of parts. */
export type IntervalScale = keyof typeof SCALES;

export const INTERVAL_SCALES = Object.keys(SCALES) as IntervalScale[];

export interface IntervalOptions {
  /** Coverage of the interval, in (0, 1). Default 0.95. */
  confidence?: number;
  /** Default `identity`. */
  scale?: IntervalScale;
}

/** The most units left out one at a time; more are left out in as many groups. */
export const MOST_GROUPS = 1000;

/** The most units of a jackknife: 1,000 evaluations of more would take minutes to hours. */
const MOST_UNITS = 1e6;

/** The options of an interval, each read once. @throws {@link InvalidArgumentError} when one is not allowed. */
export function readIntervalOptions(
  where: string,
  options: IntervalOptions,
): Required<IntervalOptions> {
  checkOptionNames(where, options, ['confidence', 'scale']);
  const { confidence = 0.95, scale = 'identity' } = options;
  checkFraction(where, 'confidence', confidence);
  checkOneOf(where, 'scale', scale, INTERVAL_SCALES);
  return { confidence, scale };
}

/**
 * The jackknife interval of a statistic of independent units.
 *
 * The interval is undefined for fewer than two units, and where the statistic is undefined, NaN, without one of them.
 * Where the statistic is at an end of the scale's range, the interval is taken on the values themselves and cut to the
 * range. More than 1,000 units are left out in 1,000 groups, unit k in group k mod 1000.
 *
 * @param statistic - takes the indices of the units that are kept, ascending
 * @param options.scale - `identity`, `fisher` for statistics in [−1, 1], `log` for those of at least 0, `logit` in [0, 1]
 * @throws {@link InvalidArgumentError} when an option is not allowed, or the statistic returns no number
 */
export function jackknife(
  count: number,
  statistic: (kept: Int32Array) => number,
  options: IntervalOptions = {},
): Interval {
  const where = 'jackknife';
  checkInteger(where, 'count', count, 0, MOST_UNITS);
  checkFunction(where, 'statistic', statistic);
  const { confidence, scale } = readIntervalOptions(where, options);
  const estimateOf = (kept: Int32Array): number => {
    const value: unknown = statistic(kept);
    if (typeof value === 'number') return value;
    throw new InvalidArgumentError(where, 'statistic must return a number', show(value));
  };
  const units = Int32Array.from({ length: count }, (_, unit) => unit);
  const estimate = estimateOf(units);
  const groups = Math.min(count, MOST_GROUPS);
  const without = Array.from({ length: groups }, (_, group) =>
    groups < 2 ? Number.NaN : estimateOf(units.filter((unit) => unit % groups !== group)),
  );
  return { estimate, ...ends(estimate, without, confidence, SCALES[scale]) };
}

/** The ends of the interval of an estimate, from the estimates without each group. */
function ends(
  estimate: number,
  without: readonly number[],
  confidence: number,
  scale: Scale,
): Pick<Interval, 'low' | 'high'> {
  const groups = without.length;
  const all = [estimate, ...without];
  if (groups < 2 || !all.every(Number.isFinite)) return { low: Number.NaN, high: Number.NaN };
  const isInside = all.every((value) => value > scale.least && value < scale.most);
  const { to, from } = isInside ? scale : SCALES.identity;
  const scaled = without.map(to);
  const centre = mean(scaled);
  const squares = scaled.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const error = Math.sqrt(((groups - 1) / groups) * squares);
  const half = error * studentQuantile(confidence, groups - 1);
  return {
    low: Math.max(scale.least, from(to(estimate) - half)),
    high: Math.min(scale.most, from(to(estimate) + half)),
  };
}

/**
 * The mean of the values that are defined (not NaN), with its interval, which is undefined, NaN, where fewer than two
 * are or one is infinite; an infinite value makes the mean infinite or undefined.
 *
 * On the identity scale the interval is Student's: x̄ ± t_{N−1} s/√N.
 *
 * @param options.scale - `fisher` for correlations: their mean, with the interval on Fisher's z of the mean
 * @throws {@link InvalidArgumentError} when an option is not allowed
 */
export function meanInterval(values: ArrayLike<number>, options: IntervalOptions = {}): Interval {
  const where = 'meanInterval';
  checkNumbers(where, 'values', values);
  const { confidence, scale } = readIntervalOptions(where, options);
  const defined = Array.from(values).filter((value) => !Number.isNaN(value));
  const count = defined.length;
  if (count === 0) return { estimate: Number.NaN, low: Number.NaN, high: Number.NaN };
  const estimate = mean(defined);
  const without = defined.map((value) =>
    count < 2 ? Number.NaN : estimate + (estimate - value) / (count - 1),
  );
  return { estimate, ...ends(estimate, without, confidence, SCALES[scale]) };
}
