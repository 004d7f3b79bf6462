import {
  checkList,
  checkNumbers,
  checkObject,
  checkPositive,
  checkVector,
} from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { oneLine } from '../math/show.js';
import { partWithin, squaredNorm } from '../math/rows.js';
import { type LedgerSnapshot } from './state.js';

/** The norm of a shortened change relative to ε, so that it is below ε after rounding. */
const PART_OF_BOUND = 1 - 1e-9;

/**
 * The change ΔW_i that moves a peer's row to `target`, or, where that is further than ε, straight towards it as far as
 * the ledger accepts in one block.
 *
 * @param target - the desired row, [n]; repeated changes reach its projection on the simplex
 * @returns ΔW_i with ‖ΔW_i‖₂ < ε, [n]
 * @throws {@link InvalidArgumentError} when the peer is unknown, or `at` or the target is invalid
 */
export function changeTowards(
  at: Pick<LedgerSnapshot, 'ids' | 'weights' | 'bound'>,
  peer: string,
  target: Float64Array,
): Float64Array {
  const where = 'changeTowards';
  checkObject(where, 'at', at);
  const { ids, weights, bound } = at;
  checkList(where, 'ids', ids);
  checkPositive(where, 'bound', bound);
  const n = ids.length;
  const i = ids.indexOf(peer);
  if (i < 0) throw new InvalidArgumentError(where, 'peer must be on the ledger', oneLine(peer));
  checkVector(where, 'target', target, n);
  checkNumbers(where, 'weights', weights);
  const change = target.map((value, j) => value - weights[i * n + j]);
  checkVector(where, 'target minus weights', change, n);
  const part = partWithin(squaredNorm(change), PART_OF_BOUND * bound);
  return part < 1 ? change.map((value) => part * value) : change;
}
