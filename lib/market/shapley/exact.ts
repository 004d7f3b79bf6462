/*
 * φ_i = Σ_{A ∌ i} |A|! (n − |A| − 1)! / n! · (v(A ∪ i) − v(A)),   over all 2ⁿ coalitions (Shapley 1953)
 */
import { checkFunction, checkInteger } from '../../math/checks.js';
import { readParameters } from '../../parameters/index.js';
import {
  Coalitions,
  EVALUATION,
  type CoalitionWorth,
  type EvaluationOptions,
} from './coalition.js';

/** More players have more than 4,096 coalitions. */
export const MOST_PLAYERS = 12;

/**
 * The Shapley value of a game by enumeration of all 2ⁿ coalitions, each evaluated once, in ascending order of the bits
 * of its members.
 *
 * @param players - n, from 1 to 12
 * @param worth - v(A), at most 1e150 in size; a promise is awaited before the next coalition
 * @returns φ, [n], in units of v; its sum is v(N) − v(∅)
 * @throws {@link InvalidArgumentError} when `players` is not an integer from 1 to 12, a worth is no such number or does
 * not settle in time, or an option is invalid
 */
export async function shapleyExact(
  players: number,
  worth: CoalitionWorth,
  options: EvaluationOptions = {},
): Promise<Float64Array> {
  const where = 'shapleyExact';
  checkInteger(where, 'players', players, 1, MOST_PLAYERS);
  checkFunction(where, 'worth', worth);
  const { settleWithin } = readParameters(where, EVALUATION, options);
  const coalitions = new Coalitions(where, players, worth, settleWithin);
  const everyone = Array.from({ length: players }, (_, player) => player);
  const worths = new Float64Array(2 ** players);
  for (let set = 0; set < worths.length; set++) {
    worths[set] = await coalitions.of((player) => ((set >> player) & 1) === 1);
  }
  const out = new Float64Array(players);
  for (let set = 0; set < worths.length; set++) {
    const absent = everyone.filter((player) => !((set >> player) & 1));
    if (absent.length === 0) continue;
    // |A|! (n − |A| − 1)! / n! = 1 / ((n − |A|) · C(n, |A|))
    const share = 1 / (absent.length * binomial(players, absent.length));
    for (const player of absent) out[player] += share * (worths[set | (1 << player)] - worths[set]);
  }
  return out;
}

/** C(n, k). */
function binomial(n: number, k: number): number {
  let out = 1;
  for (let factor = 1; factor <= k; factor++) out = (out * (n - k + factor)) / factor;
  return out;
}
