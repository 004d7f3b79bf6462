import {
  MECHANISMS,
  STRATEGIES,
  type MechanismName,
  type StrategyName,
} from '../../market/index.js';

/** The label of a strategy in figures and tables; a free rider reports honestly and answers noise. */
export function strategyTitle(name: StrategyName | 'rider'): string {
  return name === 'rider' ? 'free riders' : STRATEGIES[name].title;
}

/** The label of a mechanism in figures and tables. */
export function mechanismTitle(name: MechanismName): string {
  return MECHANISMS[name].title;
}
