import { checkOneOf, checkOptionNames } from '../../math/checks.js';
import { ascent, type AscentOptions } from './ascent.js';
import { cabal } from './cabal.js';
import { fixedRows, selfWeight, uniform } from './constant.js';
import { copyAverage } from './copy.js';
import { honest } from './honest.js';
import { jointAscent } from './jointAscent.js';
import { type Members } from './members.js';
import { type Strategy } from './situation.js';

export { type AscentOptions } from './ascent.js';
export { dishonesty, measuredSignificance, type MeasurementOptions } from './audit.js';
export { withFreeRiders } from './freeRiders.js';
export { groupResponse, type GroupResponse, type GroupResponseOptions } from './groupResponse.js';
export { type Members } from './members.js';
export {
  simulateStrategies,
  STAKE_UNITS,
  type StakeUnit,
  type StrategicHistory,
  type SimulateStrategiesOptions,
} from './simulate.js';
export { type Observation, type Strategy } from './situation.js';
export { SYBIL_STAKES, withSybils, type SybilMarket, type SybilStake } from './sybils.js';

/** Strategies as functions of their own, each to be given to one peer or to many. */
export const STRATEGIES = {
  honest,
  selfWeight,
  uniform,
  copyAverage,
  fixedRows,
  ascent,
  cabal,
  jointAscent,
} as const;

export const STRATEGY_NAMES = [
  'honest',
  'ascent',
  'self',
  'uniform',
  'copy',
  'cabal',
  'joint',
] as const;

/**
 * How a peer chooses its row, by name:
 *
 * - `honest`: the significance that it measures, (3)
 * - `ascent`: a step of competitive descent a block, (13) and (14)
 * - `self`: all weight for itself
 * - `uniform`: the same weight for everybody
 * - `copy`: the stake-weighted average of what the others posted last
 * - `cabal`: all weight for the other members of its group
 * - `joint`: a step a block on its group's joint payoff
 */
export type StrategyName = (typeof STRATEGY_NAMES)[number];

/**
 * A strategy by its name.
 *
 * @param options - `members` for `cabal` and `joint`; the rest for `ascent` and `joint`
 * @throws {@link InvalidArgumentError} when a member or an option is invalid
 */
export function strategyNamed(
  name: StrategyName,
  options: { members?: Members } & Omit<AscentOptions, 'steps'> = {},
): Strategy {
  checkOptionNames('strategyNamed', options, ['members', 'learningRate', 'simplex']);
  checkOneOf('strategyNamed', 'name', name, STRATEGY_NAMES);
  const { members = [], ...step } = options;
  switch (name) {
    case 'honest':
      return honest;
    case 'ascent':
      return ascent(step);
    case 'self':
      return selfWeight;
    case 'uniform':
      return uniform;
    case 'copy':
      return copyAverage;
    case 'cabal':
      return cabal(members);
    case 'joint':
      return jointAscent(members, step);
  }
}
