/*
 * One network of the study of events in the life of a validator: its pay under each rule of bonds, of the same miners and
 * measurements.
 */
import {
  randomMeasurements,
  simulateValidatorEvent,
  type ValidatorEventOptions,
} from '../../market/index.js';
import { logSpaced } from '../../math/spacing.js';
import { mean } from '../../math/rows.js';
import { BOND_RULES, type BondRule } from '../market/bondRules.js';
import { networkStream } from '../market/parameters.js';
import { cell } from '../result.js';

export const STUDIED_EVENTS = ['merge', 'split', 'splitOwn', 'grow', 'join', 'lead'] as const;

/** The events of {@link simulateValidatorEvent}; `splitOwn` is a split whose new keys measure too. */
export type StudiedEvent = (typeof STUDIED_EVENTS)[number];

/** The parameters of one network. */
export interface EventParameters {
  readonly seed: number;
  readonly before: number;
  readonly horizon: number;
  readonly checkpoints: number;
  readonly validators: number;
  readonly miners: number;
  readonly share: number;
  readonly keys: number;
  readonly factor: number;
  readonly lead: number;
  readonly worth: number;
  readonly speed: number;
  readonly spread: number;
  readonly error: number;
  readonly event: StudiedEvent;
  readonly penalty: number;
  readonly mechanisms: readonly BondRule[];
}

/** The pay of the validator of an event under a rule. */
export interface EventOutcome {
  readonly mechanism: BondRule;
  /** In epochs of the pay without the event. */
  readonly gain: number | null;
  /** Relative pay in the epoch of the event. */
  readonly first: number | null;
  /** Relative pay, mean over the last quarter of the horizon. */
  readonly settled: number | null;
  /** Relative pay at the checkpoints. */
  readonly relative: readonly (number | null)[];
}

/** The epochs since the event at which relative pay is kept, from 1, the epoch of the event. */
export function checkpointsOf(horizon: number, checkpoints: number): number[] {
  return logSpaced(horizon, checkpoints);
}

/** Pays the validators of network `network`; its random numbers are the same for every event and penalty. */
export function payEvent(parameters: EventParameters, network: number): EventOutcome[] {
  const { seed, before, horizon, validators, miners, share, keys, factor, lead } = parameters;
  const { worth, speed, spread, error, event, penalty, checkpoints } = parameters;
  const measured = randomMeasurements(networkStream(seed, network).split('validators'), {
    ...{ epochs: before + horizon, miners, speed, spread, error },
    validators: event === 'splitOwn' ? validators + keys - 1 : validators,
  });
  const stake = new Float64Array(validators).fill((1 - share) / (validators - 1));
  stake[0] = share;
  const given: ValidatorEventOptions = {
    ...{ event: event === 'splitOwn' ? 'split' : event, at: before, keys, factor, lead, worth },
    ...{ keyRows: event === 'splitOwn' ? 'own' : 'same', stake, bondPenalty: penalty },
  };
  const at = checkpointsOf(horizon, checkpoints);
  return parameters.mechanisms.map((mechanism) => {
    const found = simulateValidatorEvent(measured, { ...given, ...BOND_RULES[mechanism] });
    const { gain, relative } = found;
    return {
      ...{ mechanism, gain: cell(gain), first: cell(relative[0]) },
      settled: cell(mean(relative.subarray(Math.floor((3 * horizon) / 4)))),
      relative: at.map((epochs) => cell(relative[epochs - 1])),
    };
  });
}
