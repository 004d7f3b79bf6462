/*
 * §2.1 and appendix 6.2 (lost): "this strategy is regret-free and achieves the best expected payoff in
 * hindsight". Average regret of peer i after t steps of a descent W¹, W², …:
 *
 *   r_i(t) = max_{w ∈ Δ} (1/t) Σ_{u≤t} P_i(w; W^u_{−i})  −  (1/t) Σ_{u≤t} P_i(W^u_i; W^u_{−i})
 *
 * For payoffs concave in a row Zinkevich (2003) bounds it by ‖Δ‖²/(2λt) + λG²/2, with ‖Δ‖² = 2 the squared
 * diameter of the simplex and G the largest gradient met. P_i is not concave (a sigmoid lies between), so
 * here the bound is a yardstick, not a theorem.
 */
import { checkMemory } from '../../math/memory.js';
import { rowIn, squaredNorm } from '../../math/rows.js';
import { logSpaced } from '../../math/spacing.js';
import {
  integer,
  omittable,
  positive,
  readParameters,
  type OptionsOf,
} from '../../parameters/index.js';
import { competitiveStepOf, STEP } from '../descent.js';
import { checkResult, type Market } from '../market.js';
import { createState } from '../state.js';
import { bestFixedRow, History, simpleRows } from './hindsight.js';
import { RowGame } from './rowGame.js';

/** The options of {@link regret}. */
export const REGRET = {
  ...STEP,
  steps: omittable(integer(1, 'Steps of descent'), '1000 · n'),
  checkpoints: integer(25, 'Most times t, evenly spaced in log t, that regret is measured at'),
  // An error of second order in it, about resolution² · ratio/T².
  resolution: positive(
    1e-3,
    "Successive steps whose others' column means c differ by less stand as one, by their mean",
  ),
};

export type RegretOptions = OptionsOf<typeof REGRET>;

export interface Regret {
  /** The checkpoints t, ascending; [checkpoints] or fewer. */
  readonly steps: number[];
  /** r_i(t), [checkpoints, n], in units of stake. */
  readonly average: Float64Array;
  /** Zinkevich's bound for the peer with the largest gradients, [checkpoints]. */
  readonly bound: number[];
  /** W^t played in step t, [checkpoints, n, n]. */
  readonly visited: Float64Array;
  /** W after the last step, [n, n]. */
  readonly weights: Float64Array;
}

/**
 * Average regret of every peer along a competitive descent, against its best fixed row in hindsight.
 *
 * The best row is a local search from the uniform row, the peer's present row, its own vertex and the
 * best row of the checkpoint before: a lower bound of the true regret. Regret can be negative: the moving
 * row did better than any fixed one.
 *
 * @throws {@link InvalidArgumentError} when the market or an option is invalid, or a payoff overflows
 */
export function regret(market: Market, options: RegretOptions = {}): Regret {
  const where = 'regret';
  const settings = readParameters(where, REGRET, options);
  const state = createState(where, market);
  const { n, stake } = state;
  const last = settings.steps ?? 1000 * n;
  const games = Array.from({ length: n }, (_, i) => new RowGame(market, i));
  const histories = games.map(() => new History(settings.resolution));
  const champions: Float64Array[] = games.map(() => new Float64Array(n).fill(1 / n));
  checkMemory(where, `${settings.checkpoints} checkpoints`, 8 * settings.checkpoints);
  const times = logSpaced(last, settings.checkpoints);
  const average = new Float64Array(times.length * n);
  const visited = new Float64Array(times.length * n * n);
  const bound: number[] = [];
  let steepest = 0;
  for (let step = 1, checkpoint = 0; step <= last; step++) {
    for (const [i, game] of games.entries()) {
      game.faceWeights(state.weights, stake);
      histories[i].add(game.others(), game.payoff(rowIn(state.weights, n, i)));
    }
    if (step === times[checkpoint]) {
      visited.set(state.weights, checkpoint * n * n);
      for (const [i, game] of games.entries()) {
        const objective = histories[i].objective(game, step);
        const present = rowIn(state.weights, n, i);
        const best = bestFixedRow(objective, [champions[i], present, ...simpleRows(n, i)]);
        champions[i] = best.point;
        average[checkpoint * n + i] = best.value - histories[i].averagePaid(step);
      }
    }
    competitiveStepOf(where, state, settings, step);
    for (let i = 0; i < n; i++) {
      steepest = Math.max(steepest, squaredNorm(rowIn(state.gradient, n, i)));
    }
    if (step === times[checkpoint]) {
      bound.push(1 / (settings.learningRate * step) + (settings.learningRate * steepest) / 2);
      checkpoint++;
    }
  }
  checkResult(where, average);
  return { steps: times, average, bound, visited, weights: state.weights };
}
