/*
 * One network of the attacks study: a group plays each strategy, at each share of the stake and each α/τ, from the same
 * honest start.
 */
import {
  honestWeights,
  simulateStrategies,
  type Market,
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

export interface AttackParameters extends GroupParameters {
  /** α/τ of (15). Default 1, 10, 100. */
  ratios: number[];
  /** The group's shares of all stake, each in (0, 1). Default 0.05, 0.2, 0.4, 0.6. */
  shares: number[];
  /** What the group plays. Default `honest`, `ascent`, `cabal`, `joint`. */
  attacks: StrategyName[];
  /** What everybody else plays. Default `ascent`. */
  others: StrategyName;
}

/** The group at one block; means over its members where not said otherwise. */
export interface AttackPoint {
  readonly block: number;
  /** Its part of all stake, after the block was paid. */
  readonly stakeShare: number;
  /** Its part of all rank; null where nobody ranks. */
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

/** Draws network `network`, has everybody post honestly, and lets the group play each strategy from there. */
export function attack(parameters: AttackParameters, network: number): Attacked {
  const { ratios, shares, attacks, others } = parameters;
  const drawn = drawNetwork(parameters, network);
  const start = { ...drawn, weights: honestWeights(drawn) };
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
  const { blocks, inflation, stakeUnit, ownInput, peers } = parameters;
  const keep = checkpointsOf(parameters);
  const { stakes, ranks, losses, payoffs } = simulateStrategies(market, {
    strategies: casting(parameters, group, name, others),
    blocks,
    inflation,
    stakeUnit,
    ownInput,
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
