/*
 * The probability simplex Δ = { w : w_j ≥ 0, Σ_j w_j = 1 }, the set of rows of the weights.
 *
 *   Π(v) = argmin_{w ∈ Δ} ‖w − v‖₂ = max(v − θ, 0),   θ such that Σ_j max(v_j − θ, 0) = 1
 *
 * θ is found by Michelot's active set method (J. Optim. Theory Appl. 50, 1986): start from all
 * coordinates, drop those at or below the threshold, repeat. It ends after at most n rounds at the
 * projection of Duchi et al. (ICML 2008), without sorting.
 */
import { checkVector, show } from './checks.js';
import { InvalidArgumentError } from './errors.js';

/** Π of `values[offset … offset + length)`, written to the same place of `out`, which may be `values`. */
export function projectRow(
  values: Float64Array,
  offset: number,
  length: number,
  out: Float64Array,
): void {
  const end = offset + length;
  let most = values[offset];
  for (let at = offset + 1; at < end; at++) if (values[at] > most) most = values[at];
  // Measured from the largest coordinate θ lies in [−1, 0), so that no size of v costs precision.
  let sum = 0;
  for (let at = offset; at < end; at++) sum += values[at] - most;
  // The bound −1 matters where the sum overflows: every coordinate further below is dropped in any case.
  let threshold = Math.max(-1, (sum - 1) / length);
  for (let active = length; ;) {
    let kept = 0;
    sum = 0;
    for (let at = offset; at < end; at++) {
      const value = values[at] - most;
      if (value > threshold) {
        sum += value;
        kept++;
      }
    }
    threshold = (sum - 1) / kept;
    // A larger count is the rounding of a coordinate at the threshold, where either set is right.
    if (kept >= active) break;
    active = kept;
  }
  for (let at = offset; at < end; at++) {
    const value = values[at] - most - threshold;
    out[at] = value > 0 ? value : 0;
  }
}

/** max(v, 0) / Σ max(v, 0) of one row, written to `out`; a row without positive part becomes uniform. */
export function renormaliseRow(
  values: Float64Array,
  offset: number,
  length: number,
  out: Float64Array,
): void {
  const end = offset + length;
  let scale = 1;
  let sum = positiveSum(values, offset, end, scale);
  if (sum === Infinity) {
    scale = 2 * length;
    sum = positiveSum(values, offset, end, scale);
  }
  for (let at = offset; at < end; at++) {
    out[at] = sum > 0 ? (values[at] > 0 ? values[at] / scale / sum : 0) : 1 / length;
  }
}

function positiveSum(values: Float64Array, start: number, end: number, scale: number): number {
  let sum = 0;
  for (let at = start; at < end; at++) sum += values[at] > 0 ? values[at] / scale : 0;
  return sum;
}

/**
 * Euclidean projection of a vector on the probability simplex (Duchi et al. 2008, figure 1).
 *
 * @param values - the vector, [n] with n ≥ 1; left unchanged
 * @returns Π(values), [n]
 * @throws {@link InvalidArgumentError} when `values` is empty or not finite
 */
export function projectOnSimplex(values: Float64Array): Float64Array {
  checkNonEmpty('projectOnSimplex', values);
  const out = new Float64Array(values.length);
  projectRow(values, 0, values.length, out);
  return out;
}

/**
 * Negative coordinates set to zero, the rest divided by their sum; uniform where no coordinate is positive.
 *
 * @param values - the vector, [n] with n ≥ 1; left unchanged
 * @returns a point of the simplex, [n]
 * @throws {@link InvalidArgumentError} when `values` is empty or not finite
 */
export function renormaliseOnSimplex(values: Float64Array): Float64Array {
  checkNonEmpty('renormaliseOnSimplex', values);
  const out = new Float64Array(values.length);
  renormaliseRow(values, 0, values.length, out);
  return out;
}

function checkNonEmpty(where: string, values: Float64Array): void {
  if (!(values instanceof Float64Array)) {
    throw new InvalidArgumentError(where, 'values must be a Float64Array', show(values));
  }
  checkVector(where, 'values', values, values.length);
  if (values.length === 0) {
    throw new InvalidArgumentError(where, 'values must have at least one number', 'none');
  }
}
