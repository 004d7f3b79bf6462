/*
 * The cabal that knows what it does: every member ascends the group's joint payoff Σ_{g ∈ G} P_g,
 *
 *   ∂(Σ_{g∈G} P_g)/∂w_ij = −(α/τ) s_i (∂L_i/∂z_ij − (1/n) Σ_{g∈G} ∂L_g/∂z_gj) + ∂(Σ_{g∈G} R_g)/∂w_ij
 *
 * since w_ij raises the bar μ_j for all members. With everybody in G this is coordinated descent, with one peer ascent.
 */
import { projectRow, renormaliseRow } from '../../math/simplex.js';
import { checkStepOptions, STEP_DEFAULTS } from '../descent.js';
import { type AscentOptions } from './ascent.js';
import { flags, type Members } from './members.js';
import { type Strategy } from './situation.js';

/**
 * One step a block on the group's joint payoff.
 *
 * @param members - peers; whoever plays it should be one of them
 * @throws {@link InvalidArgumentError} when the group or an option is invalid
 */
export function jointAscent(
  members: Members,
  {
    learningRate = STEP_DEFAULTS.learningRate,
    simplex = STEP_DEFAULTS.simplex,
  }: Omit<AscentOptions, 'steps'> = {},
): Strategy {
  checkStepOptions('jointAscent', { learningRate, simplex, ownInput: 'masked' });
  const given = flags('jointAscent', members);
  const toSimplex = simplex === 'project' ? projectRow : renormaliseRow;
  let gradient = new Float64Array(0);
  let group = new Uint8Array(0);
  return (situation, peer, row) => {
    const { n, weights, stake, mechanism, ratio } = situation;
    if (gradient.length !== n) {
      gradient = new Float64Array(n);
      group = new Uint8Array(n);
      group.set(given);
    }
    const scale = -ratio * stake[peer];
    gradient.fill(0);
    for (let g = 0; g < n; g++) {
      if (!group[g]) continue;
      const pressure = situation.pressure(g);
      const part = ((g === peer ? 1 : 0) - 1 / n) * scale;
      for (let j = 0; j < n; j++) gradient[j] += part * pressure[g * n + j];
    }
    mechanism.rankGradient(n, weights, stake, peer, group, gradient);
    for (let j = 0; j < n; j++) row[j] = weights[peer * n + j] + learningRate * gradient[j];
    toSimplex(row, 0, n, row);
  };
}
