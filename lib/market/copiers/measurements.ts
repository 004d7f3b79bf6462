/*
 * Miners whose worth drifts, and validators that measure it with an error. Epochs t, miners j, validators i:
 *
 *   x_tj = (1 − ρ) x_(t−1)j + √(1 − (1 − ρ)²) z_tj,   x_0j = z_0j     stationary, variance 1, memory (1 − ρ)^k over k epochs
 *   u_tj = exp(σ x_tj)/Σ_k exp(σ x_tk)                                 the true worth, a share of all worth
 *   w_tij = u_tj exp(ε e_tij)/Σ_k u_tk exp(ε e_tik)                    the row that an honest validator posts
 *
 * z and e are independent standard normal: an Ornstein–Uhlenbeck process, seen at whole epochs, of the logarithm of worth.
 */
import { checkInteger, checkObject, checkStream, checkVector } from '../../math/checks.js';
import { exp } from '../../math/elementary.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { checkMemory } from '../../math/memory.js';
import { type RandomStream } from '../../math/random.js';
import {
  integer,
  nonNegative,
  portion,
  positive,
  readParameters,
  type OptionsOf,
} from '../../parameters/index.js';

/** The options of {@link randomMeasurements}. */
export const MEASUREMENTS = {
  epochs: integer(200, 'Epochs', { symbol: 'E' }),
  validators: integer(12, 'Honest validators, which measure', { symbol: 'V' }),
  miners: integer(32, 'Miners', { least: 2, symbol: 'M' }),
  speed: portion(
    0.03,
    'Change of the miners in an epoch: 0 never, 1 worth that forgets all of the epoch before',
    { symbol: 'ρ' },
  ),
  spread: positive(1, 'Standard deviation of the logarithm of worth', { symbol: 'σ' }),
  error: nonNegative(0.3, 'Standard deviation of the logarithm of a measurement', { symbol: 'ε' }),
};

/** The true worth of miners, and the rows of honest validators. */
export interface Measurements {
  readonly epochs: number;
  readonly validators: number;
  readonly miners: number;
  /** u, [E, M]: rows sum to 1. */
  readonly worth: Float64Array;
  /** w, [E, V, M]: rows sum to 1. */
  readonly rows: Float64Array;
}

/** @throws {@link InvalidArgumentError} unless the measurements are of their shapes, in rows that sum to 1. */
export function checkMeasurements(where: string, measured: Measurements): void {
  checkObject(where, 'measurements', measured);
  const { epochs, validators, miners, worth, rows } = measured;
  checkInteger(where, 'epochs', epochs, 1);
  checkInteger(where, 'validators', validators, 1);
  checkInteger(where, 'miners', miners, 2);
  checkVector(where, 'worth', worth, epochs * miners, `[${epochs}, ${miners}]`);
  const shape = `[${epochs}, ${validators}, ${miners}]`;
  checkVector(where, 'rows', rows, epochs * validators * miners, shape);
  for (const [name, values] of Object.entries({ worth, rows })) {
    const at = values.findIndex((value) => value < 0);
    if (at >= 0)
      throw new InvalidArgumentError(
        where,
        `${name} must not be negative`,
        `${values[at]} at ${at}`,
      );
    for (let start = 0; start < values.length; start += miners) {
      let total = 0;
      for (let j = start; j < start + miners; j++) total += values[j];
      if (Math.abs(total - 1) <= 1e-9) continue;
      const rule = `${name} must sum to 1 in every row`;
      throw new InvalidArgumentError(where, rule, `${total} in row ${start / miners}`);
    }
  }
}

/** exp(logs)/Σ exp(logs), written to `out` from `start`. */
function sharesInto(logs: Float64Array, out: Float64Array, start: number): void {
  let most = -Infinity;
  for (const log of logs) if (log > most) most = log;
  let total = 0;
  for (let j = 0; j < logs.length; j++) {
    const size = exp(logs[j] - most);
    out[start + j] = size;
    total += size;
  }
  for (let j = 0; j < logs.length; j++) out[start + j] /= total;
}

/**
 * Random worth of miners over epochs, and the rows of validators that measure it. The logarithm of worth is a stationary
 * autoregression, x_t = (1 − ρ) x_(t−1) + √(1 − (1 − ρ)²) z_t, so that two epochs k apart correlate by (1 − ρ)^k; worth is
 * u = exp(σx) as shares, and a validator posts u exp(εe) as shares, with z and e standard normal.
 *
 * Of one stream, the normal numbers are the same at every speed, spread and error, and for more epochs or validators those
 * of fewer come first.
 *
 * @param options - `epochs`, default 200; `validators`, 12; `miners`, 32; `speed` ρ, 0.03; `spread` σ, 1; `error` ε, 0.3
 * @throws {@link InvalidArgumentError} when the stream or an option is invalid, or memory does not hold the rows
 */
export function randomMeasurements(
  stream: RandomStream,
  options: OptionsOf<typeof MEASUREMENTS> = {},
): Measurements {
  const where = 'randomMeasurements';
  checkStream(where, 'stream', stream);
  const given = readParameters(where, MEASUREMENTS, options);
  const { epochs, validators, miners, speed, spread, error } = given;
  const size = `${epochs} epochs of ${validators} validators and ${miners} miners`;
  checkMemory(where, size, 8 * epochs * miners * (validators + 2));
  const logs = new Float64Array(epochs * miners);
  const worth = new Float64Array(epochs * miners);
  const kept = 1 - speed;
  const fresh = Math.sqrt(1 - kept * kept);
  const drift = stream.split('worth');
  for (let t = 0, at = 0; t < epochs; t++) {
    for (let j = 0; j < miners; j++, at++) {
      const z = spread * drift.normal();
      logs[at] = t === 0 ? z : kept * logs[at - miners] + fresh * z;
    }
    sharesInto(logs.subarray(at - miners, at), worth, at - miners);
  }
  const rows = new Float64Array(epochs * validators * miners);
  const seen = new Float64Array(miners);
  for (let i = 0; i < validators; i++) {
    const noise = stream.split('validator').split(i);
    for (let t = 0; t < epochs; t++) {
      for (let j = 0; j < miners; j++) seen[j] = logs[t * miners + j] + error * noise.normal();
      sharesInto(seen, rows, (t * validators + i) * miners);
    }
  }
  return { epochs, validators, miners, worth, rows };
}
