/*
 * The coordinated cabal: every member ascends the group's joint payoff Σ_{g ∈ G} P_g,
 *
 *   ∂(Σ_{g∈G} P_g)/∂w_ij = −(α/τ) s_i (∂L_i/∂z_ij − (1/n) Σ_{g∈G} ∂L_g/∂z_gj) + ∂(Σ_{g∈G} R_g)/∂w_ij
 *
 * since w_ij raises the shift μ_j for all members. With all peers in G this is coordinated descent, with one peer
 * ascent.
 */
import { readParameters } from '../../parameters/index.js';
import { stepRow } from '../step.js';
import { flagsInMarket } from './members.js';
import { defineStrategy, STRATEGY } from './strategy.js';

/** One step a block on the group's joint payoff; the peers that play it should be members. */
export const joint = defineStrategy({
  name: 'joint',
  title: 'coordinated cabal',
  about: "a step a block on its group's joint payoff",
  create: (options) => {
    const { members = [], learningRate, simplex } = readParameters('joint', STRATEGY, options);
    const groupIn = flagsInMarket('joint', members);
    let gradient = new Float64Array(0);
    return (observation, peer, row) => {
      const { n, weights, stake, mechanism, ratio } = observation;
      const group = groupIn(n);
      if (gradient.length !== n) gradient = new Float64Array(n);
      const scale = -ratio * stake[peer];
      gradient.fill(0);
      for (let g = 0; g < n; g++) {
        if (!group[g]) continue;
        const pressure = observation.pressure(g);
        const part = ((g === peer ? 1 : 0) - 1 / n) * scale;
        for (let j = 0; j < n; j++) gradient[j] += part * pressure[g * n + j];
      }
      mechanism.rankGradient(n, weights, stake, peer, group, gradient);
      for (let j = 0; j < n; j++) row[j] = weights[peer * n + j];
      if (!stepRow(row, gradient, learningRate, 0, n, simplex, row)) row.fill(Number.NaN);
    };
  },
});
