/*
 * One network of the mechanisms study under one mechanism: the same peers, stake and strategies as under every other.
 */
import { correlation } from '../../math/correlation.js';
import { gini } from '../../math/inequality.js';
import {
  honestWeights,
  idealRank,
  shapleyRank,
  simulateStrategies,
  type MechanismName,
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
export interface MechanismsWork extends GroupParameters {
  ratio: number;
  share: number;
  attacks: StrategyName[];
  mechanism: MechanismName;
}

/** The strategies of all peers outside the group: honest, or each ascends its payoff. */
export const POPULATIONS = ['honest', 'ascent'] as const;
export type Population = (typeof POPULATIONS)[number];

export interface MechanismPoint {
  readonly block: number;
  /** Pearson correlation of the mechanism's rank with (2); null where undefined. */
  readonly fidelity: number | null;
  /** The same with the Shapley rank, which counts interactions. */
  readonly shapley: number | null;
  /** ΣR over the mean stake: the part of the stake whose votes count. */
  readonly counted: number;
  /** The group's share of all rank; null where all ranks are 0. */
  readonly rankShare: number | null;
  readonly stakeShare: number;
  /** Gini coefficient of stake. */
  readonly gini: number;
  /** Mean payoff of the group's members, with R the mechanism's rank. */
  readonly payoff: number;
}

export interface MechanismRun {
  readonly others: Population;
  readonly attack: StrategyName;
  readonly points: MechanismPoint[];
}

/** Samples the market of network `network`, sets honest weights, and runs every strategy. */
export function compareMechanisms(parameters: MechanismsWork, network: number): MechanismRun[] {
  const { ratio, share, attacks, mechanism, blocks, inflation, stakeUnit, peers } = parameters;
  const sampled = sampleMarket(parameters, network);
  const group = groupOf(parameters, network);
  const market = { ...withShare(sampled, group, share), ratio, weights: honestWeights(sampled) };
  const [ideal, shapley] = [idealRank(sampled), shapleyRank(sampled)];
  const keep = checkpointsOf(parameters);
  return POPULATIONS.flatMap((others) =>
    attacks.map((attack) => {
      const { stakes, ranks, counted, payoffs } = simulateStrategies(market, {
        ...{ blocks, inflation, stakeUnit, mechanism, keep },
        strategies: strategiesOf(parameters, group, attack, others),
      });
      const points = keep.map((block, at) => {
        const [rank, stake] = [ranks, stakes].map((values) =>
          values.subarray(at * peers, (at + 1) * peers),
        );
        return {
          ...{ block, gini: gini(stake), stakeShare: groupShare(stakes, peers, group, at) },
          fidelity: cell(correlation(rank, ideal)),
          shapley: cell(correlation(rank, shapley)),
          counted: counted[at],
          rankShare: cell(groupShare(ranks, peers, group, at)),
          payoff: groupSum(payoffs, group, at * peers) / group.length,
        };
      });
      return { others, attack, points };
    }),
  );
}
