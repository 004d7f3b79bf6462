/*
 * Rows that look at nothing: all for oneself, the same for everybody, or as given.
 */
import { checkInteger } from '../../math/checks.js';
import { checkWeights } from '../market.js';
import { type Strategy } from './situation.js';

/** w_ii = 1. */
export const selfWeight: Strategy = (_, peer, row) => {
  row.fill(0);
  row[peer] = 1;
};

/** w_ij = 1/n. */
export const uniform: Strategy = ({ n }, _, row) => {
  row.fill(1 / n);
};

/**
 * Always posts the peer's row of these weights.
 *
 * @param weights - [n, n], rows on the simplex; copied
 * @throws {@link InvalidArgumentError} when the weights are invalid
 */
export function fixedRows(weights: Float64Array): Strategy {
  const n = Math.sqrt(weights.length);
  checkInteger('fixedRows', 'peers', n, 1);
  checkWeights('fixedRows', n, weights);
  const kept = weights.slice();
  return (_, peer, row) => {
    row.set(kept.subarray(peer * n, (peer + 1) * n));
  };
}
