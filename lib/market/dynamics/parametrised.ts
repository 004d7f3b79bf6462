/*
 * Rows as functions of free parameters, w_j = φ(θ_j) / Σ_k φ(θ_k), so that the objective holds them on the simplex and
 * the ascent is plain:
 *
 *   ∂P/∂θ_j = (φ'(θ_j) / Σ_k φ(θ_k)) (∂P/∂w_j − Σ_k w_k ∂P/∂w_k)
 */
import { type Field, type Motion, type Pace } from './dynamics.js';

/** One parametrisation of a row. */
export interface Parametrisation {
  /** θ of a weight. */
  readonly of: (weight: number) => number;
  /** Writes w and φ'(θ)/Σφ of the row that begins at `start`. */
  readonly row: (
    theta: Float64Array,
    start: number,
    length: number,
    weights: Float64Array,
    slopes: Float64Array,
  ) => void;
  /** The least θ, to which a step is clipped. Default: none. */
  readonly least?: number;
}

/** ∂P/∂θ moved by: writes the change of θ, [n, n]. */
export type Rule = (gradient: Float64Array, change: Float64Array) => void;

/** θ ← θ + λ ∂P/∂θ. */
export const plain =
  (rate: number): Rule =>
  (gradient, change) => {
    for (let at = 0; at < gradient.length; at++) change[at] = rate * gradient[at];
  };

/** A run that moves the parameters of all rows at once. */
export function ascent(
  weights: Float64Array,
  { peers: n }: Pace,
  { of, row, least = -Infinity }: Parametrisation,
  rule: Rule,
): Motion {
  const theta = weights.map(of);
  const live = weights.slice();
  const slopes = new Float64Array(n * n);
  const gradient = new Float64Array(n * n);
  const change = new Float64Array(n * n);
  const update = (): void => {
    for (let start = 0; start < n * n; start += n) row(theta, start, n, live, slopes);
  };
  update();
  return {
    weights: live,
    step: (field: Field) => {
      const own = field.all(live);
      for (let start = 0; start < n * n; start += n) {
        let mean = 0;
        for (let at = start; at < start + n; at++) mean += live[at] * own[at];
        for (let at = start; at < start + n; at++) gradient[at] = slopes[at] * (own[at] - mean);
      }
      rule(gradient, change);
      for (let at = 0; at < theta.length; at++) {
        theta[at] = Math.max(least, theta[at] + change[at]);
      }
      update();
    },
  };
}
