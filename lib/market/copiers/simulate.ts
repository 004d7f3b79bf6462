/*
 * Validators that measure and validators that copy, paid by Yuma consensus over epochs. Dividends are in units of those of the
 * mean stake, so that honest r_h and copiers' r_c obey (1 − q) r_h + q r_c = 1 where any validator is paid:
 *
 *   r_h = Σ_honest D_i/(1 − q),   r_c = Σ_copiers D_i/q,   profit = r_c/(r_h − cost),   break-even cost = r_h − r_c
 *
 * Known: under yuma1 at β = 1, where honest validators measure without error and hold κ of the stake, and copiers less,
 * C = u, and each epoch pays r_c/r_h = Σ_j min(c_j, u_j) = 1 − ½ Σ_j |c_j − u_j|. For randomMeasurements of many miners this
 * tends to 1 − erf(σ √(1 − (1 − ρ)^(d + 1))/2): the logarithms of c and u are normal, and correlate by (1 − ρ)^(d + 1).
 */
import { checkInteger, checkOptionNames } from '../../math/checks.js';
import { correlation } from '../../math/correlation.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { checkMemory } from '../../math/memory.js';
import {
  fraction,
  integer,
  nonNegative,
  omittable,
  programmatic,
  readAmong,
  type OptionsOf,
  type Parameter,
} from '../../parameters/index.js';
import { checkStake } from '../market.js';
import { createEpoch, epochBytes, stepEpoch } from '../yuma/epoch.js';
import { YUMA, yumaSettings, type YumaOptions } from '../yuma/options.js';
import { NONE } from '../yuma/votes.js';
import { checkMeasurements, type Measurements } from './measurements.js';
import { copiedInto } from './rows.js';

/** The options of {@link simulateCopiers}, without those of Yuma consensus. */
export const COPIERS = {
  copiers: integer(3, 'Validators that copy, of equal stake', { least: 0 }),
  share: fraction(0.2, 'The copiers’ part of all stake, where there are any', { symbol: 'q' }),
  delay: integer(0, 'Epochs between the commitment of a row and its publication', {
    least: 0,
    symbol: 'd',
  }),
  cost: nonNegative(0, 'Cost of measuring in an epoch, in dividends of the mean stake'),
  warmup: integer(0, 'First epochs that means leave out', { least: 0 }),
  stake: omittable(
    programmatic(new Float64Array(0), 'Stake of the honest validators, [V]', () => undefined),
    'equal',
  ) as Parameter<Float64Array | undefined>,
};

export type CopierOptions = OptionsOf<typeof COPIERS> & YumaOptions;

/** The pay of copiers beside that of honest validators. */
export interface CopierPay {
  /** r_h of each epoch, [E]. */
  readonly honest: Float64Array;
  /** r_c of each epoch, [E]; 0 without copiers. */
  readonly copied: Float64Array;
  /** Pearson correlation of incentive with the true worth in each epoch, [E]; NaN where undefined. */
  readonly accuracies: Float64Array;
  /** r_h, mean over the epochs after the warm-up. */
  readonly honestDividend: number;
  /** r_c, mean over them. */
  readonly copierDividend: number;
  /** r_c/(r_h − cost) of the means; NaN without copiers, or where an honest validator is left with nothing. */
  readonly profit: number;
  /**
   * r_h − r_c of the means: the cost of measuring above which copying pays more; negative where it does at no cost, NaN
   * without copiers.
   */
  readonly breakEven: number;
  /** Mean of the accuracies that are defined, after the warm-up; NaN where none is. */
  readonly accuracy: number;
}

/**
 * The stake of honest validators and copiers, which sums to 1.
 *
 * @throws {@link InvalidArgumentError} when it is negative, 0 everywhere or of another length
 */
