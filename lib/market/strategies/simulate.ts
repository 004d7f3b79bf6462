/*
 * Algorithm 1 with a strategy for each peer: in each block every peer chooses its row, then the mechanism pays.
 *
 *   w_i ← strategy_i(W, S),  by at most ε in ‖·‖₂ where changes are bounded (§1.3)
 *   R ← mechanism(W, S),   S ← S + τ R/‖R‖, or what a mechanism with a memory pays, such as bonds
 */
import { checkInteger, checkList, show } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { checkMemory } from '../../math/memory.js';
import { partWithin, rowIn, sum } from '../../math/rows.js';
import {
  choice,
  integer,
  omittable,
  positive,
  programmatic,
  readParameters,
  required,
  type OptionsOf,
} from '../../parameters/index.js';
import { INFLATION, mint } from '../inflation.js';
import { lossesInto, updateMask } from '../loss.js';
import { type Market } from '../market.js';
import { MECHANISM_NAMES, MECHANISMS } from '../mechanisms/index.js';
import { checkPay, checkRanks } from '../mechanisms/mechanism.js';
import { createState, type State } from '../state.js';
import { Observation } from './observation.js';
import { ofName, type Strategy } from './strategy.js';

export const STAKE_UNITS = ['absolute', 'mean'] as const;

/**
 * The s_i of masks and payoffs: the stake itself (default, the paper's; growing stake cools the market), or the stake
 * divided by its mean, so that minting changes shares alone.
 */
export type StakeUnit = (typeof STAKE_UNITS)[number];

/** The options of {@link simulateStrategies}. */
export const SIMULATION = {
  strategies: required(
    programmatic<readonly Strategy[]>([], 'The choice of each peer’s row', checkList),
  ),
  blocks: required(integer(0, 'Blocks', { least: 0 })),
  inflation: INFLATION.inflation,
  mechanism: choice(MECHANISM_NAMES, 'paper', 'The way to rank and to pay'),
  bound: omittable(
    positive(1, 'The most that a row may change in a block, in ‖·‖₂', { symbol: 'ε' }),
    'no bound',
  ),
  stakeUnit: choice(STAKE_UNITS, 'absolute', 'Stake itself, or divided by its mean'),
  keep: omittable(
    programmatic<readonly number[]>(
      [],
      'Blocks that the history keeps, ascending, from 1',
      checkList,
    ),
    'all',
  ),
};

export type SimulateStrategiesOptions = OptionsOf<typeof SIMULATION>;

export interface StrategicHistory {
  /** W after the last block, [n, n]. */
  readonly weights: Float64Array;
  /** S after the last block, [n]. */
  readonly stake: Float64Array;
  /** The blocks kept, from 1. */
  readonly blocks: readonly number[];
  /** S after each block kept, [kept, n]. */
  readonly stakes: Float64Array;
  /** R of the block, [kept, n]; a mechanism without a memory pays by it. */
  readonly ranks: Float64Array;
  /** Σ_j R_j over the mean stake before it was paid: the part of the stake whose votes count, [kept]. */
  readonly counted: Float64Array;
  /** L of (16) at the block's weights, before it was paid, [kept, n]. */
  readonly losses: Float64Array;
  /** P = R − (α/τ) L with R in the game's unit of stake, [kept, n]. */
  readonly payoffs: Float64Array;
}

/**
 * Runs blocks of the market with a strategy for each peer. All peers choose on the same observation, then all rows
 * change.
 *
 * A block in which all ranks are 0 (under a clip, where no weight has the support of a majority) mints no stake; under
 * Yuma consensus, whose bonds begin with the run, it is paid by stake.
 *
 * @throws {@link InvalidArgumentError} when the market or an option is invalid, a strategy leaves the simplex, or
 * no peer holds stake
 */
