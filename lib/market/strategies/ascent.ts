/*
 * The paper's peer, (13) and (14): w_i ← Π(w_i + λ ∂P_i/∂w_i), one step a block or several.
 *
 *   ∂P_i/∂w_ij = −(α/τ) s_i (1 − 1/n) ∂L_i/∂z_ij + ∂R_i/∂w_ij
 *
 * with R as the mechanism ranks; under (5) that is (15), and one step is competitive descent's.
 */
import { checkInteger } from '../../math/checks.js';
import { projectRow, renormaliseRow } from '../../math/simplex.js';
import { checkStepOptions, STEP_DEFAULTS, type StepOptions } from '../descent.js';
import { type Strategy } from './situation.js';

export interface AscentOptions extends Pick<StepOptions, 'learningRate' | 'simplex'> {
  /** Steps a block, the others standing still: many of them are a best response. Default 1. */
  steps?: number;
}

/**
 * Ascends the peer's own payoff from the row that it posted last.
 *
 * @throws {@link InvalidArgumentError} when an option is out of range
 */
export function ascent({
  learningRate = STEP_DEFAULTS.learningRate,
  simplex = STEP_DEFAULTS.simplex,
  steps = 1,
}: AscentOptions = {}): Strategy {
  checkStepOptions('ascent', { learningRate, simplex, ownInput: 'masked' });
  checkInteger('ascent', 'steps', steps, 1);
  const toSimplex = simplex === 'project' ? projectRow : renormaliseRow;
  let gradient = new Float64Array(0);
  let self = new Uint8Array(0);
  return (situation, peer, row) => {
    const { n, weights, stake, mechanism, ratio } = situation;
    if (gradient.length !== n) [gradient, self] = [new Float64Array(n), new Uint8Array(n)];
    const scale = -ratio * stake[peer] * (1 - 1 / n);
    self[peer] = 1;
    for (let j = 0; j < n; j++) row[j] = weights[peer * n + j];
    for (let step = 0; step < steps; step++) {
      const pressure = step === 0 ? situation.pressure(peer) : situation.pressureAt(peer, row);
      for (let j = 0; j < n; j++) gradient[j] = scale * pressure[peer * n + j];
      // Slopes of rank are those at the last block's row: exact under (5), where they do not depend on it.
      mechanism.rankGradient(n, weights, stake, peer, self, gradient);
      for (let j = 0; j < n; j++) row[j] += learningRate * gradient[j];
      toSimplex(row, 0, n, row);
    }
    self[peer] = 0;
  };
}
