/*
 * Validators that reward own miners. A coalition of g of V validators holds the part q of the stake and m of M miners.
 * Each of its validators gives its miners all weight, in proportion to what it measured, and no other miner any:
 *
 *   w_ij = x_ij/Σ_{k ∈ own} x_ik for j ∈ own, 0 elsewhere,   x_i what validator i measured, which honest validators post
 *
 *   gain of incentive   Σ_{j ∈ own} I_j less the same with honest rows,   I = R/ΣR over miners
 *   gain of pay         the coalition's part of the issuance, validators and miners, less the same with honest rows
 *
 * One voter with little stake cannot raise a consensus, but takes its stake from the rank of all others. Known: where no
 * measurement errs, votes are u and the coalition's miners are worth U = Σ_own u of all, incentive and its gain are
 *
 *   no clip                U + q (1 − U)                    gain q (1 − U)
 *   clipped, q below κ     U/(U + (1 − q)(1 − U))           gain q U (1 − U)/(1 − q (1 − U))
 *   two sides, q below κ   U                                gain 0
 *   clipped, q above κ and 1 − κ   1
 */
import { checkInteger, checkList } from '../../math/checks.js';
import { correlation } from '../../math/correlation.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { checkMemory } from '../../math/memory.js';
import {
  choice,
  fraction,
  integer,
  programmatic,
  readParameters,
  required,
  type OptionsOf,
  type ValuesOf,
} from '../../parameters/index.js';
import { checkMeasurements, type Measurements } from '../copiers/measurements.js';
import { MECHANISM_NAMES, MECHANISMS } from '../mechanisms/index.js';
import { checkPay, checkRanks } from '../mechanisms/mechanism.js';
import { createRoles, epochsOf, postRow } from './roles.js';

/** The options of {@link simulateCoalition}. */
export const COALITION = {
  members: integer(2, 'Validators of the coalition, the last of those that measure', {
    symbol: 'g',
  }),
  own: required(programmatic<readonly number[]>([], 'The coalition’s miners', checkList)),
  share: fraction(0.1, 'The coalition’s part of all stake', { symbol: 'q' }),
  mechanism: choice(MECHANISM_NAMES, 'paper', 'The rule of rank and pay'),
  warmup: integer(0, 'First epochs that means leave out', { least: 0 }),
};

export type CoalitionOptions = OptionsOf<typeof COALITION>;

/** A coalition's part of incentive and pay with honest rows and with its attack: means over epochs. */
export interface CoalitionPay {
  readonly honest: CoalitionOutcome;
  readonly attack: CoalitionOutcome;
}

export interface CoalitionOutcome {
  /** Σ_{j ∈ own} R_j/Σ_j R_j over miners; NaN where no miner has rank in any epoch. */
  readonly incentive: number;
  /** The part of the issuance that its validators and miners are paid; NaN where there is no pay in any epoch. */
  readonly pay: number;
  /** Pearson correlation of the miners' rank with their worth; NaN where it is undefined in every epoch. */
  readonly accuracy: number;
  /** Σ_j R_j over the mean stake: the part of the stake whose votes count. */
  readonly counted: number;
}

type Settings = ValuesOf<typeof COALITION>;

/** @throws {@link InvalidArgumentError} unless the miners are a part of all, each named once */
function checkOwn(where: string, own: readonly number[], miners: number): void {
  checkInteger(where, 'number of own miners', own.length, 1, miners - 1);
  for (const miner of own) checkInteger(where, 'own', miner, 0, miners - 1);
  if (new Set(own).size === own.length) return;
  throw new InvalidArgumentError(where, 'own must name each miner once', own.join(', '));
}

/** The mean of those that are not NaN. */
class Mean {
  #sum = 0;
  #count = 0;

  add(value: number): void {
    if (Number.isNaN(value)) return;
    this.#sum += value;
    this.#count++;
  }

