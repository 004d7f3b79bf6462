/*
 * Adam (Kingma and Ba 2015) on softmax parameters: every θ moves by about the rate a step, whatever its gradient.
 *
 *   m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²,   θ ← θ + λ (m/(1 − β₁ᵗ)) / (√(v/(1 − β₂ᵗ)) + ε)
 */
import { defineDynamics } from './dynamics.js';
import { ascent, type Rule } from './parametrised.js';
import { SOFTMAX } from './softmax.js';

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

function adaptive(rate: number, size: number): Rule {
  const [mean, square] = [new Float64Array(size), new Float64Array(size)];
  let [decay1, decay2] = [1, 1];
  return (gradient, change) => {
    decay1 *= BETA1;
    decay2 *= BETA2;
    for (let at = 0; at < size; at++) {
      const g = gradient[at];
      mean[at] = BETA1 * mean[at] + (1 - BETA1) * g;
      square[at] = BETA2 * square[at] + (1 - BETA2) * g * g;
      const step = mean[at] / (1 - decay1);
      change[at] = (rate * step) / (Math.sqrt(square[at] / (1 - decay2)) + EPSILON);
    }
  };
}

export const adam = defineDynamics({
  name: 'adam',
  title: 'softmax by Adam',
  about: 'w = softmax(θ), θ moved by Adam with rate λ',
  start: (weights, pace) => ascent(weights, pace, SOFTMAX, adaptive(pace.rate, weights.length)),
});
