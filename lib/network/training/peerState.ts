/*
 * The state of one dense peer, taken out of a network's, so that peers in several threads make up one network.
 */
import { type SavedState } from '../cohort.js';
import { type NetworkState } from '../network.js';

const BLOCKS = 'blocks/';

/** The part of a saved state of `members` dense peers that belongs to one of them, copied. */
export function partOf(state: SavedState, member: number, members: number): SavedState {
  const part = new Map<string, Float32Array>();
  for (const [name, values] of state) {
    if (name.startsWith(BLOCKS)) {
      if (name.split('/')[1] === String(member)) part.set(name, values.slice());
      continue;
    }
    const size = values.length / members;
    part.set(name, values.slice(member * size, (member + 1) * size));
  }
  return part;
}

/** The state of a network of dense peers alone, from the part of each. */
export function stateOfParts(parts: readonly SavedState[], round: number): NetworkState {
  const state = new Map<string, Float32Array>();
  for (const [member, part] of parts.entries()) {
    for (const [name, values] of part) {
      if (name.startsWith(BLOCKS)) {
        state.set(name, values);
        continue;
      }
      const all = state.get(name) ?? new Float32Array(values.length * parts.length);
      all.set(values, member * values.length);
      state.set(name, all);
    }
  }
  return { round, parts: [state] };
}
