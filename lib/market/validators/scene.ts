/*
 * The keys of a network before and after an event: who holds the stake, and whose measurements each key posts.
 */
import { checkInteger } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { checkStake } from '../market.js';
import { NONE } from '../yuma/votes.js';
import { type ReadEvent } from './options.js';

/** Keys from one epoch on. */
export interface Phase {
  /** [K], which need not sum to 1. */
  readonly stake: Float64Array;
  /** The measured validator whose row each key posts, [K]; {@link NONE} for a key that is not there. */
  readonly rows: Int32Array;
}

/** A network with an event. */
export interface Scene {
  readonly before: Phase;
  readonly after: Phase;
  /** The keys whose pay is compared: their stake together is the same in both networks. */
  readonly concerned: readonly number[];
  /** The first epoch in which each key knows the new miner, [K], with the event and without; undefined where there is none. */
  readonly known?: { readonly led: Float64Array; readonly alike: Float64Array };
}

/** The stake of V validators, of which `validator` holds a part, and not all. */
function stakeOf(where: string, validators: number, { stake, validator }: ReadEvent): Float64Array {
  const held = stake ?? new Float64Array(validators).fill(1);
  checkStake(where, validators, held);
  const refuse = (rule: string): never => {
    throw new InvalidArgumentError(where, rule, '0');
  };
  if (held[validator] === 0) refuse(`stake must be above 0 of validator ${validator}`);
  if (held.every((one, i) => i === validator || one === 0))
    refuse(`stake must be above 0 of a validator besides ${validator}`);
  const total = held.reduce((sum, one) => sum + one, 0);
  return held.map((one) => one / total);
}

/**
 * The keys of an event among measured validators.
 *
 * @throws {@link InvalidArgumentError} when there are too few validators for it, or the stake is invalid
 */
export function sceneOf(where: string, measured: number, given: ReadEvent): Scene {
  const { event, validator, partner, keys, keyRows, factor, at, lead } = given;
  const added = event === 'split' ? keys - 1 : 0;
  const spare = keyRows === 'own' ? added : 0;
  const V = measured - spare;
  if (V < 2) {
    const rule = `measurements must be of at least ${spare + 2} validators`;
    throw new InvalidArgumentError(where, rule, String(measured));
  }
  checkInteger(where, 'validator', validator, 0, V - 1);
  const held = stakeOf(where, V, given);
  const stake = new Float64Array(V + added);
  stake.set(held);
  const rows = Int32Array.from(stake, (_, key) => (key < V ? key : NONE));
  const whole: Phase = { stake, rows };
  /** The phase with other stake and rows of some keys. */
  const changed = (change: (stake: Float64Array, rows: Int32Array) => void): Phase => {
    const other = { stake: stake.slice(), rows: rows.slice() };
    change(other.stake, other.rows);
    return other;
  };
  const scene = { before: whole, after: whole, concerned: [validator] };
  switch (event) {
    case 'merge': {
      checkInteger(where, 'partner', partner, 0, V - 1);
      if (partner === validator) {
        const rule = 'partner must be another validator';
        throw new InvalidArgumentError(where, rule, String(partner));
      }
      const after = changed((stakes, sources) => {
        stakes[validator] += stakes[partner];
        stakes[partner] = 0;
        sources[partner] = NONE;
      });
      return { ...scene, after, concerned: [validator, partner] };
    }
    case 'split': {
      const fresh = Array.from({ length: added }, (_, key) => V + key);
      const after = changed((stakes, sources) => {
        const part = stakes[validator] / keys;
        for (const key of [validator, ...fresh]) stakes[key] = part;
        for (const key of fresh) sources[key] = keyRows === 'own' ? key : validator;
      });
      return { ...scene, after, concerned: [validator, ...fresh] };
    }
    case 'grow':
      return { ...scene, after: changed((stakes) => (stakes[validator] *= factor)) };
    case 'join': {
      const before = changed((stakes, sources) => {
        stakes[validator] = 0;
        sources[validator] = NONE;
      });
      return { ...scene, before };
    }
    default: {
      const alike = new Float64Array(V).fill(at + lead);
      const led = alike.map((epoch, i) => (i === validator ? at : epoch));
      return { ...scene, known: { led, alike } };
    }
  }
}