export function simulateStrategies(
  market: Market,
  options: SimulateStrategiesOptions,
): StrategicHistory {
  const where = 'simulateStrategies';
  const settings = readParameters(where, SIMULATION, options);
  const { strategies, blocks, inflation, mechanism: name, bound, stakeUnit } = settings;
  const state = createState(where, market);
  const { n } = state;
  checkStrategies(where, strategies, n);
  checkMemory(where, `a history of ${blocks} blocks`, 32 * n * (settings.keep?.length ?? blocks));
  const kept = settings.keep ?? Array.from({ length: blocks }, (_, block) => block + 1);
  checkKept(where, kept, blocks);
  const mechanism = MECHANISMS[name];
  const situation = new Observation(state, mechanism);
  const held = market.stake.slice();
  if (!(sum(held) > 0))
    throw new InvalidArgumentError(where, 'stake must be above 0 for at least one peer', 'none');
  const ranks = new Float64Array(n);
  const memory = mechanism.epochs?.(n);
  const paid = new Float64Array(memory ? n : 0);
  const history = createHistory(kept, n);
  // Rows as views of both buffers, made once.
  const views = [rowsOf(state.weights, n), rowsOf(state.next, n)];
  for (let block = 1, row = 0; block <= blocks; block++) {
    inUnit(stakeUnit, held, state.stake);
    situation.renew();
    const rows = views[block % 2];
    for (let i = 0; i < n; i++) strategies[i](situation, i, rows[i]);
    for (let i = 0; i < n; i++) settleRow(where, state, i, bound, strategies[i]);
    const posted = state.next;
    state.next = state.weights;
    state.weights = posted;
    mechanism.rank(n, state.weights, held, ranks);
    checkRanks(where, mechanism, ranks, held);
    if (block === kept[row]) {
      history.counted[row] = (n * sum(ranks)) / sum(held);
      record(state, history, row, ranks, mechanism.rank);
    }
    if (memory) {
      memory.pay(state.weights, held, paid);
      checkPay(where, mechanism, paid);
      if (sum(paid) > 0) mint(where, held, paid, inflation, 'l1');
    } else if (sum(ranks) > 0) mint(where, held, ranks, inflation, mechanism.norm);
    if (block === kept[row]) history.stakes.set(held, row++ * n);
  }
  return { weights: state.weights.slice(), stake: held, ...history };
}

function createHistory(
  kept: readonly number[],
  n: number,
): Omit<StrategicHistory, 'weights' | 'stake'> {
  const size = kept.length * n;
  return {
    blocks: kept,
    stakes: new Float64Array(size),
    ranks: new Float64Array(size),
    counted: new Float64Array(kept.length),
    losses: new Float64Array(size),
    payoffs: new Float64Array(size),
  };
}

/** Records losses and payoffs in the game's unit of stake, before the block is paid. */
function record(
  state: State,
  { ranks, losses, payoffs }: Omit<StrategicHistory, 'weights' | 'stake'>,
  row: number,
  paid: Float64Array,
  rank: (n: number, weights: Float64Array, stake: Float64Array, out: Float64Array) => void,
): void {
  const { n } = state;
  const at = row * n;
  ranks.set(paid, at);
  updateMask(state);
  const loss = losses.subarray(at, at + n);
  const payoff = payoffs.subarray(at, at + n);
  lossesInto(state, loss);
  rank(n, state.weights, state.stake, payoff);
  for (let i = 0; i < n; i++) payoff[i] -= state.utility * loss[i];
}

function rowsOf(values: Float64Array, n: number): Float64Array[] {
  return Array.from({ length: n }, (_, i) => rowIn(values, n, i));
}

/** S in the game's unit. */
function inUnit(unit: StakeUnit, held: Float64Array, out: Float64Array): void {
  const size = unit === 'mean' ? sum(held) / held.length : 1;
  for (let i = 0; i < held.length; i++) out[i] = size > 0 ? held[i] / size : 0;
}

const ROW_SUM_TOLERANCE = 1e-9;

/** Refuses row i of `next` off the simplex, and shortens its change to the bound. */
function settleRow(
  where: string,
  state: State,
  i: number,
  bound: number | undefined,
  strategy: Strategy,
): void {
  const { n, weights, next } = state;
  let total = 0;
  let least = 0;
  let square = 0;
  for (let at = i * n; at < (i + 1) * n; at++) {
    total += next[at];
    if (next[at] < least) least = next[at];
    const change = next[at] - weights[at];
    square += change * change;
  }
  if (!(Math.abs(total - 1) <= ROW_SUM_TOLERANCE) || least < 0) {
    const rule = 'strategies must post rows that are not negative and sum to 1';
    throw new InvalidArgumentError(
      where,
      rule,
      `a sum of ${total} and a least of ${least} from peer ${i}${ofName(strategy)}`,
    );
  }
  const part = bound === undefined ? 1 : partWithin(square, bound);
  if (!(part < 1)) return;
  for (let at = i * n; at < (i + 1) * n; at++) {
    next[at] = weights[at] + part * (next[at] - weights[at]);
  }
}

function checkStrategies(where: string, strategies: unknown, n: number): void {
  const rule = `strategies must be a list of ${n} functions, one for each peer`;
  if (!Array.isArray(strategies) || strategies.length !== n)
    throw new InvalidArgumentError(where, rule, show(strategies));
  for (const strategy of strategies as unknown[]) {
    if (typeof strategy !== 'function') throw new InvalidArgumentError(where, rule, show(strategy));
  }
}

function checkKept(where: string, kept: readonly number[], blocks: number): void {
  let last = 0;
  for (const block of kept) {
    checkInteger(where, 'keep', block, last + 1, blocks);
    last = block;
  }
}
