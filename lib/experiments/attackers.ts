/*
 * What studies of dishonest peers share: who attacks, how much they hold, and how long it is looked at.
 */
import { checkFraction, checkInteger, checkOneOf, checkPositive, show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { logSpaced } from '../math/spacing.js';
import {
  STAKE_UNIT,
  STRATEGY_NAMES,
  strategyNamed,
  type Market,
  type StakeUnit,
  type Strategy,
  type StrategyName,
} from '../market/index.js';
import { networkStream, type NetworkParameters } from './parameters.js';

/** A group among the peers of a network, and the blocks that it plays. */
export interface GroupParameters extends NetworkParameters {
  /** How many peers form the group, drawn at random for each network. Default 3. */
  attackers: number;
  /** Blocks of algorithm 1. Default 10,000. */
  blocks: number;
  /** τ of (6), the stake minted a block. Default 0.001, a thousandth of a peer's stake. */
  inflation: number;
  /** What masks and payoffs read as stake. Default `absolute`. */
  stakeUnit: StakeUnit;
  /** How many blocks are looked at, evenly spaced in log t. Default 9. */
  checkpoints: number;
}

export const GROUP_DEFAULTS = {
  attackers: 3,
  blocks: 10_000,
  inflation: 0.001,
  stakeUnit: 'absolute',
  checkpoints: 9,
} as const satisfies Omit<GroupParameters, keyof NetworkParameters>;

/** @throws {@link InvalidArgumentError} when a parameter is out of range. */
export function checkGroup(where: string, parameters: GroupParameters): void {
  const { peers, attackers, blocks, inflation, stakeUnit, checkpoints, stake } = parameters;
  checkInteger(where, 'peers', peers, 2);
  checkInteger(where, 'attackers', attackers, 1, peers - 1);
  checkInteger(where, 'blocks', blocks, 1);
  checkInteger(where, 'checkpoints', checkpoints, 1);
  checkPositive(where, 'inflation', inflation);
  checkOneOf(where, 'stakeUnit', stakeUnit, STAKE_UNIT);
  if (typeof stake !== 'number' || !(stake > 0)) {
    const rule = 'stake must be one number above 0, the mean, where the group holds a share of it';
    throw new InvalidArgumentError(where, rule, show(stake));
  }
}

/** @throws {@link InvalidArgumentError} unless `names` is a list of strategies, each named once. */
export function checkStrategyNames(where: string, name: string, names: unknown): void {
  if (!Array.isArray(names) || names.length === 0 || new Set(names).size < names.length) {
    const rule = `${name} must be a list of strategies, each named once`;
    throw new InvalidArgumentError(where, rule, JSON.stringify(names));
  }
  for (const value of names) checkOneOf(where, name, value, STRATEGY_NAMES);
}

/** @throws {@link InvalidArgumentError} unless the group's share of all stake lies between 0 and 1. */
export function checkShare(where: string, name: string, share: unknown): void {
  checkFraction(where, name, share);
}

/** The group of network `network`: so many of its peers, drawn at random, ascending. */
export function groupOf(
  { seed, peers, attackers }: Pick<GroupParameters, 'seed' | 'peers' | 'attackers'>,
  network: number,
): number[] {
  const stream = networkStream(seed, network).split('attackers');
  const left = Array.from({ length: peers }, (_, peer) => peer);
  const drawn = Array.from(
    { length: attackers },
    () => left.splice(stream.integer(left.length), 1)[0],
  );
  return drawn.sort((a, b) => a - b);
}

/** The market in which the group holds `share` of all stake, its members alike, and so do the others. */
export function withShare(market: Market, group: readonly number[], share: number): Market {
  const { peers, stake } = market;
  const total = stake.reduce((sum, value) => sum + value, 0);
  const [inside, outside] = [group.length, peers - group.length];
  return {
    ...market,
    stake: stake.map((_, peer) =>
      group.includes(peer) ? (share * total) / inside : ((1 - share) * total) / outside,
    ),
  };
}

/** A strategy for each peer: one for the group, one for all others. */
export function casting(
  { peers, learningRate, simplex }: Pick<GroupParameters, 'peers' | 'learningRate' | 'simplex'>,
  group: readonly number[],
  attack: StrategyName,
  others: StrategyName,
): Strategy[] {
  const rest = Array.from({ length: peers }, (_, peer) => peer).filter(
    (peer) => !group.includes(peer),
  );
  const inside = strategyNamed(attack, { members: group, learningRate, simplex });
  const outside = strategyNamed(others, { members: rest, learningRate, simplex });
  return Array.from({ length: peers }, (_, peer) => (group.includes(peer) ? inside : outside));
}

/** The blocks that are looked at. */
export function checkpointsOf({
  blocks,
  checkpoints,
}: Pick<GroupParameters, 'blocks' | 'checkpoints'>): number[] {
  return logSpaced(blocks, checkpoints);
}

/** Sum of the group's entries of `values`, [n], starting at `from`. */
export function groupSum(values: Float64Array, group: readonly number[], from = 0): number {
  return group.reduce((sum, member) => sum + values[from + member], 0);
}

/** Part of row `at` of `values`, [rows, n], that is the group's. */
export function groupShare(
  values: Float64Array,
  peers: number,
  group: readonly number[],
  at: number,
): number {
  const total = values
    .subarray(at * peers, (at + 1) * peers)
    .reduce((sum, value) => sum + value, 0);
  return groupSum(values, group, at * peers) / total;
}
