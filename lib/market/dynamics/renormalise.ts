import { defineDynamics } from './dynamics.js';
import { descent } from './projection.js';

export const renormalise = defineDynamics({
  name: 'renormalise',
  title: 'clip and divide',
  about: 'W + λ ∂P/∂W, clipped at 0 and divided by row sums: its fixed points are no equilibria',
  start: (weights, pace) => descent(weights, pace, 'renormalise'),
});
