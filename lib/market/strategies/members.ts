import { checkInteger, checkList } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';

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
 * The group as flags, [peers]: 1 for a member.
 *
 * @throws {@link InvalidArgumentError} when the group is empty, or a member is no peer
 */
export function flags(where: string, members: Members, peers: number): Uint8Array {
  checkMembers(where, 'members', members, peers);
  const out = new Uint8Array(peers);
  for (const member of members) out[member] = 1;
  return out;
}

/**
 * The group's {@link flags} in a market of n peers, which a strategy knows at its first block only.
 *
 * @throws {@link InvalidArgumentError} when the group is empty or a member no number of a peer; in a market, when a
 *   member is not among its peers
 */
export function flagsInMarket(where: string, members: Members): (n: number) => Uint8Array {
  checkMembers(where, 'members', members);
  const own = [...members];
  let found = new Uint8Array(0);
  return (n) => {
    if (found.length !== n) found = flags(where, own, n) as typeof found;
    return found;
  };
}
