/*
 * The cabal: members weigh the other members alike and no other peer.
 */
import { sum } from '../../math/rows.js';
import { readParameters } from '../../parameters/index.js';
import { flagsInMarket } from './members.js';
import { defineStrategy, STRATEGY } from './strategy.js';

/**
 * w_ij = 1/(|G| − 1) for the other members j of the group G; a group of one weighs itself. Members cast no votes for
 * themselves, so a mechanism that ignores these changes nothing. A peer outside the group may play it too, and then
 * weighs the whole group.
 */
export const cabal = defineStrategy({
  name: 'cabal',
  title: 'cabal',
  about: 'all weight for the other members of its group',
  create: (options) => {
    const { members = [] } = readParameters('cabal', STRATEGY, options);
    const groupIn = flagsInMarket('cabal', members);
    return ({ n }, peer, row) => {
      const group = groupIn(n);
      const others = sum(group) - group[peer];
      for (let j = 0; j < n; j++) row[j] = group[j] && j !== peer ? 1 / others : 0;
      if (others === 0) row[peer] = 1;
    };
  },
});
