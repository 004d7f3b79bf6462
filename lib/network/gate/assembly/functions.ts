/*
 * Exponential, softplus and Φ of two float64 at a time, by operations that every machine rounds alike. Exponential and
 * logarithm are those of fdlibm (Sun Microsystems 1993, e_exp.c, s_log1p.c) without their branches.
 *
 * Constants are read from memory: V8 makes the vector of a literal anew at every use, by three instructions or four. No
 * operation is one that V8 does not join (lib/network/engine/vectorBits.ts), where loops take two vectors at once.
 */

export const ONE = memory.data<f64>([1]);
export const TWO = memory.data<f64>([2]);
export const HALF = memory.data<f64>([0.5]);

/** ln 2 in two parts, of which products of the first with small integers are exact. */
export const LN2 = memory.data<f64>([6.9314718036912382e-1, 1.9082149292705877e-10]);

/** 1.5 · 2⁵²: the sum of it and a small number is rounded to an integer, whose bits are the last. */
export const SHIFT = memory.data<f64>([6755399441055744]);

/** 1 / ln 2, and the x below which eˣ is below the normal numbers. */
const EXP = memory.data<f64>([1.4426950408889634, -708]);
/** R of x coth(x / 2) = 2 + x² R(x²), from the highest power down. */
const EXP_SERIES = memory.data<f64>([
  4.1381367970572385e-8,
  -1.6533902205465252e-6,
  6.613756321437934e-5,
  -2.7777777777015593e-3,
  1.6666666666666602e-1,
]);

/** √2 − 1. */
const ROOT = memory.data<f64>([0.41421356237309503]);
/** R of ln(1 + f) = s (2 + s² R(s²)), s = f / (2 + f), from the highest power down. */
const LOG_SERIES = memory.data<f64>([
  1.479819860511658591e-1,
  1.531383769920937332e-1,
  1.818357216161805012e-1,
  2.222219843214978396e-1,
  2.857142874366239149e-1,
  3.999999999940941908e-1,
  6.666666666666735130e-1,
]);

/** −½ and 1 / √(2π) of the density, and Abramowitz and Stegun's p. */
const NORMAL = memory.data<f64>([-0.5, 0.3989422804014327, 0.2316419]);
/** Their b, from b₅ down. */
const NORMAL_SERIES = memory.data<f64>([1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153]);

/** The constant at `index` of a table, twice. */
// @ts-ignore: decorator
@inline
export function c(table: usize, index: usize = 0): v128 {
  return v128.load64_splat(table + (index << 3));
}

/** a x + b. */
// @ts-ignore: decorator
@inline
export function line(a: v128, x: v128, b: v128): v128 {
  return f64x2.add(f64x2.mul(a, x), b);
}

/** eˣ for x of at most 709; 0 where it is below the normal numbers. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(x, c(EXP)), c(SHIFT));
  const k = f64x2.sub(shifted, c(SHIFT));
  const high = f64x2.sub(x, f64x2.mul(k, c(LN2)));
  const low = f64x2.mul(k, c(LN2, 1));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let p = line(c(EXP_SERIES), t, c(EXP_SERIES, 1));
  p = line(p, t, c(EXP_SERIES, 2));
  p = line(p, t, c(EXP_SERIES, 3));
  p = line(p, t, c(EXP_SERIES, 4));
  const q = f64x2.sub(r, f64x2.mul(t, p));
  const ratio = f64x2.div(f64x2.mul(r, q), f64x2.sub(c(TWO), q));
  const y = f64x2.sub(c(ONE), f64x2.sub(f64x2.sub(low, ratio), high));
  // 2ᵏ: the exponent of 1 and the last bits of the shifted number.
  const scale = i64x2.add(i64x2.shl(shifted, 52), c(ONE));
  return v128.andnot(f64x2.mul(y, scale), f64x2.lt(x, c(EXP, 1)));
}

/** ln(1 + t) for t from 0 to 1: k ln 2 + ln(1 + f), with √½ < 1 + f < √2. */
// @ts-ignore: decorator
@inline
function logOfOnePlus(t: v128): v128 {
  const isLarge = f64x2.gt(t, c(ROOT));
  const f = v128.bitselect(f64x2.mul(c(HALF), f64x2.sub(t, c(ONE))), t, isLarge);
  const s = f64x2.div(f, f64x2.add(c(TWO), f));
  const z = f64x2.mul(s, s);
  let p = line(c(LOG_SERIES), z, c(LOG_SERIES, 1));
  p = line(p, z, c(LOG_SERIES, 2));
  p = line(p, z, c(LOG_SERIES, 3));
  p = line(p, z, c(LOG_SERIES, 4));
  p = line(p, z, c(LOG_SERIES, 5));
  p = line(p, z, c(LOG_SERIES, 6));
  const half = f64x2.mul(f64x2.mul(c(HALF), f), f);
  const sum = f64x2.mul(s, f64x2.add(half, f64x2.mul(z, p)));
  const low = f64x2.add(sum, v128.and(isLarge, c(LN2, 1)));
  return f64x2.sub(v128.and(isLarge, c(LN2)), f64x2.sub(f64x2.sub(half, low), f));
}

/** ln(1 + eˣ), given e^−|x|. */
// @ts-ignore: decorator
@inline
export function softplus(x: v128, power: v128): v128 {
  return f64x2.add(v128.and(x, f64x2.gt(x, f64x2.splat(0))), logOfOnePlus(power));
}

/** 1 / (1 + e^−x), given e^−|x|. */
// @ts-ignore: decorator
@inline
export function logistic(x: v128, power: v128): v128 {
  const one = c(ONE);
  const numerator = v128.bitselect(power, one, f64x2.lt(x, f64x2.splat(0)));
  return f64x2.div(numerator, f64x2.add(one, power));
}

/** The density of the standard normal distribution. */
// @ts-ignore: decorator
@inline
export function density(x: v128): v128 {
  return f64x2.mul(exp(f64x2.mul(f64x2.mul(c(NORMAL), x), x)), c(NORMAL, 1));
}

/** Φ, to 8e-8, of x with the density d, by Abramowitz and Stegun 1964 (26.2.17). */
// @ts-ignore: decorator
@inline
export function cumulative(x: v128, d: v128): v128 {
  const one = c(ONE);
  const t = f64x2.div(one, line(c(NORMAL, 2), f64x2.abs(x), one));
  let p = line(c(NORMAL_SERIES), t, c(NORMAL_SERIES, 1));
  p = line(p, t, c(NORMAL_SERIES, 2));
  p = line(p, t, c(NORMAL_SERIES, 3));
  p = line(p, t, c(NORMAL_SERIES, 4));
  const beyond = f64x2.mul(d, f64x2.mul(t, p));
  return v128.bitselect(f64x2.sub(one, beyond), beyond, f64x2.gt(x, f64x2.splat(0)));
}
