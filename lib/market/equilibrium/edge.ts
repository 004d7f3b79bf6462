/*
 * §2.1, the trade-off behind (12): a peer that moves weight from its row to itself earns s_i/n a unit, and
 * its loss grows. On the edge from its present row W_i to its own vertex e_i, the others' rows fixed:
 *
 *   w(t) = (1 − t) W_i + t e_i,   t ∈ [0, 1]
 */
import { checkInteger } from '../../math/checks.js';
import { checkMemory } from '../../math/memory.js';
import { integer, readParameters, type OptionsOf } from '../../parameters/index.js';
import { losses } from '../loss.js';
import { checkMarket, checkResult, type Market } from '../market.js';
import { rank } from '../ranking.js';

/** The least bytes of a point: an object of four numbers. */
const POINT_BYTES = 64;

/** The options of {@link payoffAlongEdge}. */
export const EDGE = { points: integer(101, 'Rows, evenly spaced', { least: 2 }) };

/** One row on the edge. */
export type EdgePoint = {
  /** w_ii, from the present value to 1. */
  selfWeight: number;
  /** R_i, in units of stake. */
  income: number;
  /** L_i, in units of the Hessians. */
  loss: number;
  /** P_i = −ratio · L_i + R_i. */
  payoff: number;
};

/**
 * A peer's income, loss and payoff (12) as it moves its weight to itself and the others stay.
 *
 * @param peer - 0 to n − 1
 * @param options.points - evenly spaced, the present row first and self-weight 1 last; at least 2. Default 101.
 * @returns [points]
 * @throws {@link InvalidArgumentError} when the market, the peer or an option is invalid, or a payoff
 *   overflows
 */
export function payoffAlongEdge(
  market: Market,
  peer: number,
  options: OptionsOf<typeof EDGE> = {},
): EdgePoint[] {
  const where = 'payoffAlongEdge';
  const { points } = readParameters(where, EDGE, options);
  checkMarket(where, market);
  checkInteger(where, 'peer', peer, 0, market.peers - 1);
  checkMemory(where, `${points} points`, POINT_BYTES * points);
  const { peers: n, ratio } = market;
  return Array.from({ length: points }, (_, k) => {
    const t = k / (points - 1);
    const weights = market.weights.slice();
    for (let j = 0; j < n; j++) {
      const at = peer * n + j;
      weights[at] = (1 - t) * weights[at] + (j === peer ? t : 0);
    }
    const moved = { ...market, weights };
    const income = rank(moved)[peer];
    const loss = losses(moved)[peer];
    const [payoff] = checkResult(where, Float64Array.of(income - ratio * loss));
    return { selfWeight: weights[peer * n + peer], income, loss, payoff };
  });
}
