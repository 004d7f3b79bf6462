/*
 * The weight copier: the stake-weighted average of the other peers' last rows,
 *
 *   w_ij = Σ_{k≠i} s_k w_kj / Σ_{k≠i} s_k = (n μ_j − s_i w_ij) / Σ_{k≠i} s_k
 *
 * It measures no significance, and its row resembles the consensus.
 */
import { defineStrategy } from './strategy.js';

/** Posts the average row of the other peers; uniform where no other peer holds stake. */
export const copy = defineStrategy({
  name: 'copy',
  title: 'weight copiers',
  about: 'the stake-weighted average of the rows that the others posted last',
  create: () => (observation, peer, row) => {
    const { n, weights, stake } = observation;
    let others = 0;
    for (let k = 0; k < n; k++) if (k !== peer) others += stake[k];
    row.fill(others > 0 ? 0 : 1 / n);
    if (!(others > 0)) return;
    for (let k = 0; k < n; k++) {
      if (k === peer) continue;
      const part = stake[k] / others;
      for (let j = 0; j < n; j++) row[j] += part * weights[k * n + j];
    }
  },
});
