/*
 * (3)  w_ij = (H_i)_jj / Σ_k (H_i)_kk: a peer posts the significance that it measures, f = 1.
 */
import { normalise } from '../../math/rows.js';
import { defineStrategy } from './strategy.js';

/** Posts significance; a peer that depends on no other posts a uniform row. */
export const honest = defineStrategy({
  name: 'honest',
  title: 'honest',
  about: 'the significance that it measures, (3)',
  create:
    () =>
    ({ n, hessians }, peer, row) => {
      for (let j = 0; j < n; j++) row[j] = hessians[(peer * n + j) * n + j];
      normalise(row);
    },
});
