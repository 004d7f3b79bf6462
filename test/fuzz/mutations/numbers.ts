import { replacing, type Mutation } from './mutation.js';

const VALUES: readonly number[] = [
  ...[Number.NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -0.5, 1.5, 2 ** 31, 2 ** 32, 2 ** 53],
  ...[1e9, 1e15, 1e19, 3e38, 1e154, 1e308, -1e308, 1e-308, 5e-324, 1e-16, Number.MAX_VALUE],
];

/** Numbers in the place of a number. */
export const NUMBERS: readonly Mutation[] = [
  ...VALUES.map((value) => replacing(`is ${Object.is(value, -0) ? '-0' : value}`, () => value)),
  replacing('is negated', (value: number) => -value),
  replacing('is one more', (value: number) => value + 1),
  replacing('is one less', (value: number) => value - 1),
  replacing('is a thousand times as large', (value: number) => 1000 * value),
];

/** The numbers that may ask for more work than a deadline allows, as mutations' names. */
export const LARGE: ReadonlySet<string> = new Set([
  ...VALUES.filter((value) => value > 1000).map((value) => `is ${value}`),
  'is a thousand times as large',
]);
