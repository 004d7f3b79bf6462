/*
 * The options of an event in the life of a validator.
 */
import {
  choice,
  fraction,
  integer,
  omittable,
  optional,
  positive,
  programmatic,
  type OptionsOf,
  type Parameter,
  type ValuesOf,
} from '../../parameters/index.js';
import { type YumaOptions } from '../yuma/options.js';

/**
 * The event: another validator's stake moves to this one, and the other leaves (`merge`); its stake is divided among keys
 * (`split`) or multiplied (`grow`); it enters late (`join`); it finds a new miner before the others (`lead`).
 */
export const VALIDATOR_EVENTS = ['merge', 'split', 'grow', 'join', 'lead'] as const;
export type ValidatorEvent = (typeof VALIDATOR_EVENTS)[number];

export const KEY_ROWS = ['same', 'own'] as const;

/** The options of {@link simulateValidatorEvent}, without those of Yuma consensus. */
export const VALIDATOR_EVENT = {
  event: choice(VALIDATOR_EVENTS, 'split', 'The event'),
  at: integer(100, 'The epoch of the event; those before build bonds'),
  horizon: optional(integer(200, 'Epochs from the event on', { symbol: 'H' }), 'all that are left'),
  validator: integer(0, 'The validator of the event', { least: 0 }),
  partner: integer(1, 'merge: the validator whose stake moves, and which leaves', { least: 0 }),
  keys: integer(2, 'split: keys that share the stake', { least: 2, symbol: 'k' }),
  keyRows: choice(
    KEY_ROWS,
    'same',
    'split: new keys post the same rows, or their own: the last k − 1 measured',
  ),
  factor: positive(4, 'grow: factor of the stake', { symbol: 'f' }),
  lead: integer(10, 'lead: epochs by which a new miner is found before the others find it', {
    symbol: 'd',
  }),
  worth: fraction(0.1, 'lead: weight of the new miner in the rows of validators that know it', {
    symbol: 'g',
  }),
  stake: omittable(
    programmatic(new Float64Array(0), 'Stake of the validators, [V]', () => undefined),
    'equal',
  ) as Parameter<Float64Array | undefined>,
};

export type ValidatorEventOptions = OptionsOf<typeof VALIDATOR_EVENT> & YumaOptions;
export type ReadEvent = ValuesOf<typeof VALIDATOR_EVENT>;
