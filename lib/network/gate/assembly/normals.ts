/*
 * Pairs of normal numbers from uniform ones (Box and Muller 1958), four pairs at a time: bit for bit those of
 * lib/math/random.ts, whose logarithm, sine and cosine (lib/math/elementary.ts) are computed here without branches.
 */
import { c, HALF, line, LN2, ONE, SHIFT, TWO } from './functions';

/** Of the logarithm, fdlibm's Lg6, Lg4, Lg2 and Lg7, Lg5, Lg3, Lg1. */
const EVEN = memory.data<f64>([0.15313837699209373, 0.22222198432149784, 0.3999999999940942]);
const ODD = memory.data<f64>([0.14798198605116586, 0.1818357216161805, 0.2857142874366239, 0.6666666666666735]);
const THREE = memory.data<f64>([3]);

/** Of the high word of a number: the bits of its fraction, what makes a fraction of √2 and more carry, and the bias of exponents. */
const FRACTION = memory.data<i64>([0xfffff]);
const CARRY = memory.data<i64>([0x95f64]);
const BIAS = memory.data<i64>([1023]);
/** The fractions between which the sum of the logarithm begins with f² / 2. */
const SIDES = memory.data<i64>([0x6147a, 0x6b851]);
/** Numbers close to a power of two have a shorter sum: (fraction + 2) mod 2²⁰ < 3. */
const CLOSE = memory.data<i64>([2, 3]);
const NEXT = memory.data<i64>([1]);

/** −2 and 2π. */
const POLAR = memory.data<f64>([-2, 2 * Math.PI]);
/** 2 / π, and π / 2 in three parts. */
const QUARTER = memory.data<f64>([0.6366197723675814, 1.5707963267341256, 6.0771005063039659766e-11, 2.02226624879595063154e-21]);
/** Of the sine, fdlibm's S6 down to S2, and −S1. */
const SINE = memory.data<f64>([
  1.58969099521155010221e-10,
  -2.50507602534068634195e-8,
  2.75573137070700676789e-6,
  -1.98412698298579493134e-4,
  8.33333333332248946124e-3,
  1.66666666666666324348e-1,
]);
/** Of the cosine, C3 down to C1, and C6 down to C4. */
const LOW_COSINE = memory.data<f64>([2.48015872894767294178e-5, -1.38888888888741095749e-3, 4.16666666666666019037e-2]);
const HIGH_COSINE = memory.data<f64>([-1.13596475577881948265e-11, 2.0875723212981748279e-9, -2.75573143513906633035e-7]);

