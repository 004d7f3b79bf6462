/*
 * Weights as a chain stores them, whole numbers of b bits, and as it reads them. With q = 2^b − 1 and the row's largest weight m:
 *
 *   n_j = round(q w_j/m), halves up;   w'_j = n_j/Σ_k n_k
 *
 * The largest weight of a row is stored as q, and a weight below m/(2q) as 0. For a row that sums to 1 with K weights above 0 and
 * h = m/(2q), where K h < 1:
 *
 *   |n_j m/q − w_j| ≤ h,   |w'_j − w_j| ≤ h (1 + K w_j)/(1 − K h),   ½ Σ_j |w'_j − w_j| ≤ K h/(1 − K h)
 *
 * since with e_j = n_j m/q − w_j and E = Σ_j e_j, w'_j − w_j = (e_j − w_j E)/(1 + E), and zeros stay.
 */
import { checkInteger, checkNumbers } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { type Numbers } from '../math/rows.js';
import { integer, readParameters, type OptionsOf } from '../parameters/index.js';

/** Bits of a weight on the chain. */
const CHAIN_BITS = 16;

/** The options of {@link roundWeights}. */
export const ROUNDED = {
  bits: integer(CHAIN_BITS, 'Bits of a stored weight', { most: 32, symbol: 'b' }),
};

/** The largest whole number of so many bits. */
export const topOf = (bits: number): number => 2 ** bits - 1;

/** n_j of the row from `start` to `end`, written to `out` at the same places; a row of zeros stays. Returns Σ_j n_j. */
export function storeRow(
  weights: Numbers,
  start: number,
  end: number,
  top: number,
  out: Float64Array | Uint32Array,
): number {
  let most = 0;
  for (let at = start; at < end; at++) if (weights[at] > most) most = weights[at];
  let total = 0;
  for (let at = start; at < end; at++) {
    // The quotient before the product, which overflows for weights near the largest number.
    out[at] = most > 0 ? Math.round((weights[at] / most) * top) : 0;
    total += out[at];
  }
  return total;
}

/** Rows of weights after rounding. */
export interface RoundedWeights {
  /** n, [V, M]: whole numbers from 0 to 2^b − 1, as they are stored. */
  readonly stored: Uint32Array;
  /** w', [V, M]: rows sum to 1, or to 0 where the row had no weight. */
  readonly weights: Float64Array;
}

/**
 * Rows of weights rounded to b bits, as a chain stores and reads them: each row is scaled so that its largest weight is
 * 2^b − 1, rounded to whole numbers, halves up, and divided by its sum when it is read.
 *
 * @param weights - [V, M] row-major, not negative, rows of any sum
 * @param columns - M
 * @param options - `bits`, 1 to 32, default 16
 * @throws {@link InvalidArgumentError} unless the weights are whole rows of finite numbers of at least 0
 */
export function roundWeights(
  weights: Numbers,
  columns: number,
  options: OptionsOf<typeof ROUNDED> = {},
): RoundedWeights {
  const where = 'roundWeights';
  checkNumbers(where, 'weights', weights);
  checkInteger(where, 'columns', columns, 1);
  const { bits } = readParameters(where, ROUNDED, options);
  const size = weights.length;
  if (size % columns !== 0) {
    const rule = `weights must have rows of ${columns} numbers`;
    throw new InvalidArgumentError(where, rule, `${size} numbers`);
  }
  for (let at = 0; at < size; at++) {
    if (weights[at] >= 0 && weights[at] < Infinity) continue;
    const rule = 'weights must be finite and not negative';
    throw new InvalidArgumentError(where, rule, `${weights[at]} at ${at}`);
  }
  const [stored, read] = [new Uint32Array(size), new Float64Array(size)];
  for (let start = 0; start < size; start += columns) {
    const total = storeRow(weights, start, start + columns, topOf(bits), stored);
    for (let at = start; at < start + columns; at++) read[at] = total > 0 ? stored[at] / total : 0;
  }
  return { stored, weights: read };
}
