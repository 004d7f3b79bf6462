/*
 * The paper's rule: (5)  R_j = (1/n) Σ_i s_i w_ij, and ∂R_k/∂w_ij = [j = k] s_i/n.
 */
import { rankInto } from '../ranking.js';
import { type Mechanism } from './mechanism.js';

const rule: Pick<Mechanism, 'rank' | 'rankGradient'> = {
  rank: rankInto,
  rankGradient: (n, _weights, stake, peer, members, gradient) => {
    const income = stake[peer] / n;
    for (let j = 0; j < n; j++) if (members[j]) gradient[j] += income;
  },
};

/** (5) paid by (6), ‖R‖₂: mints between τ and τ√n a block. */
export const paper: Mechanism = { ...rule, norm: 'l2' };

/** (5) paid by ‖R‖₁: mints τ a block. */
export const l1: Mechanism = { ...rule, norm: 'l1' };
