import assert from 'node:assert/strict';

/** The columns of `row` that `columns` has, for a row with further ones. */
export function columnsOf(row: object, columns: object): Record<string, unknown> {
  const found = row as Record<string, unknown>;
  return Object.fromEntries(Object.keys(columns).map((name) => [name, found[name]]));
}

/** The largest absolute value. */
export function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let at = 0; at < values.length; at++) most = Math.max(most, Math.abs(values[at]));
  return most;
}

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values[at];
  return total;
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let at = 0; at < a.length; at++) total += a[at] * b[at];
  return total;
}

/** max |a − b|; the lengths must agree, and NaN counts as an infinite difference. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.equal(a.length, b.length);
  let most = 0;
  for (let at = 0; at < a.length; at++) {
    const difference = a[at] === b[at] ? 0 : Math.abs(a[at] - b[at]);
    most = Number.isNaN(difference) ? Infinity : Math.max(most, difference);
  }
  return most;
}

/** max |actual − expected| ≤ relative · max |expected|. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  relative: number,
  label = 'values',
): void {
  const [off, allowed] = [distance(actual, expected), relative * largest(expected)];
  assert.ok(off <= allowed, `${label}: off by ${off}, allowed ${allowed}`);
}

/** |actual_k − expected_k| ≤ relative · |expected_k| for every k. */
export function assertEachClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  relative: number,
  label = 'values',
): void {
  assert.equal(actual.length, expected.length);
  for (let at = 0; at < expected.length; at++) {
    assertClose([actual[at]], [expected[at]], relative, `${label}[${at}]`);
  }
}

/** Every row is non-negative and sums to 1 within `rounding`. */
export function assertOnSimplex(weights: Float64Array, columns: number, rounding = 1e-14): void {
  for (let start = 0; start < weights.length; start += columns) {
    const row = weights.subarray(start, start + columns);
    assert.ok(
      row.every((value) => value >= 0),
      `negative in row ${start / columns}`,
    );
    assert.ok(Math.abs(sum(row) - 1) <= rounding, `row ${start / columns} sums to ${sum(row)}`);
  }
}

/** |actual − expected| ≤ within. */
export function assertNear(actual: number, expected: number, within: number): void {
  const off = Math.abs(actual - expected);
  assert.ok(off <= within, `${actual} is off ${expected} by ${off}, allowed ${within}`);
}
