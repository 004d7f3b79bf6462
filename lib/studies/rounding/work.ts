/*
 * One network of the study of rounding: rows that validators measure, rounded to every number of bits.
 */
import {
  fromWeights,
  randomMeasurements,
  type RoundingEffects,
  type TieRule,
} from '../../market/index.js';
import { effectsOf } from '../../market/posted/rounding.js';
import { networkStream } from '../market/parameters.js';

/** The parameters of one network. */
export interface RoundingParameters {
  readonly seed: number;
  readonly validators: number;
  readonly spread: number;
  readonly majority: number;
  readonly ties: TieRule;
  readonly bits: readonly number[];
  readonly miners: number;
  readonly error: number;
}

/** Rounds the rows of network `network`, of validators with equal stake. */
export function roundNetwork(parameters: RoundingParameters, network: number): RoundingEffects[] {
  const { seed, validators, miners, spread, error, bits, majority, ties } = parameters;
  const { rows } = randomMeasurements(networkStream(seed, network).split('rounding'), {
    ...{ epochs: 1, validators, miners, spread, error },
  });
  const stake = new Float64Array(validators).fill(1);
  const posted = fromWeights({ weights: rows, stake, voters: 'apart' });
  return effectsOf(posted, bits, { majority, ties });
}
