import { defineStrategy } from './strategy.js';

/** w_ij = 1/n. */
export const uniform = defineStrategy({
  name: 'uniform',
  title: 'uniform',
  about: 'the same weight for all peers',
  create:
    () =>
    ({ n }, _, row) => {
      row.fill(1 / n);
    },
});
