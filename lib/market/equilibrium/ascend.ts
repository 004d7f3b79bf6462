/*
 * Local maxima on the probability simplex: the spectral projected gradient method of Birgin, Martínez
 * and Raydan (SIAM J. Optim. 10, 2000) with a monotone line search.
 */
import { largestSize } from '../../math/rows.js';
import { stepRows } from '../step.js';

/** A smooth function on the simplex: its value, its gradient written to `gradient`. */
export type Objective = (w: Float64Array, gradient: Float64Array) => number;

export interface LocalMaximum {
  readonly point: Float64Array;
  readonly value: number;
}

const SUFFICIENT_INCREASE = 1e-4;
const STEP_RANGE = [1e-6, 1e6] as const;

/**
 * Ascends from `start` until max |Π(w + g) − w| < tolerance, the line search stalls at rounding, a
 * gradient overflows, or `maxSteps` are taken.
 *
 * @param options.columns - for several rows one after another, each on its own simplex. Default: a single row
 */
export function ascendOnSimplex(
  objective: Objective,
  start: Float64Array,
  {
    tolerance,
    maxSteps,
    columns = start.length,
  }: { tolerance: number; maxSteps: number; columns?: number },
): LocalMaximum {
  const n = start.length;
  let point: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(n);
  let trial: Float64Array = new Float64Array(n);
  let trialGradient: Float64Array = new Float64Array(n);
  const direction = new Float64Array(n);
  let value = objective(point, gradient);
  let step = 1 / Math.max(largestSize(gradient), 1e-12);
  for (let taken = 0; taken < maxSteps; taken++) {
    const move = projectedMove(point, gradient, 1, columns, direction);
    if (move < tolerance || Number.isNaN(move)) break;
    projectedMove(point, gradient, step, columns, direction);
    let slope = 0;
    for (let j = 0; j < n; j++) slope += gradient[j] * direction[j];
    let length = 1;
    let trialValue: number;
    for (;;) {
      for (let j = 0; j < n; j++) trial[j] = point[j] + length * direction[j];
      trialValue = objective(trial, trialGradient);
      if (trialValue >= value + SUFFICIENT_INCREASE * length * slope) break;
      length /= 2;
      if (length < 1e-12) return { point, value };
    }
    let moved = 0;
    let curvature = 0;
    for (let j = 0; j < n; j++) {
      const change = trial[j] - point[j];
      moved += change * change;
      curvature -= change * (trialGradient[j] - gradient[j]);
    }
    step =
      curvature > 0
        ? Math.min(STEP_RANGE[1], Math.max(STEP_RANGE[0], moved / curvature))
        : STEP_RANGE[1];
    [point, trial] = [trial, point];
    [gradient, trialGradient] = [trialGradient, gradient];
    value = trialValue;
  }
  return { point, value };
}

/** Π(w + step · g) − w, written to `out`; returns its largest size, NaN where w + step · g overflows. */
function projectedMove(
  point: Float64Array,
  gradient: Float64Array,
  step: number,
  columns: number,
  out: Float64Array,
): number {
  if (!stepRows(point, gradient, step, columns, out)) return Number.NaN;
  for (let j = 0; j < out.length; j++) out[j] -= point[j];
  return largestSize(out);
}
