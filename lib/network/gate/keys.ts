/*
 * One half of a product gate: scores of its m keys from its half q of the query (Lample et al. 2019, §3.1), with noise
 * of learned size on each key, as Shazeer et al. 2017 (4) have it on each expert.
 *
 *   s_a = q · K_a + ε_a σ_a,   σ_a = softplus(q · N_a) / √2,   ε_a ~ N(0, 1)
 *
 * √2 gives the sum of two halves the variance of a single noise of size softplus. A score costs O(h), all cost O(m h).
 *
 *   ∂s_a/∂K_a = q,   ∂s_a/∂N_a = ε_a q (1 − e^(−softplus(q · N_a))) / √2
 */
import { type RandomStream } from '../../math/random.js';
import { softplus } from './noisyTopK.js';

/** K and N of a half, [m, h] each. */
export interface Keys {
  readonly centres: Float32Array;
  readonly spreads: Float32Array;
}

/** Scores of the m keys of a half for a batch of rows. */
export interface HalfScores {
  /** m. */
  readonly keys: number;
  /** q · K_a, [rows, m]. */
  readonly clean: Float64Array;
  /** σ_a, [rows, m]; empty without noise. */
  readonly spread: Float64Array;
  /** ε_a, [rows, m]; empty without noise. */
  readonly noise: Float64Array;
  /** s_a, [rows, m]. */
  readonly noisy: Float64Array;
}

/** The scores of a half's keys; with noise where `stream` is given. */
export function scoresOf(
  query: Float64Array,
  { centres, spreads }: Keys,
  width: number,
  stream?: RandomStream,
): HalfScores {
  const keys = centres.length / width;
  const clean = productWith(query, centres, width);
  if (!stream) {
    const none = new Float64Array();
    return { keys, clean, spread: none, noise: none, noisy: clean };
  }
  const spread = productWith(query, spreads, width).map((raw) => softplus(raw) * Math.SQRT1_2);
  const noise = new Float64Array(clean.length).map(stream.normal);
  return { keys, clean, spread, noise, noisy: clean.map((s, at) => s + noise[at] * spread[at]) };
}

/** q · K_a of every row and key, [rows, m]. */
function productWith(query: Float64Array, matrix: Float32Array, width: number): Float64Array {
  const rows = query.length / width;
  const keys = matrix.length / width;
  const out = new Float64Array(rows * keys);
  for (let row = 0, at = 0; row < rows; row++) {
    const start = row * width;
    for (let key = 0; key < keys; key++, at++) {
      const from = key * width;
      let sum = 0;
      for (let k = 0; k < width; k++) sum += query[start + k] * matrix[from + k];
      out[at] = sum;
    }
  }
  return out;
}

/** Gradients in the arguments of a half's scores, [rows, m] each. */
export interface HalfGradient {
  /** ∂L/∂(q · K_a). */
  readonly clean: Float64Array;
  /** ∂L/∂(q · N_a); empty without noise. */
  readonly raw: Float64Array;
}

/** ∂L/∂(q · K_a) and ∂L/∂(q · N_a) from ∂L/∂s_a, [rows, m]. */
export function halfGradient({ spread, noise }: HalfScores, gradient: Float64Array): HalfGradient {
  const raw = spread.map((size, at) => gradient[at] * noise[at] * spreadSlope(size));
  return { clean: gradient, raw };
}

/** ∂σ/∂(q · N) at a spread σ: (1 − e^(−√2 σ)) / √2. */
export function spreadSlope(spread: number): number {
  return -Math.expm1(-Math.SQRT2 * spread) * Math.SQRT1_2;
}

/**
 * Adds a half's gradients to those of its keys.
 *
 * @returns ∂L/∂q, [rows, h]
 */
export function addKeyGradient(
  query: Float64Array,
  { centres, spreads }: Keys,
  { clean, raw }: HalfGradient,
  width: number,
  sum: Keys,
): Float64Array {
  const out = new Float64Array(query.length);
  addProduct(query, centres, clean, width, sum.centres, out);
  if (raw.length > 0) addProduct(query, spreads, raw, width, sum.spreads, out);
  return out;
}

function addProduct(
  query: Float64Array,
  matrix: Float32Array,
  gradient: Float64Array,
  width: number,
  sum: Float32Array,
  queryGradient: Float64Array,
): void {
  const rows = query.length / width;
  const keys = matrix.length / width;
  for (let row = 0, at = 0; row < rows; row++) {
    const start = row * width;
    for (let key = 0; key < keys; key++, at++) {
      const slope = gradient[at];
      if (slope === 0) continue;
      const from = key * width;
      for (let k = 0; k < width; k++) {
        sum[from + k] += slope * query[start + k];
        queryGradient[start + k] += slope * matrix[from + k];
      }
    }
  }
}
