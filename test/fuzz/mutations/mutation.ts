import { type RandomStream } from '../../../lib/math/index.js';
import { type Place } from '../place.js';

/** A change of one place of a call's arguments. */
export interface Mutation {
  /** The change in words, after the place: `[0].stake` `is null`. */
  readonly name: string;
  readonly apply: (place: Place, stream: RandomStream) => void;
}

/** A change of a place, by name. */
export function changing(name: string, apply: Mutation['apply']): Mutation {
  return { name, apply };
}

/** The mutation that puts a value in the place of another; the family that it is in says of which kind. */
export function replacing(
  name: string,
  replace: (value: never, stream: RandomStream) => unknown,
): Mutation {
  return changing(name, ({ container, key }, stream) => {
    container[key] = replace(container[key] as never, stream);
  });
}
