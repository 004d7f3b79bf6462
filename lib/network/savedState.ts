/*
 * Saved states: their copies, and checks of one that may come from a file or another network.
 */
import { types } from 'node:util';
import { InvalidArgumentError } from '../math/errors.js';
import { oneLine } from '../math/show.js';
import { type SavedState } from './cohort.js';
import { findNotFinite } from './rows.js';

/** A copy of numbers, in an array that serves no more where that has their length: new memory costs more than a copy. */
export function copied(values: Float32Array, spare: Float32Array | undefined): Float32Array {
  if (spare?.length !== values.length) return values.slice();
  spare.set(values);
  return spare;
}

/** Whether a value is arrays by name. */
export function isSaved(part: unknown): part is SavedState {
  return types.isMap(part) && [...part.values()].every((one) => one instanceof Float32Array);
}

/** @throws {@link InvalidArgumentError} unless the arrays are finite, with the names and lengths of `wanted`. */
export function checkSaved(
  where: string,
  name: string,
  part: SavedState,
  wanted: ReadonlyMap<string, { readonly length: number }>,
): void {
  const refuse = (rule: string, found: string): never => {
    throw new InvalidArgumentError(where, `${name} must ${rule}`, found);
  };
  for (const [array, values] of part) {
    const at = findNotFinite(values);
    if (at >= 0) refuse('hold finite numbers', `${values[at]} at ${at} of ${oneLine(array)}`);
  }
  if (part.size !== wanted.size) refuse(`be ${wanted.size} arrays`, String(part.size));
  for (const [array, { length }] of wanted) {
    const found = part.get(array)?.length ?? 'none';
    if (found !== length) refuse(`hold ${length} numbers in ${array}`, String(found));
  }
}
