/*
 * Weights clipped from both sides: above the level c_j that κ of the stake supports, and below the level b_j that κ₋ ≥ κ
 * supports (levels.ts),
 *
 *   r_j = (1/n) Σ_i s_i min(max(w_ij, b_j), c_j),   R = r/max(1, Σ_j r_j/s̄),  s̄ the mean stake
 *
 * The one-sided clip holds a voter that gives too much; one that gives honest peers nothing takes its stake from their rank.
 * At κ₋ = κ every vote counts as the median, R_j ∝ c_j, and a minority moves a rank by moving the median alone. A median sums
 * to at most 1/κ times the mean stake, which is why ranks are divided.
 */
import { sum } from '../../math/rows.js';
import { clampedSlope, levelOf, NETWORK_MAJORITY, type Level } from './levels.js';
import { defineMechanism } from './mechanism.js';

/** The clip and the floor of both sides. */
interface Sides {
  readonly clip: Level;
  /** κ₋. */
  readonly floor: number;
}

/** r, written to `out`, [n]. Returns Σ_j r_j/s̄. */
function sidesInto(
  n: number,
  weights: Float64Array,
  stake: Float64Array,
  { clip, floor }: Sides,
  out: Float64Array,
): number {
  out.fill(0);
  for (let j = 0; j < n; j++) {
    const high = levelOf(n, weights, stake, j, clip);
    const low = floorOf(n, weights, stake, j, { clip, floor }, high);
    for (let i = 0; i < n; i++)
      out[j] += (stake[i] * Math.min(Math.max(weights[i * n + j], low), high)) / n;
  }
  const most = sum(stake) / n;
  return most > 0 ? sum(out) / most : 0;
}

/** b_j; `high` is c_j. */
function floorOf(
  n: number,
  weights: Float64Array,
  stake: Float64Array,
  j: number,
  { clip, floor }: Sides,
  high: number,
): number {
  if (floor === clip.majority) return high;
  return levelOf(n, weights, stake, j, { ...clip, majority: floor });
}

/** R, written to `out`, [n]. */
export function clampedInto(
  n: number,
  weights: Float64Array,
  stake: Float64Array,
  sides: Sides,
  out: Float64Array,
): void {
  const size = sidesInto(n, weights, stake, sides, out);
  if (size > 1) for (let j = 0; j < n; j++) out[j] /= size;
}

/** The median of the later networks, from both sides. */
const SIDES: Sides = {
  clip: { majority: NETWORK_MAJORITY, ties: 'atLeast' },
  floor: NETWORK_MAJORITY,
};

let held = new Float64Array(0);

export const twoSided = defineMechanism({
  name: 'twoSided',
  title: 'two-sided clip',
  about: 'each vote counted as the median of its column, at which half the stake suffices',
  norm: 'l1',
  rank: (n, weights, stake, out) => {
    clampedInto(n, weights, stake, SIDES, out);
  },
  // ∂R_M/∂w_ij = ([j ∈ M] − R_M/ΣR) ∂r_j/∂w_ij/size where ranks are divided.
  rankGradient: (n, weights, stake, peer, members, gradient) => {
    if (held.length !== n) held = new Float64Array(n);
    const size = Math.max(1, sidesInto(n, weights, stake, SIDES, held));
    const total = sum(held);
    let inside = 0;
    for (let j = 0; j < n; j++) if (members[j]) inside += held[j];
    const part = size > 1 ? inside / total : 0;
    for (let j = 0; j < n; j++) {
      const high = levelOf(n, weights, stake, j, SIDES.clip);
      const low = floorOf(n, weights, stake, j, SIDES, high);
      const rise = clampedSlope(n, weights, stake, [peer, j], [low, high]);
      if (rise > 0) gradient[j] += ((Number(Boolean(members[j])) - part) * rise) / (n * size);
    }
  },
});
