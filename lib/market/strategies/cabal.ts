/*
 * The cabal: members weigh the other members alike and nobody else.
 */
import { flags, type Members } from './members.js';
import { type Strategy } from './situation.js';

/**
 * w_ij = 1/(|G| − 1) for the other members j of the group G; a group of one weighs itself. No self-vote is needed, so
 * that ignoring those changes nothing.
 *
 * @param members - peers; one who is not a member may play it too, and serves the whole group
 * @throws {@link InvalidArgumentError} when nobody is a member, or a member is no peer
 */
export function cabal(members: Members): Strategy {
  const group = flags('cabal', members);
  const size = group.reduce((sum, flag) => sum + flag, 0);
  return ({ n }, peer, row) => {
    const others = size - (group[peer] ?? 0);
    for (let j = 0; j < n; j++) row[j] = group[j] && j !== peer ? 1 / others : 0;
    if (others === 0) row[peer] = 1;
  };
}
