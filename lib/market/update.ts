/*
 * Changes of weights that keep the ledger's rules (§1.3): rows on the simplex, and a bounded change a block.
 *
 *   setWeight      w_ij = v, the rest of row i in its old proportions
 *   boundedUpdate  W_i ← W_i + ΔW_i · min(1, ε/‖ΔW_i‖₂), so that ‖W_i⁺ − W_i‖₂ ≤ ε;  between two points of the simplex
 *
 * The paper bounds ‖W_i‖₂ < ε, which no row that sums to 1 can satisfy for small ε (‖W_i‖₂ ≥ 1/√n): the bound is read
 * as one on the change.
 */
import { checkInteger, checkPositive } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { partWithin, rowIn, sum } from '../math/rows.js';
import { integer, nonNegative, readParameters, required } from '../parameters/index.js';
import { checkWeights, peersOf, type Market } from './market.js';

/** The options of {@link setWeight}. */
export const CHANGE = {
  from: required(integer(0, 'The peer i of the row', { least: 0 })),
  to: required(integer(0, 'The peer j that is weighed', { least: 0 })),
  weight: required(nonNegative(0, 'The weight', { symbol: 'w_ij' })),
};

/**
 * The weights with w_ij set to `weight`, the rest of row i in its old proportions (equal, if w_ij was 1).
 *
 * @returns [n, n]
 * @throws {@link InvalidArgumentError} when the weights are invalid, a peer does not exist, the weight is not in
 * [0, 1], or the row has a single weight and it is not 1
 */
export function setWeight(
  market: Pick<Market, 'peers' | 'weights'>,
  change: { from: number; to: number; weight: number },
): Float64Array {
  const where = 'setWeight';
  const { from, to, weight } = readParameters(where, CHANGE, change);
  const n = peersOf(where, market);
  const { weights } = market;
  checkWeights(where, n, weights);
  checkInteger(where, 'from', from, 0, n - 1);
  checkInteger(where, 'to', to, 0, n - 1);
  const least = n === 1 ? 1 : 0;
  if (weight > 1 || weight < least) {
    throw new InvalidArgumentError(where, `weight must lie in [${least}, 1]`, String(weight));
  }
  const out = weights.slice();
  const row = rowIn(out, n, from);
  row[to] = 0;
  const others = sum(row);
  for (let j = 0; j < n; j++) row[j] = (1 - weight) * (others > 0 ? row[j] / others : 1 / (n - 1));
  row[to] = weight;
  return out;
}

/**
 * One block's change of the weights towards a proposal, each row by at most `bound` in ‖·‖₂.
 *
 * @param proposal - [n, n], rows on the simplex
 * @param bound - ε of §1.3, above 0
 * @returns [n, n], rows on the simplex
 * @throws {@link InvalidArgumentError} when weights, proposal or bound are invalid
 */
export function boundedUpdate(
  market: Pick<Market, 'peers' | 'weights'>,
  proposal: Float64Array,
  bound: number,
): Float64Array {
  const where = 'boundedUpdate';
  const n = peersOf(where, market);
  const { weights } = market;
  checkWeights(where, n, weights);
  checkWeights(where, n, proposal);
  checkPositive(where, 'bound', bound);
  const out = weights.slice();
  for (let row = 0; row < n * n; row += n) {
    let square = 0;
    for (let at = row; at < row + n; at++) square += (proposal[at] - weights[at]) ** 2;
    const part = partWithin(square, bound);
    if (!(part < 1)) out.set(proposal.subarray(row, row + n), row);
    else for (let at = row; at < row + n; at++) out[at] += part * (proposal[at] - weights[at]);
  }
  return out;
}
