import { checkNonNegative, checkNumbers } from './checks.js';
import { InvalidArgumentError } from './errors.js';

/**
 * The Gini coefficient of n holdings: Σ_ij |x_i − x_j| / (2 n Σ_i x_i); 0 where all hold the same, 1 − 1/n where one
 * holds everything.
 *
 * @param values - [n], not negative; left unchanged
 * @returns in [0, 1 − 1/n]; NaN where all hold 0
 * @throws {@link InvalidArgumentError} when there is no value, one is negative or not finite, or their sum is not
 */
export function gini(values: ArrayLike<number>): number {
  checkNumbers('gini', 'values', values);
  const n = values.length;
  if (n === 0)
    throw new InvalidArgumentError('gini', 'values must have at least one number', 'none');
  const sorted = Float64Array.from(values).sort();
  let [total, ranked] = [0, 0];
  for (const [place, value] of sorted.entries()) {
    checkNonNegative('gini', 'values', value);
    total += value;
    // Among sorted values Σ_ij |x_i − x_j| = 2 Σ_k (2k − n + 1) x_k.
    ranked += (2 * place - n + 1) * value;
  }
  if (!Number.isFinite(n * total)) {
    throw new InvalidArgumentError('gini', 'values must have a finite sum', String(n * total));
  }
  return total > 0 ? ranked / (n * total) : Number.NaN;
}
