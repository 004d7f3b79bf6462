/**
 * At most `count` whole numbers from 1 to `last`, evenly spaced on a logarithmic scale; the last alone where count is
 * 1.
 */
export function logSpaced(last: number, count: number): number[] {
  const times = Array.from({ length: count }, (_, k) =>
    Math.round(last ** (count === 1 ? 1 : k / (count - 1))),
  );
  return [...new Set(times)];
}
