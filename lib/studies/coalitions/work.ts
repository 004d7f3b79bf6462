/*
 * One network of the coalitions study: the same miners, measurements and coalition under every mechanism and at every share.
 */
import {
  randomMeasurements,
  simulateCoalition,
  type CoalitionOutcome,
  type MechanismName,
} from '../../market/index.js';
import { networkStream } from '../market/parameters.js';
import { cell } from '../result.js';

/** The parameters of one network under one mechanism. */
export interface CoalitionWork {
  readonly seed: number;
  readonly epochs: number;
  readonly warmup: number;
  readonly validators: number;
  readonly members: number;
  readonly miners: number;
  readonly own: number;
  readonly spread: number;
  readonly speed: number;
  readonly error: number;
  readonly shares: readonly number[];
  readonly mechanism: MechanismName;
}

/** A coalition with one share of the stake; null where no miner has rank or no peer is paid. */
export interface CoalitionAtShare {
  readonly share: number;
  /** Its miners' share of incentive with the attack. */
  readonly incentive: number | null;
  /** The same less that with honest rows. */
  readonly gain: number | null;
  /** {@link CoalitionAtShare.gain} over the share of the stake. */
  readonly leverage: number | null;
  /** The gain in the part of the issuance, of its validators and miners. */
  readonly payGain: number | null;
  /** Pearson correlation of incentive with worth, with the attack. */
  readonly accuracy: number | null;
  /** The part of the stake whose votes count, with the attack. */
  readonly counted: number;
}

/** Samples miners, measurements and the coalition's miners of network `network`, and pays them at every share. */
export function payCoalition(parameters: CoalitionWork, network: number): CoalitionAtShare[] {
  const { seed, epochs, warmup, validators, members, miners, own, mechanism } = parameters;
  const { spread, speed, error, shares } = parameters;
  const stream = networkStream(seed, network).split('coalition');
  const measured = randomMeasurements(stream.split('measurements'), {
    ...{ epochs, validators, miners, spread, speed, error },
  });
  const left = Array.from({ length: miners }, (_, miner) => miner);
  const chosen = stream.split('own');
  const mine = Array.from({ length: own }, () => left.splice(chosen.integer(left.length), 1)[0]);
  return [...new Set(shares)].map((share) => {
    const found = simulateCoalition(measured, { members, own: mine, share, mechanism, warmup });
    const { honest, attack } = found;
    const gainOf = (name: keyof CoalitionOutcome): number => attack[name] - honest[name];
    return {
      ...{ share, incentive: cell(attack.incentive), gain: cell(gainOf('incentive')) },
      ...{ leverage: cell(gainOf('incentive') / share), payGain: cell(gainOf('pay')) },
      ...{ accuracy: cell(attack.accuracy), counted: attack.counted },
    };
  });
}
