/*
 * Pairs of normal numbers from uniform ones (Box and Muller 1958), two pairs at a time: bit for bit those of
 * lib/math/random.ts, whose logarithm, sine and cosine (lib/math/elementary.ts) are computed here without branches.
 */
import { c, line } from './functions';

// @ts-ignore: decorator
@inline
function whole(value: i64): v128 {
  return i64x2.splat(value);
}

/** ln x of normal numbers: k ln 2 + ln(1 + f), with √½ < 1 + f < √2. */
// @ts-ignore: decorator
@inline
function log(x: v128): v128 {
  const high = i64x2.shr_u(x, 32);
  const fraction = v128.and(high, whole(0xfffff));
  const carry = i64x2.shr_u(i64x2.add(fraction, whole(0x95f64)), 20);
  const power = i64x2.add(i64x2.sub(i64x2.shr_u(high, 20), whole(1023)), carry);
  const scale = i64x2.shl(i64x2.sub(whole(1023), power), 52);
  const f = f64x2.sub(f64x2.mul(x, scale), c(1));
  const k = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(power, power, 0, 2, 0, 2));
  const top = f64x2.mul(k, c(6.9314718036912382e-1));
  const low = f64x2.mul(k, c(1.9082149292705877e-10));
  const s = f64x2.div(f, f64x2.add(c(2), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  let even = line(c(0.15313837699209373), w, 0.22222198432149784);
  even = f64x2.mul(w, line(even, w, 0.3999999999940942));
  let odd = line(c(0.14798198605116586), w, 0.1818357216161805);
  odd = line(odd, w, 0.2857142874366239);
  odd = f64x2.mul(z, line(odd, w, 0.6666666666666735));
  const both = f64x2.add(odd, even);
  const half = f64x2.mul(f64x2.mul(c(0.5), f), f);
  const near = f64x2.add(f64x2.mul(s, f64x2.add(half, both)), low);
  const one = f64x2.sub(top, f64x2.sub(f64x2.sub(half, near), f));
  const far = f64x2.sub(f64x2.mul(s, f64x2.sub(f, both)), low);
  const other = f64x2.sub(top, f64x2.sub(far, f));
  const sides = v128.or(i64x2.sub(fraction, whole(0x6147a)), i64x2.sub(whole(0x6b851), fraction));
  const found = v128.bitselect(one, other, i64x2.gt_s(sides, whole(0)));
  // Close to 1 a shorter sum is as exact.
  const rest = f64x2.mul(f64x2.mul(f, f), f64x2.sub(c(0.5), f64x2.div(f, c(3))));
  const short = f64x2.sub(top, f64x2.sub(f64x2.sub(rest, low), f));
  const close = v128.and(i64x2.add(fraction, whole(2)), whole(0xfffff));
  return v128.bitselect(short, found, i64x2.gt_s(whole(3), close));
}

/** Replaces `count` uniform numbers on [0, 1), an even number of them, by normal ones; there is room for a multiple of 4. */
export function normals(values: usize, count: i32): void {
  const end = values + (<usize>count << 3);
  for (let at = values; at < end; at += 32) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const r = f64x2.sub(c(1), v128.shuffle<i64>(a, b, 0, 2));
    v128.store(at, f64x2.sqrt(f64x2.mul(c(-2), log(r))));
    v128.store(at, f64x2.mul(v128.shuffle<i64>(a, b, 1, 3), c(2 * Math.PI)), 16);
  }
  for (let at = values; at < end; at += 32) place(at, v128.load(at), v128.load(at, 16));
}

/** Stores r cos x and r sin x of two pairs, for x from 0 to 2π. */
// @ts-ignore: decorator
@inline
function place(at: usize, r: v128, x: v128): void {
  const quarters = f64x2.mul(x, c(0.6366197723675814));
  // Halves are rounded up, as by Math.round.
  const up = f64x2.ceil(quarters);
  const isOver = f64x2.gt(f64x2.sub(up, c(0.5)), quarters);
  const n = f64x2.sub(up, v128.and(isOver, c(1)));
  const first = f64x2.sub(x, f64x2.mul(n, c(1.5707963267341256)));
  const second = f64x2.mul(n, c(6.0771005063039659766e-11));
  const rest = f64x2.sub(first, second);
  const error = f64x2.sub(f64x2.sub(first, rest), second);
  const w = f64x2.sub(f64x2.mul(n, c(2.02226624879595063154e-21)), error);
  const a = f64x2.sub(rest, w);
  const b = f64x2.sub(f64x2.sub(rest, a), w);
  const z = f64x2.mul(a, a);
  const v = f64x2.mul(z, a);
  let s = line(c(1.58969099521155010221e-10), z, -2.50507602534068634195e-8);
  s = line(s, z, 2.75573137070700676789e-6);
  s = line(s, z, -1.98412698298579493134e-4);
  s = line(s, z, 8.33333333332248946124e-3);
  const bent = f64x2.mul(z, f64x2.sub(f64x2.mul(c(0.5), b), f64x2.mul(v, s)));
  const cubic = f64x2.mul(v, c(1.66666666666666324348e-1));
  const sine = f64x2.sub(a, f64x2.add(f64x2.sub(bent, b), cubic));
  let p = line(c(2.48015872894767294178e-5), z, -1.38888888888741095749e-3);
  p = f64x2.mul(z, line(p, z, 4.16666666666666019037e-2));
  let q = line(c(-1.13596475577881948265e-11), z, 2.0875723212981748279e-9);
  q = line(q, z, -2.75573143513906633035e-7);
  const zz = f64x2.mul(z, z);
  const sum = f64x2.add(p, f64x2.mul(f64x2.mul(zz, zz), q));
  const half = f64x2.mul(c(0.5), z);
  const head = f64x2.sub(c(1), half);
  const tail = f64x2.sub(f64x2.mul(z, sum), f64x2.mul(a, b));
  const cosine = f64x2.add(head, f64x2.add(f64x2.sub(f64x2.sub(c(1), head), half), tail));
  const turns = i32x4.trunc_sat_f64x2_s_zero(n);
  const quadrant = i64x2.extend_low_i32x4_s(turns);
  const signOf = i64x2.add(quadrant, whole(1));
  // The sign is bit 1 of n for the cosine, of n + 1 for the sine; an odd n exchanges them.
  const cosines = f64x2.mul(r, v128.xor(cosine, i64x2.shl(v128.and(quadrant, whole(2)), 62)));
  const sines = f64x2.mul(r, v128.xor(sine, i64x2.shl(v128.and(signOf, whole(2)), 62)));
  const isOdd = i64x2.neg(v128.and(quadrant, whole(1)));
  const x0 = v128.bitselect(sines, cosines, isOdd);
  const y0 = v128.bitselect(cosines, sines, isOdd);
  v128.store(at, v128.shuffle<i64>(x0, y0, 0, 2));
  v128.store(at, v128.shuffle<i64>(x0, y0, 1, 3), 16);
}
