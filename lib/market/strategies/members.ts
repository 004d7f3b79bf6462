import { checkInteger } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';

/** A group of peers, by their numbers. */
export type Members = readonly number[];

/**
 * The group as flags, [largest member + 1]: 1 for a member.
 *
 * @throws {@link InvalidArgumentError} when the group is empty, or a member is no peer
 */
export function flags(where: string, members: Members, peers?: number): Uint8Array {
  if (members.length === 0)
    throw new InvalidArgumentError(where, 'members must be at least one peer', 'none');
  for (const member of members) {
    checkInteger(where, 'members', member, 0, peers === undefined ? undefined : peers - 1);
  }
  const out = new Uint8Array(peers ?? Math.max(...members) + 1);
  for (const member of members) out[member] = 1;
  return out;
}
