/*
 * The weight copier: the stake-weighted average of what the others posted last,
 *
 *   w_ij = Σ_{k≠i} s_k w_kj / Σ_{k≠i} s_k = (n μ_j − s_i w_ij) / Σ_{k≠i} s_k
 *
 * It measures nothing, and looks like the network's opinion.
 */
import { type Strategy } from './situation.js';

/** Posts the others' average row; uniform where nobody else holds stake. */
export const copyAverage: Strategy = (situation, peer, row) => {
  const { n, weights, stake } = situation;
  let others = 0;
  for (let k = 0; k < n; k++) if (k !== peer) others += stake[k];
  row.fill(others > 0 ? 0 : 1 / n);
  if (!(others > 0)) return;
  for (let k = 0; k < n; k++) {
    if (k === peer) continue;
    const part = stake[k] / others;
    for (let j = 0; j < n; j++) row[j] += part * weights[k * n + j];
  }
};
