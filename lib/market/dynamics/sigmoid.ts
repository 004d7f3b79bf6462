import { exp, log } from '../../math/elementary.js';
import { defineDynamics } from './dynamics.js';
import { ascent, plain, type Parametrisation } from './parametrised.js';

/** Weights of a start lie at least this far within (0, 1): the inverse of σ is finite. */
const MARGIN = 1e-9;

/** w_j = σ(θ_j) / Σ_k σ(θ_k). */
export const SIGMOID: Parametrisation = {
  of: (weight) => {
    const value = Math.min(1 - MARGIN, Math.max(MARGIN, weight));
    return log(value / (1 - value));
  },
  row: (theta, start, length, weights, slopes) => {
    const end = start + length;
    let total = 0;
    for (let at = start; at < end; at++) total += weights[at] = 1 / (1 + exp(-theta[at]));
    for (let at = start; at < end; at++) {
      slopes[at] = (weights[at] * (1 - weights[at])) / total;
      weights[at] /= total;
    }
  },
};

export const sigmoid = defineDynamics({
  name: 'sigmoid',
  title: 'sigmoid',
  about: 'w = σ(θ) / Σ σ(θ), θ ← θ + λ n² ∂P/∂θ',
  pace: (peers) => peers * peers,
  start: (weights, pace) => ascent(weights, pace, SIGMOID, plain(pace.rate)),
});
