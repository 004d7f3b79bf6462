import { sampleIndices } from '../../math/shuffle.js';
import { stepRow } from '../step.js';
import { defineDynamics } from './dynamics.js';

export const sequential = defineDynamics({
  name: 'sequential',
  title: 'one at a time',
  about: 'projection of one row at a time, in random order; a step moves each once',
  start: (weights, { peers: n, rate, stream }) => {
    const live = weights.slice();
    const placed = new Float64Array(n * n);
    return {
      weights: live,
      step: (field) => {
        for (const i of sampleIndices(n, stream)) {
          placed.set(field.row(live, i), i * n);
          stepRow(live, placed, rate, i * n, n, 'project', live);
        }
      },
    };
  },
});
