/*
 * The gradient of a rank by differences of second order, for mechanisms that state none:
 *
 *   ∂f/∂w ≈ (f(w + h) − f(w − h)) / 2h             w ≥ h
 *   ∂f/∂w ≈ (4 f(w + h) − 3 f(w) − f(w + 2h)) / 2h  w < h, where w − h would be negative
 *
 * with f = Σ_{k ∈ members} R_k. The error is h² f‴/6, or h² f‴/3, and rounding 1e-16 f/h.
 */
import { type Mechanism } from './mechanism.js';

/** h: the third root of the rounding, about. */
const STEP = 6e-6;

/** The gradient of `rank` by differences; its buffers are made once for a number of peers. */
export function centralDifferences(rank: Mechanism['rank']): Mechanism['rankGradient'] {
  let [moved, ranks] = [new Float64Array(0), new Float64Array(0)];
  return (n, weights, stake, peer, members, gradient) => {
    if (ranks.length !== n) [moved, ranks] = [new Float64Array(n * n), new Float64Array(n)];
    moved.set(weights);
    const favoured = (at: number, weight: number): number => {
      moved[at] = weight;
      rank(n, moved, stake, ranks);
      let total = 0;
      for (let k = 0; k < n; k++) if (members[k]) total += ranks[k];
      return total;
    };
    for (let j = 0; j < n; j++) {
      const at = peer * n + j;
      const weight = weights[at];
      const rise =
        weight >= STEP
          ? favoured(at, weight + STEP) - favoured(at, weight - STEP)
          : 4 * favoured(at, weight + STEP) -
            3 * favoured(at, weight) -
            favoured(at, weight + 2 * STEP);
      gradient[j] += rise / (2 * STEP);
      moved[at] = weight;
    }
  };
}
