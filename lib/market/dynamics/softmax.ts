import { exp, log } from '../../math/elementary.js';
import { defineDynamics } from './dynamics.js';
import { ascent, plain, type Parametrisation } from './parametrised.js';

/** The smallest weight that a start can have: a logarithm is finite. */
const SMALLEST = 1e-12;

/** w_j = e^θ_j / Σ_k e^θ_k. */
export const SOFTMAX: Parametrisation = {
  of: (weight) => log(Math.max(weight, SMALLEST)),
  row: (theta, start, length, weights, slopes) => {
    const end = start + length;
    let most = theta[start];
    for (let at = start; at < end; at++) most = Math.max(most, theta[at]);
    let total = 0;
    for (let at = start; at < end; at++) total += weights[at] = exp(theta[at] - most);
    for (let at = start; at < end; at++) slopes[at] = weights[at] /= total;
  },
};

export const softmax = defineDynamics({
  name: 'softmax',
  title: 'softmax',
  about: 'w = softmax(θ), θ ← θ + λ n² ∂P/∂θ',
  pace: (peers) => peers * peers,
  start: (weights, pace) => ascent(weights, pace, SOFTMAX, plain(pace.rate)),
});
