/*
 * Validators who weigh miners: W is [V, M]. In a square network, where everyone is both, V = M and `own` is 0, 1, …, n − 1.
 */
import {
  checkInteger,
  checkList,
  checkNumbers,
  checkObject,
  checkOptionNames,
  show,
} from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { checkMemory } from '../../math/memory.js';
import { type Numbers } from '../../math/rows.js';
import { checkStake } from '../market.js';
import { matrix, numbers, type MatrixLike } from '../parse.js';
import { NONE } from './votes.js';

/** Weights and stake of one epoch. */
export interface YumaNetwork {
  /** W, [V, M]: rows of weights or a matrix, not negative, of any sum; a row of zeros is no vote. */
  readonly weights?: MatrixLike;
  /** The weights above 0 one by one, [validator, miner, weight], in the place of `weights`; `miners` is then M. */
  readonly votes?: readonly (readonly [validator: number, miner: number, weight: number])[];
  readonly miners?: number;
  /** S, [V]. */
  readonly stake: Numbers;
  /** The miner that each validator is, [V], −1 for none. Default: none. Their weights for themselves are masked. */
  readonly own?: Numbers;
  /** The validator whose weight for itself is kept: the owner of the network. */
  readonly owner?: number;
  /** Miners whose bonds are set to 0 before the epoch: a new miner has taken the place. */
  readonly reset?: readonly number[];
}

const FIELDS = ['weights', 'votes', 'miners', 'stake', 'own', 'owner', 'reset'];

/** A network as the epoch reads it. */
export interface ReadNetwork {
  readonly validators: number;
  readonly miners: number;
  readonly weights: Float64Array;
  readonly stake: Float64Array;
  /** The miner whose weight is masked in each row, [V]. */
  readonly own: Int32Array;
  readonly reset: readonly number[];
}

/** @throws {@link InvalidArgumentError} when a field is missing, unknown, of another shape or out of range. */
export function readNetwork(where: string, network: YumaNetwork): ReadNetwork {
  checkObject(where, 'network', network);
  checkOptionNames(where, network, FIELDS);
  const stake = numbers(where, 'stake', network.stake);
  const validators = stake.length;
  checkInteger(where, 'validators', validators, 1);
  checkStake(where, validators, stake);
  const { weights: given, votes } = network;
  if ((given === undefined) === (votes === undefined)) {
    const rule = 'network must have either weights or votes';
    throw new InvalidArgumentError(where, rule, given === undefined ? 'neither' : 'both');
  }
  const weights =
    votes === undefined
      ? matrix(where, 'weights', given)
      : fromVotes(where, votes, validators, network.miners);
  const miners = minersOf(where, weights, validators, network);
  checkWeights(where, weights, miners);
  const { reset = [] } = network;
  checkList(where, 'reset', reset);
  for (const miner of reset) checkInteger(where, 'reset', miner, 0, miners - 1);
  return {
    validators,
    miners,
    weights,
    stake,
    reset,
    own: ownOf(where, network, validators, miners),
  };
}

function minersOf(
  where: string,
  { length }: Float64Array,
  validators: number,
  { weights, miners }: YumaNetwork,
): number {
  const found = length / validators;
  const {
    rows = Array.isArray(weights) && typeof weights[0] !== 'number' ? weights.length : validators,
  } = (weights ?? {}) as { readonly rows?: number };
  if (length === 0 || !Number.isInteger(found) || rows !== validators) {
    const rule = `weights must have ${validators} rows, one for each stake`;
    throw new InvalidArgumentError(where, rule, `${rows} rows of ${length} numbers`);
  }
  if (miners !== undefined && miners !== found) {
    const rule = `weights must have ${show(miners)} columns, one for each miner`;
    throw new InvalidArgumentError(where, rule, String(found));
  }
  return found;
}

function fromVotes(
  where: string,
  votes: readonly unknown[],
  validators: number,
  miners: number | undefined,
): Float64Array {
  checkList(where, 'votes', votes);
  checkInteger(where, 'miners', miners, 1);
  checkMemory(where, `votes for ${miners} miners`, 40 * validators * miners);
  const out = new Float64Array(validators * miners);
  const seen = new Set<number>();
  for (const [at, vote] of votes.entries()) {
    checkNumbers(where, `votes[${at}]`, vote);
    if (vote.length !== 3) {
      const rule = 'votes must be [validator, miner, weight]';
      throw new InvalidArgumentError(where, rule, `${vote.length} numbers in vote ${at}`);
    }
    checkInteger(where, `validator of vote ${at}`, vote[0], 0, validators - 1);
    checkInteger(where, `miner of vote ${at}`, vote[1], 0, miners - 1);
    const place = vote[0] * miners + vote[1];
    if (seen.has(place)) {
      const rule = 'votes must have one entry for each pair';
      throw new InvalidArgumentError(where, rule, `two from ${vote[0]} to ${vote[1]}`);
    }
    seen.add(place);
    out[place] = vote[2];
  }
  return out;
}

function checkWeights(where: string, weights: Float64Array, miners: number): void {
  for (let at = 0; at < weights.length; at++) {
    if (weights[at] >= 0 && weights[at] < Infinity) continue;
    const pair = `from validator ${Math.floor(at / miners)} to miner ${at % miners}`;
    const rule = 'weights must be finite and not negative';
    throw new InvalidArgumentError(where, rule, `${weights[at]} ${pair}`);
  }
  const V = weights.length / miners;
  for (let i = 0; i < V; i++) {
    let total = 0;
    for (let at = i * miners; at < (i + 1) * miners; at++) total += weights[at];
    if (total < Infinity) continue;
    const rule = 'weights must have rows of a finite sum';
    throw new InvalidArgumentError(where, rule, `${total} in row ${i}`);
  }
}

function ownOf(
  where: string,
  { own, owner }: YumaNetwork,
  validators: number,
  miners: number,
): Int32Array {
  const out = new Int32Array(validators).fill(NONE);
  if (own !== undefined) {
    checkNumbers(where, 'own', own);
    if (own.length !== validators) {
      const rule = `own must have ${validators} numbers, one for each validator`;
      throw new InvalidArgumentError(where, rule, String(own.length));
    }
    for (let i = 0; i < validators; i++) {
      checkInteger(where, `own of validator ${i}`, own[i], NONE, miners - 1);
      out[i] = own[i];
    }
  }
  if (owner !== undefined) {
    checkInteger(where, 'owner', owner, 0, validators - 1);
    out[owner] = NONE;
  }
  return out;
}
