/*
 * The pay of a validator beside that in the same network without the event, of the same random numbers. Dividends are per unit
 * of stake, in those of the mean stake: r = Σ D_i/Σ s_i over the keys concerned. k counts epochs since the event, from 0.
 *
 *   relative pay r'_k/r_k,   gain Σ_(k<H) (r'_k − r_k)/((1/H) Σ_(k<H) r_k), in epochs of the pay without the event
 *
 * Known, where all validators post one row that stays, bonds are at their ends, and x_k = 1 − (1 − α)^(k+1):
 *
 *   yuma1  no event moves r;   yuma2  merge (1 − (1 − α)^(k+1) s_b/(s_a + s_b))/(1 − (1 − α)^(k+1) s_b), split 1,
 *          grow to the share q' from q 1 − (1 − α)^(k+1) (1 − q/q'), join x_k
 *   yuma3  merge and grow 1;   split into K keys (1 + (K − 1) x_k)/K over 1 − q (1 − 1/K)(1 − x_k);   join x_k/(1 − q (1 − x_k));
 *          lead T_a/(q T_a + (1 − q) T_o) where others hold κ, T = (1 − G) B_old/Σ B_old + G B_new/Σ B_new over the V validators, a
 *          with B_old = 1 − g x_k, the others with 1 − g x_m, m = k − d; for k < d, x_m and G are 0; for k ≥ d, G = g, and B_new is
 *          x_m + (1 − β)(x_k − x_m) of a, and x_m of the others
 *
 * Under yuma1 at β = 1, r is at any rows the validator's trust over the mean of all, r = T_a/Σ_i s_i T_i with
 * T_i = Σ_j min(v_ij, C_j): a larger stake is paid more for a unit where the consensus moves towards its row.
 *
 * A split into keys with the same rows moves nothing under yuma1 and yuma2 at any rows, since bonds there are in proportion to
 * stake. Under yuma3 they are not, and Σ_i B_ij counts those of the split validator a K times: once the bonds have grown,
 *
 *   D_a = s_a Σ_j B_aj I_j/(Σ_i B_ij + (K − 1) B_aj),   D_i = s_i Σ_j B_ij I_j/(Σ_i B_ij + (K − 1) B_aj),   over their sum
 *
 * so that miners in which a has more bonds than others are worth less: with B_ij = b_j (1 + δ_ij) and independent δ of mean 0,
 * a validator with the part q of the stake loses about (1 − q) (K − 1)/(V + K − 1) var(δ) of its pay.
 */
import { checkInteger, checkOptionNames } from '../../math/checks.js';
import { checkMemory } from '../../math/memory.js';
import { mean } from '../../math/rows.js';
import { readAmong } from '../../parameters/index.js';

import { checkMeasurements, type Measurements } from '../copiers/measurements.js';
import { createEpoch, epochBytes, stepEpoch } from '../yuma/epoch.js';
import { YUMA, yumaSettings, type YumaSettings } from '../yuma/options.js';
import { NONE } from '../yuma/votes.js';
import { VALIDATOR_EVENT, type ValidatorEventOptions } from './options.js';
import { sceneOf, type Phase, type Scene } from './scene.js';

/** The pay of the validator of an event, epoch by epoch from the event on. */
export interface ValidatorEventPay {
  /** r' with the event, [H]. */
  readonly pay: Float64Array;
  /** r without it, [H]. */
  readonly payWithout: Float64Array;
  /** r'/r, [H]; NaN where r is 0. */
  readonly relative: Float64Array;
  /** Σ_k (r'_k − r_k) over the mean of r, in epochs of the pay without the event; NaN where that is 0. */
  readonly gain: number;
}

/** A run of a network: keys before and after an epoch, and the epoch from which each key knows the new miner. */
interface Course {
  readonly phases: readonly [before: Phase, after: Phase];
  readonly known?: Float64Array;
  readonly concerned: readonly number[];
}

interface Span {
  readonly at: number;
  readonly horizon: number;
  readonly worth: number;
}

/** Rows of the epoch, [K, M], or [K, M + 1] with a new miner that is the last. */
function writeRows(
  { miners, validators, rows }: Measurements,
  epoch: number,
  { phase, known, worth }: { phase: Phase; known: Float64Array | undefined; worth: number },
  out: Float64Array,
): void {
  const width = known === undefined ? miners : miners + 1;
  out.fill(0);
  for (let key = 0; key < phase.rows.length; key++) {
    const source = phase.rows[key];
    if (source === NONE) continue;
    const from = (epoch * validators + source) * miners;
    const found = known !== undefined && epoch >= known[key] ? worth : 0;
    for (let j = 0; j < miners; j++) out[key * width + j] = (1 - found) * rows[from + j];
    if (found > 0) out[key * width + miners] = found;
  }
}

