/*
 * e^x and tanh x of four float32 at a time, where tfjs calls a function per number. The polynomials are those of Cephes'
 * expf and tanhf (Moshier); the relative error is below 3e-7.
 *
 *   e^x = 2^k e^r, k the integer nearest to x / ln 2, |r| ≤ ½ ln 2
 *   tanh x = x + x³ P(x²) for |x| < 0.625, else ±(1 − 2/(e^2|x| + 1))
 */

// @ts-ignore: decorator
@inline
function c(value: f32): v128 {
  return f32x4.splat(value);
}

// @ts-ignore: decorator
@inline
function exponential(x: v128): v128 {
  // Outside these bounds e^x is 0 or infinite; pmin and pmax propagate NaN.
  const z = f32x4.pmax(f32x4.pmin(x, c(89)), c(-104));
  // The nearest integer, the even one of two: the last bits of 1.5 · 2²³ + z / ln 2. V8 does not join f32x4.nearest.
  const k = f32x4.sub(f32x4.add(f32x4.mul(z, c(1.44269504)), c(12582912)), c(12582912));
  const r = f32x4.sub(f32x4.sub(z, f32x4.mul(k, c(0.693359375))), f32x4.mul(k, c(-2.12194440e-4)));
  let p = f32x4.add(f32x4.mul(c(1.9875691500e-4), r), c(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), c(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), c(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), c(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), c(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(r, r), p), r), c(1));
  // 2^k as a product of two factors, so that neither overflows for any k.
  const whole = i32x4.trunc_sat_f32x4_s(k);
  const half = i32x4.shr_s(whole, 1);
  const one = i32x4.splat(127);
  const first = i32x4.shl(i32x4.add(half, one), 23);
  const second = i32x4.shl(i32x4.add(i32x4.sub(whole, half), one), 23);
  return f32x4.mul(f32x4.mul(p, first), second);
}

// @ts-ignore: decorator
@inline
function hyperbolic(x: v128): v128 {
  const size = f32x4.abs(x);
  const u = f32x4.mul(x, x);
  let p = f32x4.add(f32x4.mul(c(-5.70498872745e-3), u), c(2.06390887954e-2));
  p = f32x4.add(f32x4.mul(p, u), c(-5.37397155531e-2));
  p = f32x4.add(f32x4.mul(p, u), c(1.33314422036e-1));
  p = f32x4.add(f32x4.mul(p, u), c(-3.33332819422e-1));
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, u), x), x);
  const e = exponential(f32x4.add(size, size));
  const far = f32x4.sub(c(1), f32x4.div(c(2), f32x4.add(e, c(1))));
  const y = v128.bitselect(near, far, f32x4.lt(size, c(0.625)));
  return v128.bitselect(x, y, i32x4.splat(0x80000000));
}

/** The last numbers, fewer than four, computed in a separate quad. */
// @ts-ignore: decorator
@inline
function quad(x: usize, left: i32): v128 {
  let z = f32x4.replace_lane(c(0), 0, f32.load(x));
  if (left > 1) z = f32x4.replace_lane(z, 1, f32.load(x, 4));
  if (left > 2) z = f32x4.replace_lane(z, 2, f32.load(x, 8));
  return z;
}

// @ts-ignore: decorator
@inline
function store(y: usize, z: v128, left: i32): void {
  f32.store(y, f32x4.extract_lane(z, 0));
  if (left > 1) f32.store(y, f32x4.extract_lane(z, 1), 4);
  if (left > 2) f32.store(y, f32x4.extract_lane(z, 2), 8);
}

// @ts-ignore: decorator
@inline
function value(isTanh: bool, x: v128): v128 {
  return isTanh ? hyperbolic(x) : exponential(x);
}

// @ts-ignore: decorator
@inline
function values(isTanh: bool, x: usize, y: usize, count: i32): void {
  // Two quads at once, which V8 can join (lib/network/engine/vectorBits.ts).
  for (; count >= 8; count -= 8) {
    const first = value(isTanh, v128.load(x));
    const second = value(isTanh, v128.load(x, 16));
    v128.store(y, first);
    v128.store(y, second, 16);
    x += 32;
    y += 32;
  }
  for (; count >= 4; count -= 4) {
    v128.store(y, value(isTanh, v128.load(x)));
    x += 16;
    y += 16;
  }
  if (count > 0) store(y, value(isTanh, quad(x, count)), count);
}

/** y = e^x, `count` numbers. */
export function exp(x: usize, y: usize, count: i32): void {
  values(false, x, y, count);
}

/** y = tanh x, `count` numbers. */
export function tanh(x: usize, y: usize, count: i32): void {
  values(true, x, y, count);
}
