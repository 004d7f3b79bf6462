/*
 * Concentration of holdings x_i ≥ 0 with shares p_i = x_i/Σ_k x_k, beside the Gini coefficient of inequality.ts:
 *
 *   Herfindahl–Hirschman   Σ_i p_i², from 1/n to 1;   its inverse is the effective number of holders
 *   Nakamoto               the least number of holders that have more than a part of everything together
 *   top share              the part of the k largest
 *   Lorenz                 L(k/n) = the part of the k smallest
 */
import { checkFraction, checkInteger, checkNonNegative, checkNumbers } from './checks.js';
import { InvalidArgumentError } from './errors.js';
import { gini } from './inequality.js';
import { squaredNorm, type Numbers } from './rows.js';

/** Shares p_i in descending order; all NaN where every holding is 0. */
function descending(where: string, values: Numbers): Float64Array {
  checkNumbers(where, 'values', values);
  if (values.length === 0) {
    throw new InvalidArgumentError(where, 'values must have at least one number', 'none');
  }
  const sorted = Float64Array.from(values).sort().reverse();
  let total = 0;
  for (const value of sorted) {
    checkNonNegative(where, 'values', value);
    total += value;
  }
  if (total === Infinity) {
    throw new InvalidArgumentError(where, 'values must have a finite sum', String(total));
  }
  return sorted.map((value) => value / total);
}

/**
 * The Herfindahl–Hirschman index Σ_i p_i² of n holdings; 1/n where all hold the same, 1 where one holds everything. Its
 * inverse is the effective number of holders.
 *
 * @param values - [n], not negative; left unchanged
 * @returns in [1/n, 1]; NaN where all hold 0
 * @throws {@link InvalidArgumentError} when there is no value, one is negative or not finite, or their sum is not
 */
export function herfindahl(values: Numbers): number {
  return squaredNorm(descending('herfindahl', values));
}

/**
 * The Nakamoto coefficient: the least number of holders that have more than `part` of everything together.
 *
 * @param values - [n], not negative; left unchanged
 * @param part - between 0 and 1, both excluded. Default ½.
 * @returns 1 to n; NaN where all hold 0
 * @throws {@link InvalidArgumentError} when a value is negative or not finite, there is none, or `part` is out of range
 */
export function nakamoto(values: Numbers, part = 0.5): number {
  checkFraction('nakamoto', 'part', part);
  return fewestWith(part, descending('nakamoto', values));
}

/** The least number of the largest shares whose sum is above `part`. */
function fewestWith(part: number, sorted: Float64Array): number {
  let held = 0;
  for (let count = 0; count < sorted.length; count++) {
    held += sorted[count];
    if (held > part * (1 + 1e-12)) return count + 1;
  }
  return Number.isNaN(held) ? held : sorted.length;
}

/**
 * The part of everything that the `holders` largest have.
 *
 * @param values - [n], not negative; left unchanged
 * @param holders - at least 1; beyond n the part is 1
 * @returns in (0, 1]; NaN where all hold 0
 * @throws {@link InvalidArgumentError} when a value is negative or not finite, there is none, or `holders` is no count
 */
export function topShare(values: Numbers, holders: number): number {
  checkInteger('topShare', 'holders', holders, 1);
  return shareOf(holders, descending('topShare', values));
}

/** The sum of the largest shares. */
function shareOf(holders: number, sorted: Float64Array): number {
  if (holders >= sorted.length && !Number.isNaN(sorted[0])) return 1;
  return Math.min(
    1,
    sorted.subarray(0, holders).reduce((held, share) => held + share, 0),
  );
}

/**
 * The Lorenz curve: entry k is the part of everything that the k holders with the least have, from 0 to 1. Twice the area
 * between it and the straight line is the Gini coefficient.
 *
 * @param values - [n], not negative; left unchanged
 * @returns [n + 1]; NaN beyond the first where all hold 0
 * @throws {@link InvalidArgumentError} when there is no value, one is negative or not finite, or their sum is not
 */
export function lorenzCurve(values: Numbers): Float64Array {
  const ascending = descending('lorenzCurve', values).reverse();
  const curve = new Float64Array(ascending.length + 1);
  for (let k = 0; k < ascending.length; k++) curve[k + 1] = curve[k] + ascending[k];
  if (!Number.isNaN(curve[ascending.length])) curve[ascending.length] = 1;
  return curve;
}

/** The measures of {@link concentration}; null where all hold 0. */
export interface Concentration {
  /** Holders with more than 0. */
  readonly holders: number;
  readonly gini: number | null;
  /** Σ p². */
  readonly herfindahl: number | null;
  /** 1/Σ p². */
  readonly effective: number | null;
  /** The least number of holders with more than half. */
  readonly nakamoto: number | null;
  /** The part of the largest, and of the 10 largest. */
  readonly top1: number | null;
  readonly top10: number | null;
}

/**
 * All measures of the concentration of holdings.
 *
 * @param values - [n], not negative; left unchanged
 * @throws {@link InvalidArgumentError} when there is no value, one is negative or not finite, or their sum is not
 */
export function concentration(values: Numbers): Concentration {
  const shares = descending('concentration', values);
  const holders = shares.filter((share) => share > 0).length;
  if (holders === 0) {
    const none = { gini: null, herfindahl: null, effective: null, nakamoto: null };
    return { holders, ...none, top1: null, top10: null };
  }
  const index = squaredNorm(shares);
  return {
    ...{ holders, gini: gini(shares), herfindahl: index, effective: 1 / index },
    ...{ nakamoto: fewestWith(0.5, shares), top1: shareOf(1, shares), top10: shareOf(10, shares) },
  };
}
