/*
 * w_j ← w_j e^(η g_j) / Σ_k w_k e^(η g_k):  exponentiated gradient (Kivinen and Warmuth 1997), mirror ascent under the
 * entropy. A weight of 0 stays 0; from rows with all weights above 0 none reaches it in finitely many steps, but for
 * rounding.
 */
import { exp } from '../../math/elementary.js';
import { defineDynamics } from './dynamics.js';

export const exponentiated = defineDynamics({
  name: 'exponentiated',
  title: 'exponentiated',
  about: 'w_ij ← w_ij exp(λ n ∂P_i/∂w_ij), divided by row sums',
  pace: (peers) => peers,
  start: (weights, { peers: n, rate }) => {
    const live = weights.slice();
    return {
      weights: live,
      step: (field) => {
        const gradient = field.all(live);
        for (let row = 0; row < n * n; row += n) {
          let most = -Infinity;
          for (let at = row; at < row + n; at++) {
            if (live[at] > 0 && gradient[at] > most) most = gradient[at];
          }
          let total = 0;
          for (let at = row; at < row + n; at++) {
            // A weight of 0 stays 0, whatever its gradient.
            if (live[at] > 0) live[at] *= exp(rate * (gradient[at] - most));
            total += live[at];
          }
          for (let at = row; at < row + n; at++) live[at] /= total;
        }
      },
    };
  },
});