/** r of the keys concerned, [H], from the event on. */
function payAlong(
  where: string,
  measured: Measurements,
  { phases, known, concerned }: Course,
  settings: YumaSettings,
  { at, horizon, worth }: Span,
): Float64Array {
  const [before, after] = phases;
  const K = before.stake.length;
  const M = measured.miners + (known === undefined ? 0 : 1);
  checkMemory(where, `an epoch of ${K} validators and ${M} miners`, 2 * epochBytes(K, M));
  const epoch = createEpoch(K, M, settings, new Int32Array(K).fill(NONE));
  const weights = new Float64Array(K * M);
  const total = after.stake.reduce((sum, one) => sum + one, 0);
  const share = concerned.reduce((sum, key) => sum + after.stake[key], 0) / total;
  const pay = new Float64Array(horizon);
  for (let t = 0; t < at + horizon; t++) {
    const phase = t < at ? before : after;
    writeRows(measured, t, { phase, known, worth }, weights);
    // A key that leaves loses its permit, and its bonds with it.
    if (t === at)
      for (const [key, source] of after.rows.entries())
        if (source === NONE) epoch.bonds.fill(0, key * M, (key + 1) * M);
    stepEpoch(epoch, weights, phase.stake, t === 0);
    if (t < at) continue;
    for (const key of concerned) pay[t - at] += epoch.dividends[key];
    pay[t - at] /= share;
  }
  return pay;
}

/** The network without the event. */
function courseWithout({ before, after, concerned, known }: Scene, isJoin: boolean): Course {
  const phase = isJoin ? after : before;
  return { phases: [phase, phase], concerned, ...(known && { known: known.alike }) };
}

/**
 * Pays validators that measure by Yuma consensus, with an event in the life of one of them and without it.
 *
 * - `merge`: the stake of `partner` moves to `validator`, whose rows go on; the partner's bonds are lost. Both are compared.
 * - `split`: the stake is divided among `keys`, which post the same rows, or of which the new ones post their own, the last
 *   k − 1 of the measured; new keys begin without bonds. All keys are compared with the one.
 * - `grow`: the stake is multiplied by `factor`; the shares of others shrink.
 * - `join`: the validator enters without bonds; compared with one that is there from the first epoch.
 * - `lead`: a new miner appears, of weight `worth` in the rows of validators that know it, which leave 1 − g to what they
 *   measure; compared with a network in which the validator finds it `lead` epochs later, with the others.
 *
 * Pay is dividends per unit of stake, in those of the mean stake.
 *
 * @param measurements - as of {@link randomMeasurements}, or measured otherwise: worth [E, M] and rows [E, V, M]
 * @param options - `event`, default `split`; `at`, 100; `horizon`, all that are left; `validator`, 0; `partner`, 1; `keys`, 2;
 *   `keyRows`, `same`; `factor`, 4; `lead` d, 10; `worth` g, 0.1; `stake`, equal; and those of {@link yumaEpoch}
 * @throws {@link InvalidArgumentError} when measurements or an option are invalid, or epochs end before the horizon
 */
export function simulateValidatorEvent(
  measurements: Measurements,
  options: ValidatorEventOptions = {},
): ValidatorEventPay {
  const where = 'simulateValidatorEvent';
  checkMeasurements(where, measurements);
  checkOptionNames(where, options, [...Object.keys(VALIDATOR_EVENT), ...Object.keys(YUMA)]);
  const read = readAmong(where, VALIDATOR_EVENT, options);
  const settings = yumaSettings(where, readAmong(where, YUMA, options));
  const { epochs, validators } = measurements;
  checkInteger(where, 'at', read.at, 1, epochs - 1);
  const horizon = read.horizon ?? epochs - read.at;
  checkInteger(where, 'horizon', horizon, 1, epochs - read.at);
  const scene = sceneOf(where, validators, read);
  const { before, after, concerned, known } = scene;
  const span = { ...read, horizon };
  const led = { phases: [before, after] as const, concerned, ...(known && { known: known.led }) };
  const pay = payAlong(where, measurements, led, settings, span);
  const without = courseWithout(scene, read.event === 'join');
  const payWithout = payAlong(where, measurements, without, settings, span);
  const change = pay.map((value, k) => value - payWithout[k]);
  return {
    ...{ pay, payWithout },
    relative: pay.map((value, k) => value / payWithout[k]),
    gain: change.reduce((sum, value) => sum + value, 0) / mean(payWithout),
  };
}
