/*
 * One network of the attacks study: a group plays each strategy, at each share of the stake and each α/τ, from the same
 * honest start.
 */
import {
  honestWeights,
  simulateStrategies,
  type Market,
  type StrategyName,
} from '../../market/index.js';
import {
  checkpointsOf,
  groupOf,
  groupShare,
  groupSum,
  strategiesOf,
  withShare,
  type GroupParameters,
} from '../market/group.js';
import { sampleMarket } from '../market/parameters.js';
import { cell } from '../result.js';

/** The parameters of one network. */
export interface AttackParameters extends GroupParameters {
  ratios: number[];
  shares: number[];
  attacks: StrategyName[];
  others: StrategyName;
}

/** The group at one block; means over its members unless stated otherwise. */
export interface AttackPoint {
  readonly block: number;
  /** The group's share of all stake, after the block is paid. */
  readonly stakeShare: number;
  /** The group's share of all rank; null where all ranks are 0. */
  readonly rankShare: number | null;
  /** L_i. */
  readonly loss: number;
  /** P_i = R_i − (α/τ) L_i. */
  readonly payoff: number;
}

export interface Attacked {
  readonly runs: {
    readonly share: number;
    readonly ratio: number;
    readonly attack: StrategyName;
    readonly points: AttackPoint[];
  }[];
}

/**
 * Samples the market of network `network`, sets honest weights, and plays each of the group's strategies from there.
 */
export function attack(parameters: AttackParameters, network: number): Attacked {
  const { ratios, shares, attacks, others } = parameters;
  const sampled = sampleMarket(parameters, network);
  const start = { ...sampled, weights: honestWeights(sampled) };
  const group = groupOf(parameters, network);
  const runs = shares.flatMap((share) =>
    ratios.flatMap((ratio) => {
      const market = { ...withShare(start, group, share), ratio };
      return attacks.map((name) => ({
        share,
        ratio,
        attack: name,
        points: play(market, group, name, others, parameters),
      }));
    }),
  );
  return { runs };
}

function play(
  market: Market,
  group: readonly number[],
  name: StrategyName,
  others: StrategyName,
  parameters: AttackParameters,
): AttackPoint[] {
  const { blocks, inflation, stakeUnit, peers } = parameters;
  const keep = checkpointsOf(parameters);
  const { stakes, ranks, losses, payoffs } = simulateStrategies(market, {
    strategies: strategiesOf(parameters, group, name, others),
    blocks,
    inflation,
    stakeUnit,
    keep,
  });
  return keep.map((block, at) => ({
    block,
    stakeShare: groupShare(stakes, peers, group, at),
    rankShare: cell(groupShare(ranks, peers, group, at)),
    loss: groupSum(losses, group, at * peers) / group.length,
    payoff: groupSum(payoffs, group, at * peers) / group.length,
  }));
}
