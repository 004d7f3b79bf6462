import { defineDynamics } from './dynamics.js';
import { ascent, plain, type Parametrisation } from './parametrised.js';

/** w_j = θ_j / Σ_k θ_k with θ ≥ 0; a row of zeros is uniform. */
export const CLIP: Parametrisation = {
  of: (weight) => weight,
  least: 0,
  row: (theta, start, length, weights, slopes) => {
    const end = start + length;
    let total = 0;
    for (let at = start; at < end; at++) total += theta[at];
    for (let at = start; at < end; at++) {
      weights[at] = total > 0 ? theta[at] / total : 1 / length;
      slopes[at] = total > 0 ? 1 / total : 1;
    }
  },
};

export const clip = defineDynamics({
  name: 'clip',
  title: 'clip inside',
  about: 'w = θ / Σ θ, θ ← max(0, θ + λ ∂P/∂θ): the gradient passes through the division',
  start: (weights, pace) => ascent(weights, pace, CLIP, plain(pace.rate)),
});
