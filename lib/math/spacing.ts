import { exp, log } from './elementary.js';

/**
 * At most `count` whole numbers from 1 to `last`, evenly spaced on a logarithmic scale; the last alone where count is
 * 1.
 */
export function logSpaced(last: number, count: number): number[] {
  const times = new Set<number>();
  for (let k = 0; k < count;) {
    const time = count === 1 ? last : Math.round(exp((k / (count - 1)) * log(last)));
    times.add(time);
    // Places before the one of time + 1/2 round to this time or less: a large count is no longer work than a list of all.
    const next = ((count - 1) * log(time + 0.5)) / log(last);
    k = Math.max(k + 1, Math.floor(next) - 1);
  }
  return [...times];
}
