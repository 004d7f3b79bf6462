/*
 * A mechanism: quadratic funding (Buterin, Hitzig and Weyl 2019). Many peers that give little raise a rank more than one
 * peer that gives much:
 *
 *   R_j = s̄ q_j / Σ_k q_k,   q_j = (Σ_i √(s_i w_ij))²,   s̄ the mean stake
 */
import { defineMechanism } from 'bittensor-workbench';

export const quadratic = defineMechanism({
  name: 'quadratic',
  title: 'quadratic funding',
  about: 'the square of the sum of the roots of what peers give, paid by ‖R‖₁',
  norm: 'l1',
  rank: (n, weights, stake, out) => {
    let [total, held] = [0, 0];
    for (let j = 0; j < n; j++) {
      let roots = 0;
      for (let i = 0; i < n; i++) roots += Math.sqrt(stake[i] * weights[i * n + j]);
      out[j] = roots * roots;
      total += out[j];
      held += stake[j];
    }
    for (let j = 0; j < n; j++) out[j] *= held / n / total;
  },
});
