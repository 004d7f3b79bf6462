/*
 * The clip of later networks of this family: κ = 32767/65535, a majority stored in 16 bits, and support of κ suffices.
 *
 *   c_j = max { c : Σ_{i: w_ij ≥ c} s_i ≥ κ Σ_i s_i },   R_j = (1/n) Σ_i s_i min(w_ij, c_j)
 *
 * κ is below ½ by 1/131070, so that half the stake is a majority. A group with half the stake can raise every clip.
 */
import { NETWORK_MAJORITY } from './levels.js';
import { defineClip } from './median.js';

export const medianAtLeast = defineClip(
  {
    name: 'medianAtLeast',
    title: 'median clip, half suffices',
    about: 'each column clipped at the level that half the stake supports, paid by ‖R‖₁',
  },
  { majority: NETWORK_MAJORITY, ties: 'atLeast' },
);
