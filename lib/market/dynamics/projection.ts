import { stepRow } from '../step.js';
import { defineDynamics, type Motion, type Pace } from './dynamics.js';
import { type SimplexMethod } from '../market.js';

/** W ← Π(W + λ ∂P/∂W), all rows at once, with Π one of the returns to the simplex. */
export function descent(
  weights: Float64Array,
  { peers: n, rate }: Pace,
  simplex: SimplexMethod,
): Motion {
  const live = weights.slice();
  return {
    weights: live,
    step: (field) => {
      const gradient = field.all(live);
      for (let row = 0; row < n * n; row += n) {
        stepRow(live, gradient, rate, row, n, simplex, live);
      }
    },
  };
}

export const projection = defineDynamics({
  name: 'projection',
  title: 'projection',
  about: 'W ← Π(W + λ ∂P/∂W), Π the Euclidean projection of every row',
  start: (weights, pace) => descent(weights, pace, 'project'),
});
