/*
 * (3)  w_ij = (H_i)_jj / Σ_k (H_i)_kk: a peer posts the significance that it measures, f = 1.
 */
import { type Strategy } from './situation.js';

/** Posts significance; a peer that depends on nobody weighs everybody alike. */
export const honest: Strategy = ({ n, hessians }, peer, row) => {
  let trace = 0;
  for (let j = 0; j < n; j++) {
    row[j] = hessians[(peer * n + j) * n + j];
    trace += row[j];
  }
  for (let j = 0; j < n; j++) row[j] = trace > 0 ? row[j] / trace : 1 / n;
};
