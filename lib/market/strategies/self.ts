import { defineStrategy } from './strategy.js';

/** w_ii = 1. */
export const self = defineStrategy({
  name: 'self',
  title: 'self-weight',
  about: 'all weight for itself',
  create: () => (_, peer, row) => {
    row.fill(0);
    row[peer] = 1;
  },
});
