/*
 * The least share of stake at which an attack that a search finds pays: a grid of shares, then bisection between the
 * first share that pays and the one below it.
 */
import { readParameters } from '../../parameters/index.js';
import { checkMarket, type Market } from '../market.js';
import { flags } from '../strategies/members.js';
import { SAME } from './climb.js';
import { LEAST_STAKE, checkChange, type LeastPayingStakeOptions } from './options.js';
import { sought, type SoughtAttack } from './seek.js';
import { checkOutside, checkSomeStake, withGroupStake } from './share.js';

/** The attack found at one share of stake. */
export interface AttackAtShare extends SoughtAttack {
  /** The group's share of all stake at first. */
  readonly share: number;
  /** Whether the gain is above `worth`. */
  readonly pays: boolean;
}

export interface LeastPayingStake {
  /** The least share at which an attack that pays was found; null where none was found at any share. */
  readonly share: number | null;
  /** The largest share below it at which none was found; 0, where a group has no vote, if there is no other. */
  readonly without: number;
  /** The attacks found at the shares of the grid, ascending. */
  readonly grid: readonly AttackAtShare[];
  /** Those of the bisection, in its order. */
  readonly bisection: readonly AttackAtShare[];
  /** Whether an attack that pays was found at every share of the grid above the least one. */
  readonly monotone: boolean;
}

/**
 * The least share of stake at which a group gains more than `worth` by an attack that {@link seekAttack} finds.
 *
 * An upper bound of the least paying stake, and no more: at `share` an attack that pays is known. That none was found
 * between `without` and `share`, or below, is no proof that there is none. The gain need not grow with the share: every
 * share of the grid is searched, the bisection ends within the first interval of the grid in which the sign of
 * gain − worth changes, and `monotone` says whether it changes back. A search starts from the best rows of the one before,
 * too. The stake of the group and of the others is scaled as by {@link withGroupStake}.
 *
 * @param options - those of {@link seekAttack}, for each share; `shares`, the grid; `worth`, default 0.1 of all stake;
 *   `resolution`, default 0.01
 * @throws {@link InvalidArgumentError} when the market, the group or an option is invalid, all peers are members, or no
 *   peer holds stake
 */
export function leastPayingStake(
  market: Market,
  options: LeastPayingStakeOptions,
): LeastPayingStake {
  const where = 'leastPayingStake';
  const { shares, worth, resolution, ...settings } = readParameters(where, LEAST_STAKE, options);
  checkChange(where, settings);
  checkMarket(where, market);
  checkOutside(where, flags(where, settings.members, market.peers));
  checkSomeStake(where, market.stake);
  const known: Float64Array[] = [];
  const at = (share: number): AttackAtShare => {
    const held = withGroupStake(market, settings.members, share);
    const { attack, rows } = sought(held, settings, known.slice(-1));
    known.push(rows);
    return { share, pays: attack.gain > worth + SAME, ...attack };
  };
  const grid = [...new Set(shares)].sort((a, b) => a - b).map(at);
  const first = grid.findIndex(({ pays }) => pays);
  if (first < 0) {
    const without = grid[grid.length - 1].share;
    return { share: null, without, grid, bisection: [], monotone: true };
  }
  let without = first > 0 ? grid[first - 1].share : 0;
  let { share } = grid[first];
  const bisection: AttackAtShare[] = [];
  while (share - without > resolution) {
    const middle = at((share + without) / 2);
    bisection.push(middle);
    if (middle.pays) ({ share } = middle);
    else without = middle.share;
  }
  const monotone = grid.slice(first).every(({ pays }) => pays);
  return { share, without, grid, bisection, monotone };
}
