/**
 * At most `count` whole numbers from 1 to `last`, evenly spaced on a logarithmic scale; the last alone where count is
 * 1.
 */
export function logSpaced(last: number, count: number): number[] {
  const times = new Set<number>();
  for (let k = 0; k < count;) {
    const time = Math.round(last ** (count === 1 ? 1 : k / (count - 1)));
    times.add(time);
    // Places before the one of time + 1/2 round to this time or less: a large count is no longer work than a list of all.
    const next = ((count - 1) * Math.log(time + 0.5)) / Math.log(last);
    k = Math.max(k + 1, Math.floor(next) - 1);
  }
  return [...times];
}
