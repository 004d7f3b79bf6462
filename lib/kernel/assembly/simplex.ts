/*
 * Π(v) of one row, as in lib/math/simplex.ts, on quads.
 *
 *   f(θ) = Σ_j max(v_j − θ, 0) = 1,   Newton: θ⁺ = (Σ_{v_j > θ} v_j − 1) / #{j : v_j > θ}
 *
 * f is convex and falls, so that from any θ with an active coordinate one round lands at or below the
 * answer, and from below the rounds rise to it: Michelot's method, started from the row's last threshold
 * instead of from all coordinates. A threshold above every coordinate starts over from all. Active sets of
 * two thresholds are nested, so that equal counts are equal sets: then θ is exact.
 */
import { BELOW_ALL, WIDE } from './layout';

let countLow: v128 = i64x2.splat(0);
let countHigh: v128 = i64x2.splat(0);
let thresholdLow: v128 = i64x2.splat(0);
let thresholdHigh: v128 = i64x2.splat(0);

// @ts-ignore: decorator
@inline
function toFloat(count: v128): v128 {
  return f64x2.convert_low_i32x4_s(v128.shuffle<i32>(count, count, 0, 2, 0, 2));
}

// @ts-ignore: decorator
@inline
export function across(low: v128, high: v128): f64 {
  const both = f64x2.add(low, high);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

// @ts-ignore: decorator
@inline
function integersAcross(low: v128, high: v128): v128 {
  const both = i64x2.add(low, high);
  return i64x2.add(both, v128.shuffle<i64>(both, both, 1, 0));
}

/** Ends a round of Newton: counts and new thresholds from the sums and counts of the active. */
// @ts-ignore: decorator
@inline
export function keepRound(byLanes: bool, sl: v128, sh: v128, cl: v128, ch: v128): void {
  const one = f64x2.splat(1);
  const below = f64x2.splat(BELOW_ALL);
  const zero = i64x2.splat(0);
  if (byLanes) {
    countLow = cl;
    countHigh = ch;
    const nl = f64x2.div(f64x2.sub(sl, one), toFloat(cl));
    const nh = f64x2.div(f64x2.sub(sh, one), toFloat(ch));
    thresholdLow = v128.bitselect(below, nl, i64x2.eq(cl, zero));
    thresholdHigh = v128.bitselect(below, nh, i64x2.eq(ch, zero));
  } else {
    const count = integersAcross(cl, ch);
    const sum = across(sl, sh);
    const kept = <f64>i64x2.extract_lane(count, 0);
    countLow = count;
    const next = f64x2.splat(kept > 0 ? (sum - 1) / kept : BELOW_ALL);
    thresholdLow = next;
    thresholdHigh = next;
  }
}

/** One round of Newton from the thresholds: leaves the active counts and the new thresholds. */
// @ts-ignore: decorator
@inline
function newton(byLanes: bool, v: usize, quads: usize): void {
  const tl = thresholdLow;
  const th = thresholdHigh;
  let sl = f64x2.splat(0);
  let sh = sl;
  let cl = i64x2.splat(0);
  let ch = cl;
  for (const end = v + quads * WIDE; v < end; v += WIDE) {
    const vl = v128.load(v);
    const vh = v128.load(v, 16);
    const al = f64x2.gt(vl, tl);
    const ah = f64x2.gt(vh, th);
    sl = f64x2.add(sl, v128.and(vl, al));
    sh = f64x2.add(sh, v128.and(vh, ah));
    cl = i64x2.sub(cl, al);
    ch = i64x2.sub(ch, ah);
  }
  keepRound(byLanes, sl, sh, cl, ch);
}

/**
 * w = max(v − θ, 0) with the projection's θ; adds s w to the column sums.
 * The first round has been made by `keepRound`; `threshold` is the address of θ between steps.
 */
// @ts-ignore: decorator
@inline
export function projectRow(
  byLanes: bool,
  quads: usize,
  v: usize,
  w: usize,
  threshold: usize,
  sumFrom: usize,
  sumTo: usize,
  stakeLow: v128,
  stakeHigh: v128,
): void {
  const bytes = quads * WIDE;
  const zero = f64x2.splat(0);
  // Rounding could make two sets alternate forever; more rounds than coordinates detect it.
  for (let round: usize = 0; round < 4 * quads + 4; round++) {
    if (round > 0) newton(byLanes, v, quads);
    const tl = thresholdLow;
    const th = thresholdHigh;
    let cl = i64x2.splat(0);
    let ch = cl;
    let value = v;
    let weight = w;
    let before = sumFrom;
    let after = sumTo;
    for (const end = v + bytes; value < end; value += WIDE) {
      const dl = f64x2.sub(v128.load(value), tl);
      const dh = f64x2.sub(v128.load(value, 16), th);
      const al = f64x2.gt(dl, zero);
      const ah = f64x2.gt(dh, zero);
      cl = i64x2.sub(cl, al);
      ch = i64x2.sub(ch, ah);
      const wl = v128.and(dl, al);
      const wh = v128.and(dh, ah);
      v128.store(weight, wl);
      v128.store(weight, wh, 16);
      v128.store(after, f64x2.add(v128.load(before), f64x2.mul(wl, stakeLow)));
      v128.store(after, f64x2.add(v128.load(before, 16), f64x2.mul(wh, stakeHigh)), 16);
      weight += WIDE;
      before += WIDE;
      after += WIDE;
    }
    if (byLanes) {
      const differs = v128.or(v128.xor(cl, countLow), v128.xor(ch, countHigh));
      if (!v128.any_true(differs)) break;
    } else if (!v128.any_true(v128.xor(integersAcross(cl, ch), countLow))) break;
  }
  v128.store(threshold, thresholdLow);
  v128.store(threshold, thresholdHigh, 16);
}