/** ln x of normal numbers: k ln 2 + ln(1 + f), with √½ < 1 + f < √2. */
// @ts-ignore: decorator
@inline
function log(x: v128): v128 {
  const high = i64x2.shr_u(x, 32);
  const fraction = v128.and(high, c(FRACTION));
  const carry = i64x2.shr_u(i64x2.add(fraction, c(CARRY)), 20);
  const power = i64x2.add(i64x2.sub(i64x2.shr_u(high, 20), c(BIAS)), carry);
  const scale = i64x2.shl(i64x2.sub(c(BIAS), power), 52);
  const f = f64x2.sub(f64x2.mul(x, scale), c(ONE));
  const k = f64x2.sub(i64x2.add(power, c(SHIFT)), c(SHIFT));
  const top = f64x2.mul(k, c(LN2));
  const low = f64x2.mul(k, c(LN2, 1));
  const s = f64x2.div(f, f64x2.add(c(TWO), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  let even = line(c(EVEN), w, c(EVEN, 1));
  even = f64x2.mul(w, line(even, w, c(EVEN, 2)));
  let odd = line(c(ODD), w, c(ODD, 1));
  odd = line(odd, w, c(ODD, 2));
  odd = f64x2.mul(z, line(odd, w, c(ODD, 3)));
  const both = f64x2.add(odd, even);
  const half = f64x2.mul(f64x2.mul(c(HALF), f), f);
  const near = f64x2.add(f64x2.mul(s, f64x2.add(half, both)), low);
  const one = f64x2.sub(top, f64x2.sub(f64x2.sub(half, near), f));
  const far = f64x2.sub(f64x2.mul(s, f64x2.sub(f, both)), low);
  const other = f64x2.sub(top, f64x2.sub(far, f));
  const sides = v128.or(i64x2.sub(fraction, c(SIDES)), i64x2.sub(c(SIDES, 1), fraction));
  const found = v128.bitselect(one, other, i64x2.gt_s(sides, i64x2.splat(0)));
  // Close to 1 a shorter sum is as exact.
  const rest = f64x2.mul(f64x2.mul(f, f), f64x2.sub(c(HALF), f64x2.div(f, c(THREE))));
  const short = f64x2.sub(top, f64x2.sub(f64x2.sub(rest, low), f));
  const close = v128.and(i64x2.add(fraction, c(CLOSE)), c(FRACTION));
  return v128.bitselect(short, found, i64x2.gt_s(c(CLOSE, 1), close));
}

/** Replaces `count` uniform numbers on [0, 1), an even number of them, by normal ones; there is room for a multiple of 8. */
export function normals(values: usize, count: i32): void {
  const end = values + (<usize>count << 3);
  // The first numbers of four pairs beside each other, and so the second.
  for (let at = values; at < end; at += 64) separate(at);
  for (let at = values; at < end; at += 64) {
    const r0 = f64x2.sqrt(f64x2.mul(c(POLAR), log(f64x2.sub(c(ONE), v128.load(at)))));
    const r1 = f64x2.sqrt(f64x2.mul(c(POLAR), log(f64x2.sub(c(ONE), v128.load(at, 16)))));
    const x0 = f64x2.mul(v128.load(at, 32), c(POLAR, 1));
    const x1 = f64x2.mul(v128.load(at, 48), c(POLAR, 1));
    v128.store(at, r0);
    v128.store(at, r1, 16);
    v128.store(at, x0, 32);
    v128.store(at, x1, 48);
  }
  for (let at = values; at < end; at += 64) place(at);
  for (let at = values; at < end; at += 64) interleave(at);
}

/** Numbers 0 to 7 as 0, 2, 4, 6, 1, 3, 5, 7. */
// @ts-ignore: decorator
@inline
function separate(at: usize): void {
  const a = v128.load(at);
  const b = v128.load(at, 16);
  const d = v128.load(at, 32);
  const e = v128.load(at, 48);
  v128.store(at, v128.shuffle<i64>(a, b, 0, 2));
  v128.store(at, v128.shuffle<i64>(d, e, 0, 2), 16);
  v128.store(at, v128.shuffle<i64>(a, b, 1, 3), 32);
  v128.store(at, v128.shuffle<i64>(d, e, 1, 3), 48);
}

/** Their inverse. */
// @ts-ignore: decorator
@inline
function interleave(at: usize): void {
  const a = v128.load(at);
  const b = v128.load(at, 16);
  const d = v128.load(at, 32);
  const e = v128.load(at, 48);
  v128.store(at, v128.shuffle<i64>(a, d, 0, 2));
  v128.store(at, v128.shuffle<i64>(a, d, 1, 3), 16);
  v128.store(at, v128.shuffle<i64>(b, e, 0, 2), 32);
  v128.store(at, v128.shuffle<i64>(b, e, 1, 3), 48);
}

/** Stores r cos x and r sin x in place of four r and four x from 0 to 2π. */
// @ts-ignore: decorator
@inline
function place(at: usize): void {
  const x0 = v128.load(at, 32);
  const x1 = v128.load(at, 48);
  const n0 = quartersOf(x0);
  const n1 = quartersOf(x1);
  const a0 = restOf(x0, n0);
  const a1 = restOf(x1, n1);
  const b0 = errorOf(x0, n0, a0);
  const b1 = errorOf(x1, n1, a1);
  const sine0 = sineOf(a0, b0);
  const sine1 = sineOf(a1, b1);
  const cosine0 = cosineOf(a0, b0);
  const cosine1 = cosineOf(a1, b1);
  // n is in the last bits of these, and the higher ones do not matter: an odd n exchanges the two.
  const q0 = f64x2.add(n0, c(SHIFT));
  const q1 = f64x2.add(n1, c(SHIFT));
  const isOdd0 = i64x2.lt_s(i64x2.shl(q0, 63), i64x2.splat(0));
  const isOdd1 = i64x2.lt_s(i64x2.shl(q1, 63), i64x2.splat(0));
  const r0 = v128.load(at);
  const r1 = v128.load(at, 16);
  // The sign is bit 1 of n + 1 for a cosine, of n for a sine.
  const next0 = i64x2.add(q0, c(NEXT));
  const next1 = i64x2.add(q1, c(NEXT));
  const first0 = v128.xor(v128.bitselect(sine0, cosine0, isOdd0), signBit(next0));
  const first1 = v128.xor(v128.bitselect(sine1, cosine1, isOdd1), signBit(next1));
  const second0 = v128.xor(v128.bitselect(cosine0, sine0, isOdd0), signBit(q0));
  const second1 = v128.xor(v128.bitselect(cosine1, sine1, isOdd1), signBit(q1));
  v128.store(at, f64x2.mul(r0, first0));
  v128.store(at, f64x2.mul(r1, first1), 16);
  v128.store(at, f64x2.mul(r0, second0), 32);
  v128.store(at, f64x2.mul(r1, second1), 48);
}

/** Bit 1 as that of a sign. */
// @ts-ignore: decorator
@inline
function signBit(n: v128): v128 {
  return i64x2.shl(i64x2.shr_u(n, 1), 63);
}

/** The number of quarters of a turn next to x; halves are rounded up, as by Math.round. */
// @ts-ignore: decorator
@inline
function quartersOf(x: v128): v128 {
  const quarters = f64x2.mul(x, c(QUARTER));
  const n = f64x2.sub(f64x2.add(quarters, c(SHIFT)), c(SHIFT));
  const isHalf = f64x2.eq(f64x2.sub(quarters, n), c(HALF));
  return f64x2.add(n, v128.and(isHalf, c(ONE)));
}

/** x − n π / 2, without its last bits. */
// @ts-ignore: decorator
@inline
function restOf(x: v128, n: v128): v128 {
  const first = f64x2.sub(x, f64x2.mul(n, c(QUARTER, 1)));
  const rest = f64x2.sub(first, f64x2.mul(n, c(QUARTER, 2)));
  return f64x2.sub(rest, lastOf(first, rest, n));
}

/** Those last bits. */
// @ts-ignore: decorator
@inline
function errorOf(x: v128, n: v128, a: v128): v128 {
  const first = f64x2.sub(x, f64x2.mul(n, c(QUARTER, 1)));
  const rest = f64x2.sub(first, f64x2.mul(n, c(QUARTER, 2)));
  return f64x2.sub(f64x2.sub(rest, a), lastOf(first, rest, n));
}

// @ts-ignore: decorator
@inline
function lastOf(first: v128, rest: v128, n: v128): v128 {
  const error = f64x2.sub(f64x2.sub(first, rest), f64x2.mul(n, c(QUARTER, 2)));
  return f64x2.sub(f64x2.mul(n, c(QUARTER, 3)), error);
}

/** sin(a + b) for a from −π / 4 to π / 4. */
// @ts-ignore: decorator
@inline
function sineOf(a: v128, b: v128): v128 {
  const z = f64x2.mul(a, a);
  const v = f64x2.mul(z, a);
  let s = line(c(SINE), z, c(SINE, 1));
  s = line(s, z, c(SINE, 2));
  s = line(s, z, c(SINE, 3));
  s = line(s, z, c(SINE, 4));
  const bent = f64x2.mul(z, f64x2.sub(f64x2.mul(c(HALF), b), f64x2.mul(v, s)));
  return f64x2.sub(a, f64x2.add(f64x2.sub(bent, b), f64x2.mul(v, c(SINE, 5))));
}

/** cos(a + b) for a from −π / 4 to π / 4. */
// @ts-ignore: decorator
@inline
function cosineOf(a: v128, b: v128): v128 {
  const z = f64x2.mul(a, a);
  let p = line(c(LOW_COSINE), z, c(LOW_COSINE, 1));
  p = f64x2.mul(z, line(p, z, c(LOW_COSINE, 2)));
  let q = line(c(HIGH_COSINE), z, c(HIGH_COSINE, 1));
  q = line(q, z, c(HIGH_COSINE, 2));
  const zz = f64x2.mul(z, z);
  const sum = f64x2.add(p, f64x2.mul(f64x2.mul(zz, zz), q));
  const half = f64x2.mul(c(HALF), z);
  const head = f64x2.sub(c(ONE), half);
  const tail = f64x2.sub(f64x2.mul(z, sum), f64x2.mul(a, b));
  return f64x2.add(head, f64x2.add(f64x2.sub(f64x2.sub(c(ONE), head), half), tail));
}
