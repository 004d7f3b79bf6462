import { checkInteger, checkList } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { checkMemory } from '../../math/memory.js';
import { largest } from '../../math/rows.js';

/** A group of peers, by their numbers. */
export type Members = readonly number[];

/** @throws {@link InvalidArgumentError} unless `members` are a list of at least one peer, below `peers` where given. */
export function checkMembers(
  where: string,
  name: string,
  members: unknown,
  peers?: number,
): asserts members is Members {
  checkList(where, name, members);
  if (members.length === 0)
    throw new InvalidArgumentError(where, `${name} must be at least one peer`, 'none');
  for (const member of members) {
    checkInteger(where, name, member, 0, peers === undefined ? undefined : peers - 1);
  }
}

/**
 * The group as flags, [largest member + 1]: 1 for a member.
 *
 * @throws {@link InvalidArgumentError} when the group is empty, or a member is no peer
 */
export function flags(where: string, members: Members, peers?: number): Uint8Array {
  checkMembers(where, 'members', members, peers);
  const size = peers ?? largest(members) + 1;
  checkMemory(where, `a group of peers below ${size}`, size);
  const out = new Uint8Array(size);
  for (const member of members) out[member] = 1;
  return out;
}
