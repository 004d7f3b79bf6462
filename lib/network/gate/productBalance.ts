/*
 * Losses that balance the choices of a product gate, at the cost of what is chosen and of √n keys.
 *
 * Importance is that of Shazeer et al. 2017 (6) to the letter, over all n peers:
 *
 *   I_j = Σ_x g_j(x),   L = w CV(I)²,   ∂L/∂I_j = 2 w (I_j / c − 1 − CV²) / (n c),   c = Σ_j I_j / n
 *
 * A peer that no row chose has I_j = 0 and counts as such in the variance; its gradient reaches no g, so it is not made.
 *
 * Load is that of Shazeer et al. (8)–(10), on each half in place of each peer. Where all peers are open, the rows of the
 * grid among the choice for x are the best κ(x) keys of their half, since the best cell of a row lies in the best column.
 * Resampling the noise of key a alone, with κ(x) as it is, puts a among the best κ(x) with the probability
 *
 *   Φ((q · K_a − kth(x, a)) / σ_a),   Λ_a = Σ_x Φ(…)
 *
 * where kth(x, a) is the κ(x)-th largest s of the other keys that have an open peer. A key with a share p_a of all open
 * peers is owed that share of the load, and the loss is Pearson's χ² of the two, CV² where all shares are equal:
 *
 *   L = w Σ_a (ℓ_a − p_a)² / p_a = w (Σ_a ℓ_a² / p_a − 1),   ℓ_a = Λ_a / T,   T = Σ_a Λ_a
 *   ∂L/∂Λ_a = (2 w / T) (ℓ_a / p_a − Σ_b ℓ_b² / p_b)
 *
 * halved, since there are two halves. As in the reference implementation of Shazeer et al., kth is treated as constant.
 */
import { type GateKernel } from './kernel.js';
import { type NoisyScores } from './keys.js';

/** CV² of n sums of which those that are not in `sums` are 0, and its gradient in those that are. */
export function sparseVariation(
  sums: Float64Array,
  n: number,
): { readonly loss: number; readonly gradient: Float64Array } {
  const gradient = new Float64Array(sums.length);
  let total = 0;
  for (let at = 0; at < sums.length; at++) total += sums[at];
  const centre = total / n;
  if (!(centre > 0)) return { loss: 0, gradient };
  let variance = (n - sums.length) * centre ** 2;
  for (let at = 0; at < sums.length; at++) variance += (sums[at] - centre) ** 2;
  const loss = variance / n / centre ** 2;
  for (let at = 0; at < sums.length; at++) {
    gradient[at] = (2 / (n * centre)) * ((sums[at] - centre) / centre - loss);
  }
  return { loss, gradient };
}

/** The quantities that the load of a half needs beside its scores. */
export interface HalfLoad {
  /** Open peers of each key, [m]. */
  readonly open: Float64Array;
  /** The κ-th and the (κ + 1)-th largest s of each row among keys with an open peer, [rows, 2]; −∞ where there is none. */
  readonly thresholds: Float64Array;
}

/** Where the load of a half is in the kernel's memory. */
export interface Loads {
  /** The arguments of Φ, [rows, m]; −∞ for a key without an open peer. */
  readonly margins: number;
  /** The derivatives of Φ, [rows, m]. */
  readonly densities: number;
  /** Λ, [m]. */
  readonly sums: number;
}

/** Computes the load of a half with noise; Φ to 8e-8, by Abramowitz and Stegun 1964 (26.2.17). */
export function loadsIn(
  kernel: GateKernel,
  { clean, spread, noisy }: Pick<NoisyScores, 'clean' | 'spread' | 'noisy'>,
  { open, thresholds }: HalfLoad,
): Loads {
  const [rows, keys] = [thresholds.length / 2, open.length];
  const [a, b] = [kernel.put(thresholds), kernel.put(open)];
  const [margins, densities, probabilities] = [0, 1, 2].map(() => kernel.room(rows * keys));
  const sums = kernel.room(keys);
  kernel.call.loads(
    clean,
    spread,
    noisy,
    a,
    b,
    margins,
    densities,
    probabilities,
    sums,
    rows,
    keys,
  );
  return { margins, densities, sums };
}

/** Pearson's χ² of loads against the shares of open peers, and its gradient in the loads, [m]. */
export function loadVariation(
  loads: Float64Array,
  open: Float64Array,
): { readonly loss: number; readonly gradient: Float64Array } {
  const total = loads.reduce((sum, value) => sum + value, 0);
  const gradient = new Float64Array(loads.length);
  if (!(total > 0)) return { loss: 0, gradient };
  const all = open.reduce((sum, value) => sum + value, 0);
  let squares = 0;
  for (let key = 0; key < loads.length; key++) {
    if (open[key] > 0) squares += ((loads[key] / total) ** 2 * all) / open[key];
  }
  for (let key = 0; key < loads.length; key++) {
    if (open[key] === 0) continue;
    gradient[key] = (2 / total) * ((loads[key] * all) / (total * open[key]) - squares);
  }
  return { loss: squares - 1, gradient };
}
