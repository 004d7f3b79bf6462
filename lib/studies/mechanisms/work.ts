/*
 * One network of the mechanisms study: the same peers, stake and strategies under every mechanism.
 */
import { correlation } from '../../math/correlation.js';
import { gini } from '../../math/inequality.js';
import {
  honestWeights,
  idealRank,
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
  mechanisms: MechanismName[] | undefined;
}

/** The mechanisms that are compared by default: those without a memory. */
export const COMPARED = ['paper', 'impartial', 'median', 'l1', 'medianAtLeast'] as const;

/** The mechanisms of a run. */
export function mechanismsOf({
  mechanisms,
}: Pick<MechanismsWork, 'mechanisms'>): readonly MechanismName[] {
  return mechanisms ?? COMPARED;
}

/** The strategies of all peers outside the group: honest, or each ascends its payoff. */
export const POPULATIONS = ['honest', 'ascent'] as const;
export type Population = (typeof POPULATIONS)[number];

export interface MechanismPoint {
  readonly block: number;
  /** Pearson correlation of the mechanism's rank with (2); null where undefined. */
  readonly fidelity: number | null;
  /** The group's share of all rank; null where all ranks are 0. */
  readonly rankShare: number | null;
  readonly stakeShare: number;
  /** Gini coefficient of stake. */
  readonly gini: number;
  /** Mean payoff of the group's members, with R the mechanism's rank. */
  readonly payoff: number;
}

export interface MechanismRun {
  readonly mechanism: MechanismName;
  readonly others: Population;
  readonly attack: StrategyName;
  readonly points: MechanismPoint[];
}

/** Samples the market of network `network`, sets honest weights, and runs every strategy under every mechanism. */
export function compareMechanisms(parameters: MechanismsWork, network: number): MechanismRun[] {
  const { ratio, share, attacks, blocks, inflation, stakeUnit, peers } = parameters;
  const sampled = sampleMarket(parameters, network);
  const group = groupOf(parameters, network);
  const market = { ...withShare(sampled, group, share), ratio, weights: honestWeights(sampled) };
  const ideal = idealRank(sampled);
  const keep = checkpointsOf(parameters);
  return mechanismsOf(parameters).flatMap((mechanism) =>
    POPULATIONS.flatMap((others) =>
      attacks.map((attack) => {
        const { stakes, ranks, payoffs } = simulateStrategies(market, {
          strategies: strategiesOf(parameters, group, attack, others),
          blocks,
          inflation,
          stakeUnit,
          mechanism,
          keep,
        });
        const points = keep.map((block, at) => ({
          block,
          fidelity: cell(correlation(ranks.slice(at * peers, (at + 1) * peers), ideal)),
          rankShare: cell(groupShare(ranks, peers, group, at)),
          stakeShare: groupShare(stakes, peers, group, at),
          gini: gini(stakes.subarray(at * peers, (at + 1) * peers)),
          payoff: groupSum(payoffs, group, at * peers) / group.length,
        }));
        return { mechanism, others, attack, points };
      }),
    ),
  );
}
