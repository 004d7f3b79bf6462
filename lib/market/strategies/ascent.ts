/*
 * The paper's peer, (13) and (14): w_i ← Π(w_i + λ ∂P_i/∂w_i), one step a block or several.
 *
 *   ∂P_i/∂w_ij = −(α/τ) s_i (1 − 1/n) ∂L_i/∂z_ij + ∂R_i/∂w_ij
 *
 * with R the mechanism's rank; under (5) this is (15), and one step is a step of competitive descent.
 */
import { readParameters } from '../../parameters/index.js';
import { stepRow } from '../step.js';
import { defineStrategy, STRATEGY } from './strategy.js';

/** Ascends the peer's own payoff from the row that it posted last. */
export const ascent = defineStrategy({
  name: 'ascent',
  title: 'each for itself',
  about: 'a step of competitive descent a block, (13) and (14)',
  create: (options) => {
    const { learningRate, simplex, steps } = readParameters('ascent', STRATEGY, options);
    let gradient = new Float64Array(0);
    let self = new Uint8Array(0);
    return (observation, peer, row) => {
      const { n, weights, stake, mechanism, ratio } = observation;
      if (gradient.length !== n) [gradient, self] = [new Float64Array(n), new Uint8Array(n)];
      const scale = -ratio * stake[peer] * (1 - 1 / n);
      self[peer] = 1;
      for (let j = 0; j < n; j++) row[j] = weights[peer * n + j];
      for (let step = 0; step < steps; step++) {
        const pressure =
          step === 0 ? observation.pressure(peer) : observation.pressureAt(peer, row);
        for (let j = 0; j < n; j++) gradient[j] = scale * pressure[peer * n + j];
        // The rank's gradient is taken at the last block's row, which is exact under (5), where the row does not enter.
        mechanism.rankGradient(n, weights, stake, peer, self, gradient);
        if (!stepRow(row, gradient, learningRate, 0, n, simplex, row)) row.fill(Number.NaN);
      }
      self[peer] = 0;
    };
  },
});
