/*
 * Π(v) of one row by Michelot's method, as lib/math/simplex.ts: θ, measured from the largest coordinate, lies in
 * [−1, 0), and rises from −1 in rounds of Newton until the active set stays.
 */
import { known, moved, padded, row } from './layout';

/** Writes Π(v), [k], to `out`, which may have two quads behind it overwritten; returns max |Π(v) − w|. */
export function project(out: usize): f64 {
  const end = <usize>padded * 8;
  const zero = f64x2.splat(0);
  const ones = i64x2.splat(1);
  let most = v128.load(moved);
  for (let l: usize = 16; l < end; l += 16) most = f64x2.pmax(most, v128.load(moved + l));
  const top = f64x2.splat(max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1)));
  let threshold: f64 = -1;
  let active = known + 1;
  for (;;) {
    const level = f64x2.splat(threshold);
    let sum = zero;
    let count = i64x2.splat(0);
    for (let l: usize = 0; l < end; l += 16) {
      const v = f64x2.sub(v128.load(moved + l), top);
      const above = f64x2.gt(v, level);
      sum = f64x2.add(sum, v128.and(v, above));
      count = i64x2.add(count, v128.and(ones, above));
    }
    const kept = <i32>(i64x2.extract_lane(count, 0) + i64x2.extract_lane(count, 1));
    threshold = (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) - 1) / <f64>kept;
    if (kept >= active) break;
    active = kept;
  }
  const level = f64x2.splat(threshold);
  let change = zero;
  for (let l: usize = 0; l < end; l += 16) {
    const w = f64x2.pmax(f64x2.sub(f64x2.sub(v128.load(moved + l), top), level), zero);
    change = f64x2.pmax(change, f64x2.abs(f64x2.sub(w, v128.load(row + l))));
    v128.store(out + l, w);
  }
  return max(f64x2.extract_lane(change, 0), f64x2.extract_lane(change, 1));
}
