import { checkFunction, checkOneOf } from '../../math/checks.js';
import { type OpenName } from '../../parameters/definition.js';
import { Registry } from '../../parameters/registry.js';
import { readParameters } from '../../parameters/index.js';
import { ascent } from './ascent.js';
import { cabal } from './cabal.js';
import { copy } from './copy.js';
import { honest } from './honest.js';
import { joint } from './joint.js';
import { self } from './self.js';
import {
  STRATEGY,
  withName,
  type Strategy,
  type StrategyDefinition,
  type StrategyOptions,
} from './strategy.js';
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

/** The library's strategies: the only list. */
const LIBRARY = { honest, ascent, self, uniform, copy, cabal, joint } as const;

const registry = new Registry<StrategyDefinition, typeof LIBRARY>('strategy', LIBRARY);

/** Every strategy by its name: the library's, and those taken into use. */
export const STRATEGIES = registry.definitions;

/** The name of a strategy. */
export type StrategyName = OpenName<keyof typeof LIBRARY>;

/** Their names, with those in use at the time of reading. */
export const STRATEGY_NAMES: readonly StrategyName[] = registry.names;

/**
 * A strategy by its name.
 *
 * @param options - `members` for `cabal` and `joint`; `learningRate` and `simplex` for `ascent` and `joint`
 * @throws {@link InvalidArgumentError} when the name is unknown, or a member or an option is invalid
 */
export function strategyNamed(name: StrategyName, options: StrategyOptions = {}): Strategy {
  readParameters('strategyNamed', STRATEGY, options);
  checkOneOf('strategyNamed', 'name', name, STRATEGY_NAMES);
  const strategy = STRATEGIES[name].create(options);
  checkFunction('strategyNamed', `create of the strategy ${name}`, strategy);
  return withName(strategy, name);
}
