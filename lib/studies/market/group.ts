/*
 * Groups among the peers of a market, for the studies of dishonest peers: members, stake and strategies.
 */
import { sum } from '../../math/rows.js';
import { checkInteger, show } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { logSpaced } from '../../math/spacing.js';
import {
  STAKE_UNITS,
  STRATEGY_NAMES,
  strategyNamed,
  type Market,
  type Strategy,
  type StrategyName,
} from '../../market/index.js';
import {
  choice,
  fraction,
  integer,
  list,
  positive,
  type ValuesOf,
} from '../../parameters/index.js';
import { networkStream, type MarketParameters } from './parameters.js';

/** A group among the peers of a market, and the number of blocks. */
export const GROUP = {
  attackers: integer(3, 'Peers that form the group, sampled for each network'),
  blocks: integer(10_000, 'Blocks of algorithm 1: choose rows, rank, pay'),
  inflation: positive(0.001, 'Stake minted a block, (6)', { symbol: 'τ' }),
  stakeUnit: choice(
    STAKE_UNITS,
    'absolute',
    "Stake as masks and payoffs read it: itself, the paper's, or divided by its mean",
  ),
  checkpoints: integer(9, 'Blocks that are recorded, evenly spaced in log t'),
};

/** The group's initial share of all stake. */
export const SHARE = fraction(0.3, "The group's share of all stake at first");

/** The strategies of the group. */
export const ATTACKS = list(
  choice(STRATEGY_NAMES, 'honest', ''),
  ['honest', 'ascent', 'cabal', 'joint'],
  'Strategies of the group; a list',
);

export type GroupParameters = MarketParameters & ValuesOf<typeof GROUP>;

/** @throws {@link InvalidArgumentError} when the group does not fit the market. */
export function checkGroup(
  where: string,
  { peers, attackers, stake }: Pick<GroupParameters, 'peers' | 'attackers' | 'stake'>,
): void {
  checkInteger(where, 'peers', peers, 2);
  checkInteger(where, 'attackers', attackers, 1, peers - 1);
  if (typeof stake !== 'number' || !(stake > 0)) {
    const rule = 'stake must be one number above 0, the mean, where the group holds a share of it';
    throw new InvalidArgumentError(where, rule, show(stake));
  }
}

/** @throws {@link InvalidArgumentError} when a name is in a list twice. */
export function checkNamedOnce(where: string, name: string, names: readonly string[]): void {
  if (new Set(names).size === names.length) return;
  const rule = `${name} must be a list of ${name === 'attacks' ? 'strategies' : name}, each named once`;
  throw new InvalidArgumentError(where, rule, names.join(', '));
}

/** The group of network `network`: sampled without replacement, ascending. */
export function groupOf(
  { seed, peers, attackers }: Pick<GroupParameters, 'seed' | 'peers' | 'attackers'>,
  network: number,
): number[] {
  const stream = networkStream(seed, network).split('attackers');
  const left = Array.from({ length: peers }, (_, peer) => peer);
  const members = Array.from(
    { length: attackers },
    () => left.splice(stream.integer(left.length), 1)[0],
  );
  return members.sort((a, b) => a - b);
}

/** The market in which the group holds `share` of all stake, with equal stake of its members and of the others. */
export function withShare(market: Market, group: readonly number[], share: number): Market {
  const { peers, stake } = market;
  const total = sum(stake);
  const [inside, outside] = [group.length, peers - group.length];
  return {
    ...market,
    stake: stake.map((_, peer) =>
      group.includes(peer) ? (share * total) / inside : ((1 - share) * total) / outside,
    ),
  };
}

/** A strategy for each peer: one for the group, one for all others. */
export function strategiesOf(
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

/** The recorded blocks. */
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

/** The group's share of row `at` of `values`, [rows, n]. */
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
