/*
 * One network of the mechanisms study: the same peers, stake and strategies under every way to rank and to pay.
 */
import { correlation } from '../math/correlation.js';
import { gini } from '../math/inequality.js';
import {
  honestWeights,
  idealRank,
  MECHANISM_NAMES,
  simulateStrategies,
  type MechanismName,
  type StrategyName,
} from '../market/index.js';
import {
  casting,
  checkpointsOf,
  groupOf,
  groupShare,
  groupSum,
  withShare,
  type GroupParameters,
} from './attackers.js';
import { drawNetwork } from './parameters.js';
import { cell } from './study.js';

export interface RuleParameters extends GroupParameters {
  /** α/τ of (15). Default 25. */
  ratio: number;
  /** The group's share of all stake, in (0, 1). Default 0.3. */
  share: number;
  /** What the group plays. Default `honest`, `ascent`, `cabal`, `joint`. */
  attacks: StrategyName[];
}

/** What everybody outside the group plays in this study: all honest, or all for themselves. */
export const POPULATIONS = ['honest', 'ascent'] as const;
export type Population = (typeof POPULATIONS)[number];

export interface RulePoint {
  readonly block: number;
  /** Pearson correlation of the mechanism's rank with (2); null where undefined. */
  readonly fidelity: number | null;
  /** The group's part of all rank; null where nobody ranks. */
  readonly rankShare: number | null;
  readonly stakeShare: number;
  /** Gini coefficient of stake. */
  readonly gini: number;
  /** Mean payoff of the group's members, R as the mechanism ranks. */
  readonly payoff: number;
}

export interface RuleRun {
  readonly mechanism: MechanismName;
  readonly others: Population;
  readonly attack: StrategyName;
  readonly points: RulePoint[];
}

/** Draws network `network`, has everybody post honestly, and runs every strategy under every mechanism. */
export function comparedRules(parameters: RuleParameters, network: number): RuleRun[] {
  const { ratio, share, attacks, blocks, inflation, stakeUnit, ownInput, peers } = parameters;
  const drawn = drawNetwork(parameters, network);
  const group = groupOf(parameters, network);
  const market = { ...withShare(drawn, group, share), ratio, weights: honestWeights(drawn) };
  const ideal = idealRank(drawn);
  const keep = checkpointsOf(parameters);
  return MECHANISM_NAMES.flatMap((mechanism) =>
    POPULATIONS.flatMap((others) =>
      attacks.map((attack) => {
        const { stakes, ranks, payoffs } = simulateStrategies(market, {
          strategies: casting(parameters, group, attack, others),
          blocks,
          inflation,
          stakeUnit,
          ownInput,
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
