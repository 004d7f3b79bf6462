/*
 * Exponential, softplus and Φ of two float64 at a time, by operations that every machine rounds alike. Exponential and
 * logarithm are those of fdlibm (Sun Microsystems 1993, e_exp.c, s_log1p.c) without their branches.
 */

// @ts-ignore: decorator
@inline
export function c(value: f64): v128 {
  return f64x2.splat(value);
}

/** a x + b. */
// @ts-ignore: decorator
@inline
export function line(a: v128, x: v128, b: f64): v128 {
  return f64x2.add(f64x2.mul(a, x), c(b));
}

/** eˣ for x of at most 709; 0 where it is below the normal numbers. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const z = f64x2.max(x, c(-708));
  const k = f64x2.nearest(f64x2.mul(z, c(1.4426950408889634)));
  const high = f64x2.sub(z, f64x2.mul(k, c(6.9314718036912382e-1)));
  const low = f64x2.mul(k, c(1.9082149292705877e-10));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let p = line(c(4.1381367970572385e-8), t, -1.6533902205465252e-6);
  p = line(p, t, 6.613756321437934e-5);
  p = line(p, t, -2.7777777777015593e-3);
  p = line(p, t, 1.6666666666666602e-1);
  const q = f64x2.sub(r, f64x2.mul(t, p));
  const ratio = f64x2.div(f64x2.mul(r, q), f64x2.sub(c(2), q));
  const y = f64x2.sub(c(1), f64x2.sub(f64x2.sub(low, ratio), high));
  const power = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k));
  const scale = i64x2.shl(i64x2.add(power, i64x2.splat(1023)), 52);
  return v128.andnot(f64x2.mul(y, scale), f64x2.lt(x, c(-708)));
}

/** ln(1 + t) for t from 0 to 1: k ln 2 + ln(1 + f), with √½ < 1 + f < √2. */
// @ts-ignore: decorator
@inline
function logOfOnePlus(t: v128): v128 {
  const isLarge = f64x2.gt(t, c(0.41421356237309503));
  const f = v128.bitselect(f64x2.mul(c(0.5), f64x2.sub(t, c(1))), t, isLarge);
  const k = v128.and(isLarge, c(1));
  const s = f64x2.div(f, f64x2.add(c(2), f));
  const z = f64x2.mul(s, s);
  let p = line(c(1.479819860511658591e-1), z, 1.531383769920937332e-1);
  p = line(p, z, 1.818357216161805012e-1);
  p = line(p, z, 2.222219843214978396e-1);
  p = line(p, z, 2.857142874366239149e-1);
  p = line(p, z, 3.999999999940941908e-1);
  p = line(p, z, 6.666666666666735130e-1);
  const half = f64x2.mul(f64x2.mul(c(0.5), f), f);
  const sum = f64x2.mul(s, f64x2.add(half, f64x2.mul(z, p)));
  const low = f64x2.add(sum, f64x2.mul(k, c(1.9082149292705877e-10)));
  return f64x2.sub(f64x2.mul(k, c(6.9314718036912382e-1)), f64x2.sub(f64x2.sub(half, low), f));
}

/** ln(1 + eˣ), given e^−|x|. */
// @ts-ignore: decorator
@inline
export function softplus(x: v128, power: v128): v128 {
  return f64x2.add(f64x2.max(x, c(0)), logOfOnePlus(power));
}

/** 1 / (1 + e^−x), given e^−|x|. */
// @ts-ignore: decorator
@inline
export function logistic(x: v128, power: v128): v128 {
  const numerator = v128.bitselect(power, c(1), f64x2.lt(x, c(0)));
  return f64x2.div(numerator, f64x2.add(c(1), power));
}

/** The density of the standard normal distribution. */
// @ts-ignore: decorator
@inline
export function density(x: v128): v128 {
  return f64x2.mul(exp(f64x2.mul(f64x2.mul(c(-0.5), x), x)), c(0.3989422804014327));
}

/** Φ, to 8e-8, of x with the density d, by Abramowitz and Stegun 1964 (26.2.17). */
// @ts-ignore: decorator
@inline
export function cumulative(x: v128, d: v128): v128 {
  const t = f64x2.div(c(1), line(c(0.2316419), f64x2.abs(x), 1));
  let p = line(c(1.330274429), t, -1.821255978);
  p = line(p, t, 1.781477937);
  p = line(p, t, -0.356563782);
  p = line(p, t, 0.31938153);
  const beyond = f64x2.mul(d, f64x2.mul(t, p));
  return v128.bitselect(f64x2.sub(c(1), beyond), beyond, f64x2.gt(x, c(0)));
}
