/*
 * One half of a product gate: scores of its m keys from its half q of the query (Lample et al. 2019, §3.1), with noise
 * of learned size on each key, as Shazeer et al. 2017 (4) have it on each expert.
 *
 *   s_a = q · K_a + ε_a σ_a,   σ_a = softplus(q · N_a) / √2,   ε_a ~ N(0, 1)
 *
 * √2 gives the sum of two halves the variance of a single noise of size softplus. A score costs O(h), all cost O(m h).
 *
 *   ∂s_a/∂K_a = q,   ∂s_a/∂N_a = ε_a q σ'_a,   σ'_a = 1 / (√2 (1 + e^(−q · N_a)))
 */
import { type RandomStream } from '../../math/random.js';
import { type FirstKeys } from './descending.js';
import { type GateKernel } from './kernel.js';

/** K and N of a half, [m, h] each. */
export interface Keys {
  readonly centres: Float32Array;
  readonly spreads: Float32Array;
}

/** Where scores of the m keys of a half with noise are in the kernel's memory, for a batch of rows, [rows, m] each. */
export interface NoisyScores {
  /** q · K_a. */
  readonly clean: number;
  /** σ_a. */
  readonly spread: number;
  /** σ'_a, the derivative of σ_a in q · N_a. */
  readonly slope: number;
  /** ε_a. */
  readonly noise: number;
  /** s_a. */
  readonly noisy: number;
}

/**
 * The address of q · K_a, [rows, m].
 *
 * @param query - the address of q, [rows, h]
 * @param matrix - K, [m, h]
 */
export function productIn(
  kernel: GateKernel,
  query: number,
  rows: number,
  matrix: Float32Array,
  width: number,
): number {
  const keys = matrix.length / width;
  const turned = kernel.room(matrix.length);
  kernel.call.turn(kernel.put(matrix), turned, keys, width);
  const out = kernel.zeros(rows * keys);
  kernel.call.through(query, turned, out, rows, width, keys);
  return out;
}

/**
 * Computes scores with noise.
 *
 * @param query - the address of q, [rows, h]
 * @param noise - the address of ε, [rows, m]
 */
export function noisyScoresIn(
  kernel: GateKernel,
  query: number,
  rows: number,
  { centres, spreads }: Keys,
  width: number,
  noise: number,
): NoisyScores {
  const clean = productIn(kernel, query, rows, centres, width);
  const raw = productIn(kernel, query, rows, spreads, width);
  const count = (rows * centres.length) / width;
  const [spread, slope, noisy] = [kernel.room(count), kernel.room(count), kernel.room(count)];
  kernel.call.addNoise(clean, raw, noise, spread, slope, noisy, count);
  return { clean, spread, slope, noise, noisy };
}

/**
 * The address of `count` normal numbers, which begin with a new pair of a stream's: those of its `normals` where none
 * is left of a pair.
 */
export function normalsIn(kernel: GateKernel, stream: RandomStream, count: number): number {
  const even = 2 * Math.ceil(count / 2);
  const values = kernel.room(8 * Math.ceil(count / 8));
  stream.fillUniforms(kernel.doubles(values, even));
  kernel.call.normals(values, even);
  return values;
}

/**
 * The `few` best keys of each row, read from the kernel's memory.
 *
 * @param scores - the address of s, [rows, m]
 * @param open - open peers of each key, [m]
 */
export function firstKeysIn(
  kernel: GateKernel,
  scores: number,
  rows: number,
  open: Float64Array,
  few: number,
): FirstKeys {
  const keys = open.length;
  const [counts, left, best] = [kernel.put(open), kernel.room(keys), kernel.room(rows * few)];
  kernel.call.order(scores, counts, left, best, rows, keys, few);
  return { keys: kernel.integers(best, rows * few).slice(), few };
}
