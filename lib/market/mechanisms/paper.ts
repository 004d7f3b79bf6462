/*
 * The paper's rule: (5)  R_j = (1/n) Σ_i s_i w_ij, and ∂R_k/∂w_ij = [j = k] s_i/n.
 */
import { rankInto } from '../ranking.js';
import { defineMechanism, type Mechanism } from './mechanism.js';

/** (5) and its gradient. */
export const rankRule: Pick<Mechanism, 'rank' | 'rankGradient'> = {
  rank: rankInto,
  rankGradient: (n, _weights, stake, peer, members, gradient) => {
    const income = stake[peer] / n;
    for (let j = 0; j < n; j++) if (members[j]) gradient[j] += income;
  },
};

/** (5) paid by (6), ‖R‖₂: mints between τ and τ√n a block. */
export const paper = defineMechanism({
  name: 'paper',
  title: 'the paper’s rule',
  about: 'the rank (5), paid by ‖R‖₂ as in (6)',
  norm: 'l2',
  ...rankRule,
});
