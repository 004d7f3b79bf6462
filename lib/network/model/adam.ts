/*
 * Adam (Kingma and Ba 2015), on plain arrays:
 *
 *   m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²,   θ ← θ − η m̂ / (√v̂ + ε)
 *
 * with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ). On the host, since peers of one stack step at different times.
 */

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;

/** The parts of one layer that a step reads and writes. */
export interface AdamState {
  readonly values: Float32Array;
  /** g; cleared by the step. */
  readonly gradient: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** Step number `step`, from 1, on the numbers from `start` to `end`. */
export function adamStep(
  { values, gradient, first, second }: AdamState,
  start: number,
  end: number,
  step: number,
  learningRate: number,
): void {
  const scale = learningRate / (1 - BETA1 ** step);
  const correction = 1 / (1 - BETA2 ** step);
  for (let at = start; at < end; at++) {
    const g = gradient[at];
    const m = BETA1 * first[at] + (1 - BETA1) * g;
    const v = BETA2 * second[at] + (1 - BETA2) * g * g;
    first[at] = m;
    second[at] = v;
    values[at] -= (scale * m) / (Math.sqrt(v * correction) + EPSILON);
    gradient[at] = 0;
  }
}