  get value(): number {
    return this.#sum / this.#count;
  }
}

/** The coalition's row, of what it measured, [M]; equal weights where it measured none of them. */
function ownRow(measured: Float64Array, own: readonly number[]): Float64Array {
  const row = new Float64Array(measured.length);
  let total = 0;
  for (const miner of own) total += measured[miner];
  for (const miner of own) row[miner] = total > 0 ? measured[miner] / total : 1 / own.length;
  return row;
}

/** The means over epochs, with or without the attack. */
function outcomeOf(
  where: string,
  measured: Measurements,
  { members, own, share, mechanism: name, warmup }: Settings,
  attacks: boolean,
): CoalitionOutcome {
  const { epochs, validators: V, miners: M, worth, rows } = measured;
  const honest = V - members;
  const stake = Float64Array.from({ length: V }, (_, i) =>
    i < honest ? (1 - share) / honest : share / members,
  );
  const network = createRoles(stake, M);
  const mechanism = MECHANISMS[name];
  const { ranks, pay, step } = epochsOf(network, mechanism);
  const incentive = new Mean();
  const paid = new Mean();
  const accuracy = new Mean();
  const counted = new Mean();
  for (let t = 0; t < epochs; t++) {
    for (let i = 0; i < V; i++) {
      const row = rows.subarray((t * V + i) * M, (t * V + i + 1) * M);
      postRow(network, i, attacks && i >= honest ? ownRow(row, own) : row);
    }
    step();
    checkRanks(where, mechanism, ranks, network.stake);
    checkPay(where, mechanism, pay);
    if (t < warmup) continue;
    const ofMiners = ranks.subarray(V);
    const total = ofMiners.reduce((sum, rank) => sum + rank, 0);
    incentive.add(own.reduce((sum, j) => sum + ofMiners[j], 0) / total);
    const all = pay.reduce((sum, part) => sum + part, 0);
    let group = own.reduce((sum, j) => sum + pay[V + j], 0);
    for (let i = honest; i < V; i++) group += pay[i];
    paid.add(group / all);
    accuracy.add(correlation(ofMiners, worth.subarray(t * M, (t + 1) * M)));
    // All stake is 1.
    counted.add(total * (V + M));
  }
  return {
    ...{ incentive: incentive.value, pay: paid.value },
    ...{ accuracy: accuracy.value, counted: counted.value },
  };
}

/**
 * Ranks and pays a network of validators that measure miners, of which the last `members` are a coalition with own miners: once
 * with the rows that all measured, and once with the coalition's weight on its miners alone, in proportion to what it
 * measured. Honest validators share 1 − q of the stake equally, the coalition's q. Validators vote for miners alone, and
 * any mechanism ranks the network as a square one of V + M peers.
 *
 * @param measurements - as of {@link randomMeasurements}, or measured otherwise: worth [E, M] and rows [E, V, M]
 * @param options - `own`, the coalition's miners; `members` g, default 2; `share` q of all stake, 0.1; `mechanism`, `paper`;
 *   `warmup`, 0
 * @throws {@link InvalidArgumentError} when measurements or an option are invalid, no honest validator or no other miner is
 *   left, or no epoch follows the warm-up
 */
export function simulateCoalition(
  measurements: Measurements,
  options: CoalitionOptions,
): CoalitionPay {
  const where = 'simulateCoalition';
  checkMeasurements(where, measurements);
  const settings = readParameters(where, COALITION, options);
  const { epochs, validators: V, miners: M } = measurements;
  checkInteger(where, 'members', settings.members, 1, V - 1);
  checkOwn(where, settings.own, M);
  checkInteger(where, 'warmup', settings.warmup, 0, epochs - 1);
  checkMemory(where, `a network of ${V} validators and ${M} miners`, 24 * (V + M) ** 2);
  return {
    honest: outcomeOf(where, measurements, settings, false),
    attack: outcomeOf(where, measurements, settings, true),
  };
}
