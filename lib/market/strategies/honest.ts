/*
 * (3)  w_ij = (H_i)_jj / Σ_k (H_i)_kk: a peer posts the significance that it measures, f = 1.
 */
import { defineStrategy } from './strategy.js';

/** Posts significance; a peer that depends on no other weighs all alike. */
export const honest = defineStrategy({
  name: 'honest',
  title: 'honest',
  about: 'the significance that it measures, (3)',
  create:
    () =>
    ({ n, hessians }, peer, row) => {
      let trace = 0;
      for (let j = 0; j < n; j++) {
        row[j] = hessians[(peer * n + j) * n + j];
        trace += row[j];
      }
      for (let j = 0; j < n; j++) row[j] = trace > 0 ? row[j] / trace : 1 / n;
    },
});
