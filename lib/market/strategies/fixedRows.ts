import { checkInteger, checkNumbers } from '../../math/checks.js';
import { checkWeights } from '../market.js';
import { type Strategy } from './strategy.js';

/**
 * Always posts the peer's row of these weights.
 *
 * @param weights - [n, n], rows on the simplex; copied
 * @throws {@link InvalidArgumentError} when the weights are invalid
 */
export function fixedRows(weights: Float64Array): Strategy {
  checkNumbers('fixedRows', 'weights', weights);
  const n = Math.sqrt(weights.length);
  checkInteger('fixedRows', 'peers', n, 1);
  checkWeights('fixedRows', n, weights);
  const kept = weights.slice();
  return (_, peer, row) => {
    row.set(kept.subarray(peer * n, (peer + 1) * n));
  };
}
