/*
 * w = max(v, 0) / Σ max(v, 0) of one row; uniform where nothing is positive. On quads.
 */
import { WIDE } from './layout';
import { across } from './simplex';

/** As `projectRow`, by clipping and dividing. */
export function renormaliseRow(
  byLanes: bool,
  peers: i32,
  quads: usize,
  v: usize,
  w: usize,
  sumFrom: usize,
  sumTo: usize,
  stakeLow: v128,
  stakeHigh: v128,
): void {
  const bytes = quads * WIDE;
  const zero = f64x2.splat(0);
  let sl = zero;
  let sh = zero;
  for (let at: usize = 0; at < bytes; at += WIDE) {
    sl = f64x2.add(sl, f64x2.pmax(zero, v128.load(v + at)));
    sh = f64x2.add(sh, f64x2.pmax(zero, v128.load(v + at, 16)));
  }
  if (!byLanes) {
    sl = f64x2.splat(across(sl, sh));
    sh = sl;
  }
  const somethingLow = f64x2.gt(sl, zero);
  const somethingHigh = f64x2.gt(sh, zero);
  const uniform = f64x2.splat(1 / <f64>peers);
  for (let at: usize = 0; at < bytes; at += WIDE) {
    const vl = f64x2.div(f64x2.pmax(zero, v128.load(v + at)), sl);
    const vh = f64x2.div(f64x2.pmax(zero, v128.load(v + at, 16)), sh);
    let wl = v128.bitselect(vl, uniform, somethingLow);
    let wh = v128.bitselect(vh, uniform, somethingHigh);
    if (!byLanes) {
      // Padding is below zero: a uniform row leaves it out.
      const padding = f64x2.splat(-1e299);
      wl = v128.and(wl, f64x2.gt(v128.load(v + at), padding));
      wh = v128.and(wh, f64x2.gt(v128.load(v + at, 16), padding));
    }
    v128.store(w + at, wl);
    v128.store(w + at, wh, 16);
    v128.store(sumTo + at, f64x2.add(v128.load(sumFrom + at), f64x2.mul(wl, stakeLow)));
    v128.store(sumTo + at, f64x2.add(v128.load(sumFrom + at, 16), f64x2.mul(wh, stakeHigh)), 16);
  }
}
