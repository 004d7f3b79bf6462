/*
 * Dynamics: how selfish peers move their rows along the gradients of their own payoffs, (14). The paper states a
 * descent (13) and not how a row stays on the simplex.
 */
import { defined, functionField, orNone, WORDS } from '../../parameters/definition.js';
import { type RandomStream } from '../../math/random.js';

/** The own gradients ∂P_i/∂w_ij of a market, in a buffer that the next call overwrites. */
export interface Field {
  /** n. */
  readonly peers: number;
  /** All rows at the weights, [n, n]. */
  all(weights: Float64Array): Float64Array;
  /** Row i at the weights, [n]. */
  row(weights: Float64Array, i: number): Float64Array;
}

/** A run of a dynamics. */
export interface Motion {
  /** W, [n, n]: live, changed by every step. */
  readonly weights: Float64Array;
  /** One step along the gradients at the weights. */
  step(field: Field): void;
}

/** The setting of a run. */
export interface Pace {
  readonly peers: number;
  /** λ times the dynamics' own pace. */
  readonly rate: number;
  /** The stream of what is left to chance: the order of peers. */
  readonly stream: RandomStream;
}

/** One dynamics. */
export interface DynamicsDefinition<Name extends string = string> {
  readonly name: Name;
  /** Its name in figures and tables. */
  readonly title: string;
  /** The dynamics in one phrase, for help and reference. */
  readonly about: string;
  /** The factor of λ with which rows near 1/n move about as fast as by projection. Default 1. */
  readonly pace?: (peers: number) => number;
  /** A run that starts at the weights, which it copies. */
  readonly start: (weights: Float64Array, pace: Pace) => Motion;
}

/**
 * Makes a dynamics from its definition.
 *
 * @throws {@link InvalidArgumentError} when a field is missing, of another kind, or none of a dynamics'
 */
export function defineDynamics<const Name extends string>(
  definition: DynamicsDefinition<Name>,
): DynamicsDefinition<Name> {
  const fields = { ...WORDS, pace: orNone(functionField), start: functionField };
  return defined('defineDynamics', 'dynamics', definition, fields);
}
