/*
 * A strategy chooses a peer's row, once a block, from the state of the market after the last block.
 */
import { defined, functionField, WORDS } from '../../parameters/definition.js';
import { integer, omittable, programmatic, type OptionsOf } from '../../parameters/index.js';
import { STEP } from '../descent.js';
import { checkMembers, type Members } from './members.js';
import { type Observation } from './observation.js';

/**
 * A peer's choice of its row: writes the row to post to `row`, [n], on the simplex. It is called once a block for each
 * peer, all of them with the same observation, and must depend on nothing else.
 */
export type Strategy = (observation: Observation, peer: number, row: Float64Array) => void;

/** The options of strategies; each strategy reads those that it needs. */
export const STRATEGY = {
  members: omittable(
    programmatic<Members>([], 'The group, for strategies of groups', checkMembers),
    'none',
  ),
  ...STEP,
  steps: integer(1, 'Steps a block of `ascent`, the other rows fixed: many are a best response'),
};

export type StrategyOptions = OptionsOf<typeof STRATEGY>;

/** A named strategy. */
export interface StrategyDefinition<Name extends string = string> {
  readonly name: Name;
  /** The label in figures and tables. */
  readonly title: string;
  /** The rule in one phrase, for help and reference. */
  readonly about: string;
  /**
   * The strategy for one peer or for many.
   *
   * @throws {@link InvalidArgumentError} when an option is out of range
   */
  readonly create: (options?: StrategyOptions) => Strategy;
}

/**
 * Makes a named strategy from its definition.
 *
 * @throws {@link InvalidArgumentError} when a field is missing, of another kind, or none of a strategy's
 */
export function defineStrategy<const Name extends string>(
  definition: StrategyDefinition<Name>,
): StrategyDefinition<Name> {
  return defined('defineStrategy', 'strategy', definition, { ...WORDS, create: functionField });
}

const NAMES = new WeakMap<Strategy, string>();

/** The strategy, whose errors give its name. */
export function withName(strategy: Strategy, name: string): Strategy {
  NAMES.set(strategy, name);
  return strategy;
}

/** ` by the strategy <name>`, for the sentence of an error; empty where the strategy was not made by its name. */
export function ofName(strategy: Strategy): string {
  const name = NAMES.get(strategy);
  return name === undefined ? '' : ` by the strategy ${name}`;
}