function stakeOf(
  where: string,
  validators: number,
  { stake, copiers, share }: { stake: Float64Array | undefined; copiers: number; share: number },
): Float64Array {
  const held = stake ?? new Float64Array(validators).fill(1);
  checkStake(where, validators, held);
  const total = held.reduce((sum, one) => sum + one, 0);
  if (total === 0) throw new InvalidArgumentError(where, 'stake must not be 0 everywhere', '0');
  const honest = copiers > 0 ? 1 - share : 1;
  const out = new Float64Array(validators + copiers).fill(share / copiers);
  for (let i = 0; i < validators; i++) out[i] = (honest * held[i]) / total;
  return out;
}

/** The mean of the values from `first` that are not NaN. */
function meanFrom(values: Float64Array, first: number): number {
  const kept = values.subarray(first).filter((value) => !Number.isNaN(value));
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

/**
 * Pays copiers and honest validators by Yuma consensus. Honest validators post what they measure; a copier posts the
 * stake-weighted average of the honest rows of the epoch before, or, where rows are committed and published `delay` epochs
 * later, of `delay` + 1 epochs before, c_t = Σ_i s_i w_(t−1−d)i/Σ_i s_i; equal weights until a row is public. Every row counts
 * in the epoch for which it was committed, and bonds begin at none.
 *
 * Dividends are per unit of stake, in units of those of the mean stake: r_h = Σ_honest D_i/(1 − q), r_c = Σ_copiers D_i/q.
 *
 * @param measurements - as of {@link randomMeasurements}, or measured otherwise: worth [E, M] and rows [E, V, M]
 * @param options - `copiers`, default 3; `share` q of all stake, 0.2; `delay` d, 0; `cost`, 0; `warmup`, 0; `stake` of the
 *   honest, [V], equal; and those of {@link yumaEpoch}
 * @throws {@link InvalidArgumentError} when measurements or an option are invalid, or no epoch follows the warm-up
 */
export function simulateCopiers(
  measurements: Measurements,
  options: CopierOptions = {},
): CopierPay {
  const where = 'simulateCopiers';
  checkMeasurements(where, measurements);
  checkOptionNames(where, options, [...Object.keys(COPIERS), ...Object.keys(YUMA)]);
  const read = readAmong(where, COPIERS, options);
  const ofYuma = Object.entries(options).filter(([name]) => Object.hasOwn(YUMA, name));
  const settings = yumaSettings(where, Object.fromEntries(ofYuma));
  const { copiers, share, delay, cost, warmup } = read;
  const { epochs, validators: V, miners: M, worth, rows } = measurements;
  checkInteger(where, 'warmup', warmup, 0, epochs - 1);
  const all = V + copiers;
  checkMemory(where, `an epoch of ${all} validators and ${M} miners`, 2 * epochBytes(all, M));
  const stake = stakeOf(where, V, read);
  const epoch = createEpoch(all, M, settings, new Int32Array(all).fill(NONE));
  const weights = new Float64Array(all * M);
  const copy = new Float64Array(M);
  const [honest, copied] = [new Float64Array(epochs), new Float64Array(epochs)];
  const accuracies = new Float64Array(epochs);
  for (let t = 0; t < epochs; t++) {
    weights.set(rows.subarray(t * V * M, (t + 1) * V * M));
    if (copiers > 0) copiedInto(measurements, stake.subarray(0, V), t, delay, copy);
    for (let i = V; i < all; i++) weights.set(copy, i * M);
    stepEpoch(epoch, weights, stake, t === 0);
    for (let i = 0; i < all; i++) (i < V ? honest : copied)[t] += epoch.dividends[i];
    honest[t] /= copiers > 0 ? 1 - share : 1;
    copied[t] /= share;
    accuracies[t] = correlation(epoch.incentive, worth.subarray(t * M, (t + 1) * M));
  }
  const [honestDividend, copierDividend] = [meanFrom(honest, warmup), meanFrom(copied, warmup)];
  const left = honestDividend - cost;
  const isPaid = copiers > 0 && left > 0;
  return {
    ...{ honest, copied, accuracies, honestDividend, copierDividend },
    profit: isPaid ? copierDividend / left : Number.NaN,
    breakEven: copiers > 0 ? honestDividend - copierDividend : Number.NaN,
    accuracy: meanFrom(accuracies, warmup),
  };
}
