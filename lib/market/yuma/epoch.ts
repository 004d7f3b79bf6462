/*
 * One epoch of Yuma consensus, without an allocation: votes, consensus, ranks, bonds, dividends, pay.
 */
import { asShares, consensusInto, createColumns, type Columns } from './consensus.js';
import { renewBonds } from './bonds.js';
import { dividendsInto, payInto } from './dividends.js';
import { type Level } from '../mechanisms/levels.js';
import { type YumaSettings } from './options.js';
import { ranksInto, type Ranked } from './ranks.js';
import { stakeInto, votesInto } from './votes.js';

/** The arrays of an epoch of V validators and M miners; bonds are the state, the rest is overwritten. */
export interface Epoch extends Ranked {
  readonly settings: YumaSettings;
  /** The miner whose weight is masked in each row, [V]. */
  readonly own: Int32Array;
  readonly votes: Float64Array;
  readonly stake: Float64Array;
  readonly consensus: Float64Array;
  /** F, and the part of the stake whose level it is; null without a floor. */
  readonly floor: { readonly level: Level; readonly weights: Float64Array } | null;
  readonly bonds: Float64Array;
  readonly bonded: Float64Array;
  readonly dividends: Float64Array;
  readonly validatorPay: Float64Array;
  readonly minerPay: Float64Array;
  readonly worth: Float64Array;
  readonly columns: Columns;
}

/** The bytes of {@link createEpoch}: votes and bonds are the largest part. */
export function epochBytes(validators: number, miners: number): number {
  return 16 * validators * miners;
}

/** The arrays of an epoch, bonds 0. */
export function createEpoch(
  validators: number,
  miners: number,
  settings: YumaSettings,
  own: Int32Array,
): Epoch {
  const perValidator = (): Float64Array => new Float64Array(validators);
  const perMiner = (): Float64Array => new Float64Array(miners);
  return {
    ...{ settings, own, columns: createColumns(validators) },
    votes: new Float64Array(validators * miners),
    bonds: new Float64Array(validators * miners),
    ...{ stake: perValidator(), consensus: perMiner(), floor: floorOf(settings, miners) },
    ...{ preranks: perMiner(), kept: perMiner(), ranks: perMiner() },
    ...{ incentive: perMiner(), trust: perMiner(), validatorTrust: perValidator() },
    ...{ bonded: perMiner(), worth: perMiner(), dividends: perValidator() },
    ...{ validatorPay: perValidator(), minerPay: perMiner() },
  };
}

/** Room for F where the settings have a floor. */
function floorOf({ floor, ties }: YumaSettings, miners: number): Epoch['floor'] {
  if (floor === null) return null;
  return { level: { majority: floor, ties }, weights: new Float64Array(miners) };
}

/** Votes, consensus and ranks of posted weights [V, M] and stake [V]. Returns the sum of the stake. */
export function rankEpoch(epoch: Epoch, weights: Float64Array, stake: Float64Array): number {
  const { settings, own, votes, consensus, floor, columns } = epoch;
  votesInto(weights, own, settings.divisor, votes);
  const total = stakeInto(stake, epoch.stake);
  consensusInto(votes, epoch.stake, settings, columns, consensus);
  if (settings.consensus === 'shares') asShares(consensus);
  if (floor) consensusInto(votes, epoch.stake, floor.level, columns, floor.weights);
  ranksInto(votes, epoch.stake, consensus, floor?.weights ?? null, epoch);
  return total;
}

/** A whole epoch: the bonds become the next state. `first` says that there are none yet. */
export function stepEpoch(
  epoch: Epoch,
  weights: Float64Array,
  stake: Float64Array,
  first: boolean,
): void {
  rankEpoch(epoch, weights, stake);
  renewBonds(epoch, first);
  const { settings, incentive, worth, dividends, validatorPay, minerPay } = epoch;
  dividendsInto(epoch, incentive, settings, worth, dividends);
  payInto(dividends, incentive, epoch.stake, settings, validatorPay, minerPay);
}
