/*
 * Losses that balance the choices of a gate over all peers (Shazeer et al. 2017, §4 and appendix A):
 *
 *   importance  I_j = Σ_x g_j(x),                         L = w CV(I)²
 *   load        Λ_j = Σ_x Φ(((x W_g)_j − kth(x, j)) / softplus((x W_n)_j)),   L = w CV(Λ)²
 *
 * CV² = variance / mean², with the population's variance. kth(x, j) is the k-th largest H of the other peers: Φ(…) is the
 * probability that j is chosen for x when its noise is resampled. Without noise there is no load loss.
 */
import { show } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { mean } from '../../math/rows.js';
import { errorFunction } from 'simple-statistics';
import { checkGating, type Gating } from './noisyTopK.js';

export interface Balance {
  readonly loss: number;
  /** ∂L/∂I or ∂L/∂Λ, [n]. */
  readonly gradient: Float64Array;
}

/**
 * CV² of n sums and its gradient; both 0 where all sums are 0, and NaN or infinite where a sum is or its square overflows.
 *
 * @throws {@link InvalidArgumentError} unless `sums` are numbers in a Float64Array
 */
export function squaredVariation(sums: Float64Array): Balance {
  if (!(sums instanceof Float64Array)) {
    throw new InvalidArgumentError('squaredVariation', 'sums must be a Float64Array', show(sums));
  }
  const n = sums.length;
  const centre = mean(sums);
  if (!(centre > 0)) return { loss: 0, gradient: new Float64Array(n) };
  const variance = sums.reduce((total, value) => total + (value - centre) ** 2, 0) / n;
  const loss = variance / centre ** 2;
  return {
    loss,
    gradient: sums.map((value) => (2 / (n * centre)) * ((value - centre) / centre - loss)),
  };
}

/**
 * I, [n]; NaN or infinite where a gate is.
 *
 * @throws {@link InvalidArgumentError} when `gating` is of another form
 */
export function importanceOf(gating: Gating): Float64Array {
  checkGating('importanceOf', gating);
  const { rows, peers, gates } = gating;
  const sums = new Float64Array(peers);
  for (let at = 0; at < rows * peers; at++) sums[at % peers] += gates[at];
  return sums;
}

/** The margin over kth(x, j) in units of the noise, the argument of Φ. */
function marginOf(gating: Gating, at: number): number {
  const { peers, clean, spread, noisy, open, thresholds } = gating;
  const row = Math.floor(at / peers);
  // A masked peer is never chosen.
  if (!open[at % peers]) return -Infinity;
  // A chosen peer must stay above the (k + 1)-th value; any other must exceed the k-th.
  const among = noisy[at] >= thresholds[2 * row];
  const kth = thresholds[2 * row + (among ? 1 : 0)];
  return (clean[at] - kth) / spread[at];
}

/**
 * Λ, [n]: the expected number of rows of each peer; NaN where a margin over a threshold is.
 *
 * @throws {@link InvalidArgumentError} when `gating` is of another form
 */
export function loadOf(gating: Gating): Float64Array {
  checkGating('loadOf', gating);
  const { rows, peers } = gating;
  const sums = new Float64Array(peers);
  for (let at = 0; at < rows * peers; at++) {
    sums[at % peers] += cumulativeNormal(marginOf(gating, at));
  }
  return sums;
}

/**
 * ∂L/∂(x W_g) and ∂L/∂(x W_n), [rows, n] each, of a loss with the gradient `gradient` in Λ. The threshold is treated as
 * constant, as in the reference implementation.
 */
export function loadGradient(
  gating: Gating,
  gradient: Float64Array,
): { clean: Float64Array; raw: Float64Array } {
  const { rows, peers, spread } = gating;
  const clean = new Float64Array(rows * peers);
  const raw = new Float64Array(rows * peers);
  for (let at = 0; at < rows * peers; at++) {
    const margin = marginOf(gating, at);
    if (!Number.isFinite(margin)) continue;
    const density = Math.exp(-0.5 * margin * margin) / Math.sqrt(2 * Math.PI);
    const slope = (gradient[at % peers] * density) / spread[at];
    clean[at] = slope;
    // softplus' = 1 − e^(−softplus).
    raw[at] = -slope * margin * -Math.expm1(-spread[at]);
  }
  return { clean, raw };
}

/** Φ by simple-statistics' error function, accurate to 1e-7; its own Φ reads a table of four digits. */
function cumulativeNormal(z: number): number {
  return 0.5 * (1 + errorFunction(z / Math.SQRT2));
}
