import { checkOneOf } from '../../math/checks.js';
import { readParameters } from '../../parameters/index.js';
import { ascent } from './ascent.js';
import { cabal } from './cabal.js';
import { copy } from './copy.js';
import { honest } from './honest.js';
import { joint } from './joint.js';
import { self } from './self.js';
import { STRATEGY, type Strategy, type StrategyOptions } from './strategy.js';
import { uniform } from './uniform.js';

export { dishonesty, measuredSignificance, type MeasurementOptions } from './audit.js';
export { fixedRows } from './fixedRows.js';
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
export { type Observation } from './observation.js';
export {
  defineStrategy,
  type Strategy,
  type StrategyDefinition,
  type StrategyOptions,
} from './strategy.js';
export { SYBIL_STAKES, withSybils, type SybilMarket, type SybilStake } from './sybils.js';

/** Every strategy by its name: the only list. */
export const STRATEGIES = { honest, ascent, self, uniform, copy, cabal, joint } as const;

/** The name of a strategy. */
export type StrategyName = keyof typeof STRATEGIES;

export const STRATEGY_NAMES = Object.keys(STRATEGIES) as StrategyName[];

/**
 * A strategy by its name.
 *
 * @param options - `members` for `cabal` and `joint`; `learningRate` and `simplex` for `ascent` and `joint`
 * @throws {@link InvalidArgumentError} when the name is unknown, or a member or an option is invalid
 */
export function strategyNamed(name: StrategyName, options: StrategyOptions = {}): Strategy {
  readParameters('strategyNamed', STRATEGY, options);
  checkOneOf('strategyNamed', 'name', name, STRATEGY_NAMES);
  return STRATEGIES[name].create(options);
}
