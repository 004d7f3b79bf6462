/*
 * The worth of coalitions: a function that a caller gives, evaluated once for each coalition.
 */
import { show } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { integer, type OptionsOf } from '../../parameters/index.js';

/** The worth of a coalition: its members, ascending, each from 0 to the number of players − 1. */
export type CoalitionWorth = (members: readonly number[]) => number | Promise<number>;

/** The options of every evaluation. */
export const EVALUATION = {
  settleWithin: integer(60_000, 'Most real time in which a promised worth must settle', {
    ...{ unit: 'ms', most: 2 ** 31 - 1 },
  }),
};

export type EvaluationOptions = OptionsOf<typeof EVALUATION>;

/** The worths that are kept; beyond them a coalition may be evaluated again. */
const KEPT = 2 ** 17;
/** Larger worths overflow in squares. */
const LARGEST = 1e150;

/** The function with its worths kept, so that a coalition is evaluated once. */
export class Coalitions {
  readonly #worths = new Map<string, number>();
  readonly #everyone: readonly number[];
  /** Evaluations so far. */
  evaluations = 0;

  constructor(
    readonly where: string,
    players: number,
    readonly worth: CoalitionWorth,
    readonly settleWithin: number,
  ) {
    this.#everyone = Array.from({ length: players }, (_, player) => player);
  }

  /**
   * The worth of the players for which `present` is true.
   *
   * @throws (rejects) {@link InvalidArgumentError} when it is no such number, or does not settle in time
   */
  async of(present: (player: number) => boolean): Promise<number> {
    const members = this.#everyone.filter(present);
    const key = members.join();
    const kept = this.#worths.get(key);
    if (kept !== undefined) return kept;
    const found: unknown = await this.#settled(this.worth(members), key);
    if (typeof found !== 'number' || !(Math.abs(found) <= LARGEST)) {
      const rule = `worth must return a number of at most ${LARGEST} in size`;
      throw new InvalidArgumentError(this.where, rule, `${show(found)} of [${key}]`);
    }
    this.evaluations++;
    if (this.#worths.size < KEPT) this.#worths.set(key, found);
    return found;
  }

  /** The value of a promise, which must settle in time; other values as they are. */
  #settled(worth: unknown, key: string): unknown {
    if (!(worth instanceof Promise)) return worth;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const rule = `worth must settle within ${this.settleWithin} ms`;
        reject(new InvalidArgumentError(this.where, rule, `nothing of [${key}]`));
      }, this.settleWithin);
      worth.then(resolve, reject).finally(() => {
        clearTimeout(timer);
      });
    });
  }
}
