/*
 * The best fixed row in hindsight, max_{w ∈ Δ} (1/t) Σ_{u≤t} P_i(w; W^u_{−i}): the others' past as a list of their column
 * means, which are all that a payoff reads of them.
 */
import { ascendOnSimplex, type Objective } from './ascend.js';
import { RowGame } from './rowGame.js';
import { rowIn } from '../../math/rows.js';
import { type Market } from '../market.js';

/** The others' column means over time, runs of nearly equal ones merged to their weighted mean. */
export class History {
  readonly #means: Float64Array[] = [];
  readonly #counts: number[] = [];
  #runStart: Float64Array | undefined;
  #paid = 0;

  constructor(readonly resolution: number) {}

  /** Adds `times` steps in which the others had these column means and the peer this payoff. */
  add(others: Float64Array, payoff: number, times = 1): void {
    this.#paid += times * payoff;
    const start = this.#runStart;
    const last = this.#means.length - 1;
    if (start?.every((value, j) => Math.abs(value - others[j]) < this.resolution)) {
      const mean = this.#means[last];
      const count = (this.#counts[last] += times);
      for (let j = 0; j < mean.length; j++) mean[j] += ((others[j] - mean[j]) * times) / count;
      return;
    }
    this.#runStart = others;
    this.#means.push(others.slice());
    this.#counts.push(times);
  }

  /** Average payoff so far of any fixed row. */
  objective(game: RowGame, steps: number): Objective {
    return (w, gradient) => {
      gradient.fill(0);
      let total = 0;
      for (let run = 0; run < this.#means.length; run++) {
        const share = this.#counts[run] / steps;
        game.face(this.#means[run]);
        total += share * game.payoff(w, gradient, share);
      }
      return total;
    };
  }

  averagePaid(steps: number): number {
    return this.#paid / steps;
  }
}

/** The rows that every search starts from: the uniform one and the peer's own vertex. */
export function simpleRows(n: number, i: number): Float64Array[] {
  const own = new Float64Array(n);
  own[i] = 1;
  return [new Float64Array(n).fill(1 / n), own];
}

/** The best row found from any of the starts. */
export function bestFixedRow(
  objective: Objective,
  starts: Float64Array[],
): { point: Float64Array; value: number } {
  const found = starts.map((start) =>
    ascendOnSimplex(objective, start, { tolerance: 1e-8, maxSteps: 200 }),
  );
  return found.reduce((best, other) => (other.value > best.value ? other : best));
}

/** Regret of every peer of a market over any course of play. */
export class Hindsight {
  readonly #games: RowGame[];
  readonly #histories: History[];
  readonly #stake: Float64Array;
  #present: Float64Array;
  #steps = 0;

  /** @param resolution - successive steps whose column means differ by less stand as one */
  constructor(market: Market, resolution: number) {
    this.#games = Array.from({ length: market.peers }, (_, i) => new RowGame(market, i));
    this.#histories = this.#games.map(() => new History(resolution));
    this.#stake = market.stake;
    this.#present = market.weights;
  }

  /** Adds `times` steps at the weights, [n, n]. */
  add(weights: Float64Array, times = 1): void {
    if (times === 0) return;
    for (const [i, game] of this.#games.entries()) {
      game.faceWeights(weights, this.#stake);
      this.#histories[i].add(game.others(), game.payoff(rowIn(weights, game.n, i)), times);
    }
    this.#present = weights;
    this.#steps += times;
  }

  /** The average regret of each peer, [n], in units of payoff: a lower bound, as each search is local. */
  regrets(): Float64Array {
    return Float64Array.from(this.#games, (game, i) => {
      const objective = this.#histories[i].objective(game, this.#steps);
      const present = rowIn(this.#present, game.n, i);
      const best = bestFixedRow(objective, [present, ...simpleRows(game.n, i)]);
      return best.value - this.#histories[i].averagePaid(this.#steps);
    });
  }
}
