/*
 * Checked arrays and markets, so that the second check is O(1). Only arrays that the library made or copied are
 * remembered: a caller's array is checked at every call.
 */

/** For each kind of array, the number of peers for which it was checked. */
const arrays = {
  weights: new WeakMap<Float64Array, number>(),
  stake: new WeakMap<Float64Array, number>(),
  hessians: new WeakMap<Float64Array, number>(),
  anchor: new WeakMap<Float64Array, number>(),
};
/** Marks a parsed market; a spread does not copy it. */
const PARSED = Symbol('parsed');

/** Whether the array was checked as this field of a market of n peers. */
export function isTrusted(field: keyof typeof arrays, n: number, values: Float64Array): boolean {
  return arrays[field].get(values) === n;
}

/** Marks an array made by the library as checked for this field of a market of n peers. */
export function trust(field: keyof typeof arrays, n: number, values: Float64Array): Float64Array {
  arrays[field].set(values, n);
  return values;
}

/** Whether the whole market was checked. */
export function isParsed(market: unknown): boolean {
  return typeof market === 'object' && market !== null && PARSED in market;
}

/** Freezes a market whose fields are all checked, and marks it as checked. */
export function parsed<M extends object>(market: M): Readonly<M> {
  return Object.freeze(Object.defineProperty(market, PARSED, { value: true }));
}
