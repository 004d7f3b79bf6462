/*
 * One network of the study of sought attacks: a group of one size under one mechanism, at each share of the stake.
 */
import {
  honestWeights,
  leastPayingStake,
  type AttackAtShare,
  type MechanismName,
  type StakeUnit,
  type StrategyName,
} from '../../market/index.js';
import { groupOf } from '../market/group.js';
import { networkStream, sampleMarket, type MarketParameters } from '../market/parameters.js';

/** The parameters of one network at one setting. */
export interface SoughtWork extends MarketParameters {
  ratio: number;
  /** Peers that form the group. */
  attackers: number;
  mechanism: MechanismName;
  horizon: number;
  inflation: number;
  stakeUnit: StakeUnit;
  change: number | null;
  shares: number[];
  worth: number;
  resolution: number;
  attacks: StrategyName[] | undefined;
  others: StrategyName;
  evaluations: number;
  restarts: number;
}

/** The attacks of a group at one share of the stake; gains in shares of all stake, over honest rows. */
export interface SoughtAtShare {
  readonly share: number;
  /** The largest gain found, that of a scripted strategy where no rows have more. */
  readonly found: number;
  /** The largest gain of a scripted strategy. */
  readonly scripted: number;
  /** The scripted strategy that has it. */
  readonly best: StrategyName;
  readonly pays: boolean;
}

export interface SoughtNetwork {
  readonly shares: SoughtAtShare[];
  /** The least share of stake at which an attack that was found pays; null where none does. */
  readonly least: number | null;
  readonly monotone: boolean;
}

/** Samples the market of network `network`, sets honest weights, and searches at every share. */
export function seekInNetwork(parameters: SoughtWork, network: number): SoughtNetwork {
  const { ratio, mechanism, horizon, inflation, stakeUnit, change, shares, worth } = parameters;
  const { resolution, attacks, others, evaluations, restarts, learningRate, simplex } = parameters;
  const sampled = sampleMarket(parameters, network);
  const found = leastPayingStake(
    { ...sampled, ratio, weights: honestWeights(sampled) },
    {
      members: groupOf(parameters, network),
      ...{ mechanism, horizon, inflation, stakeUnit, shares, worth, resolution },
      ...{ others, evaluations, restarts, learningRate, simplex },
      ...(attacks && { attacks }),
      ...(change !== null && { change }),
      seed: networkStream(parameters.seed, network)
        .split('sought')
        .integer(2 ** 31),
    },
  );
  return { shares: found.grid.map(atShare), least: found.share, monotone: found.monotone };
}

function atShare({ share, gain, scripted, pays }: AttackAtShare): SoughtAtShare {
  const leader = scripted.reduce((most, one) => (one.gain > most.gain ? one : most));
  return { share, found: gain, scripted: leader.gain, best: leader.attack, pays };
}
