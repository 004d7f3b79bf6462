/*
 * H d = Aᵀ (A d) of one row: A [m, k] float32, sums in float64, four samples at a time as in lib/market/factors.ts.
 */
import { deviation, known, padded, product, samples } from './layout';

// @ts-ignore: decorator
@inline
function low(a: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(a));
}

// @ts-ignore: decorator
@inline
function both(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

// @ts-ignore: decorator
@inline
function add(sum: v128, a: usize, x: v128): v128 {
  return f64x2.add(sum, f64x2.mul(low(a), x));
}

/** Adds the part of `count` samples, one to four, whose first begins at `a`; `count` is known when this is compiled. */
// @ts-ignore: decorator
@inline
function addSamples(count: i32, a: usize): void {
  const bytes = <usize>known * 4;
  const b = a + bytes;
  const c = b + bytes;
  const d = c + bytes;
  const pairs = <usize>padded * 4;
  let ua = f64x2.splat(0);
  let ub = ua;
  let uc = ua;
  let ud = ua;
  for (let at: usize = 0; at < pairs; at += 8) {
    const x = v128.load(deviation + 2 * at);
    ua = add(ua, a + at, x);
    if (count > 1) ub = add(ub, b + at, x);
    if (count > 2) uc = add(uc, c + at, x);
    if (count > 3) ud = add(ud, d + at, x);
  }
  const va = f64x2.splat(both(ua));
  const vb = f64x2.splat(both(ub));
  const vc = f64x2.splat(both(uc));
  const vd = f64x2.splat(both(ud));
  for (let at: usize = 0; at < pairs; at += 8) {
    let y = add(v128.load(product + 2 * at), a + at, va);
    if (count > 1) y = add(y, b + at, vb);
    if (count > 2) y = add(y, c + at, vc);
    if (count > 3) y = add(y, d + at, vd);
    v128.store(product + 2 * at, y);
  }
}

/** Writes H d of the row whose factor begins at `a`. */
export function multiply(a: usize): void {
  memory.fill(product, 0, <usize>padded * 8);
  const stride = <usize>known * 4;
  let left = samples;
  for (; left >= 4; left -= 4) {
    addSamples(4, a);
    a += 4 * stride;
  }
  if (left == 3) addSamples(3, a);
  else if (left == 2) addSamples(2, a);
  else if (left == 1) addSamples(1, a);
}
