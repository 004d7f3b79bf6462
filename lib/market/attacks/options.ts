/*
 * The options of the search for attacks.
 */
import { InvalidArgumentError } from '../../math/errors.js';
import {
  choice,
  fraction,
  integer,
  list,
  nonNegative,
  omittable,
  programmatic,
  required,
  type OptionsOf,
  type ValuesOf,
} from '../../parameters/index.js';
import { STEP } from '../descent.js';
import { STRATEGY_NAMES } from '../strategies/index.js';
import { checkMembers, type Members } from '../strategies/members.js';
import { SIMULATION } from '../strategies/simulate.js';

const { inflation, mechanism, bound, stakeUnit } = SIMULATION;

/** The game that the group plays, and the budget of the search. */
export const ATTACK_SEARCH = {
  members: required(programmatic<Members>([], 'The group', checkMembers)),
  horizon: required(integer(1, 'Blocks after which stake is compared')),
  ...{ inflation, mechanism, bound, stakeUnit },
  others: choice(STRATEGY_NAMES, 'honest', 'The strategy of all peers outside the group'),
  change: omittable(
    integer(2, 'The block from which the group posts its second rows', { least: 2 }),
    'the rows are constant',
  ),
  attacks: omittable(
    list(choice(STRATEGY_NAMES, 'honest', ''), [], 'Scripted strategies of the group; a list'),
    "all of the library's",
  ),
  ...STEP,
  evaluations: integer(2000, 'Most simulations of the horizon beside those of scripted attacks', {
    least: 0,
  }),
  restarts: integer(3, 'Random starts', { least: 0 }),
  seed: integer(0, 'Seed of the random starts', { least: 0 }),
};

export type SeekAttackOptions = OptionsOf<typeof ATTACK_SEARCH>;
export type AttackSearch = ValuesOf<typeof ATTACK_SEARCH>;

/** The options of `leastPayingStake`. */
export const LEAST_STAKE = {
  ...ATTACK_SEARCH,
  shares: {
    ...list(fraction(0.5, ''), [0.05, 0.1, 0.2, 0.3, 0.4, 0.5], 'Shares of all stake; a list'),
  },
  worth: nonNegative(0.1, 'The gain, in shares of all stake, above which an attack pays'),
  resolution: fraction(0.01, 'Width of the bracket at which the bisection ends'),
};

export type LeastPayingStakeOptions = OptionsOf<typeof LEAST_STAKE>;

/** @throws {@link InvalidArgumentError} when the rows would change after the horizon. */
export function checkChange(
  where: string,
  { change, horizon }: Pick<AttackSearch, 'change' | 'horizon'>,
): void {
  if (change === undefined || change <= horizon) return;
  const rule = `change must be a block of the horizon, at most ${horizon}`;
  throw new InvalidArgumentError(where, rule, String(change));
}
