/*
 * One row's part of a step of competitive descent in the lanes; see lib/market for the equations, and drift.ts
 * for the slots.
 *
 *   z_ij = (s_i w_ij − μ_j)/T,  m = σ(z),  y_i = H_i (m_i − a_i),  c_i = −λ ratio s_i (1 − 1/n) 2/T
 *   v_ij = w_ij + c_i y_ij m_ij (1 − m_ij) + [i = j] λ s_i/n,  then Π(v_i)
 *
 * Periodically the whole step is float64, at a *base* z⁰, m⁰, y⁰. In between only the change since the base is
 * computed, in float32, so that its error is in proportion to the change and vanishes as the descent
 * converges. With p = m(1 − m), t = 2m⁰ − 1 and u = tanh((z − z⁰)/2):
 *
 *   Δ = m − m⁰ = 2 p⁰ u / (1 + t u)                the addition theorem of tanh: no digits cancel
 *   p = p⁰ − δ,  δ = Δ (t + Δ),   y = y⁰ + H_i Δ
 *   c y p = c y⁰ p⁰ + [c (H_i Δ) (p⁰ − δ) − c y⁰ δ]
 */
import {
  anchor,
  Base,
  bases,
  changes,
  deviationRow,
  NARROW,
  peers,
  productRow,
  quads,
  RowConstant,
  rowConstants,
  shift,
  shiftScale,
  valueRow,
  WIDE,
} from './layout';
import { exactProduct } from './product';
import { keepRound, projectRow } from './simplex';
import { renormaliseRow } from './renormalise';
import { sigmoid } from './sigmoid';

/** μ/T from the column sums. */
export function updateShift(sum: usize): void {
  const to = shift;
  const scaleLow = v128.load(shiftScale);
  const scaleHigh = v128.load(shiftScale, 16);
  for (let at: usize = 0; at < quads * WIDE; at += WIDE) {
    v128.store(to + at, f64x2.mul(v128.load(sum + at), scaleLow));
    v128.store(to + at, f64x2.mul(v128.load(sum + at, 16), scaleHigh), 16);
  }
}

/** Two pairs of float64 as a quad of float32. */
// @ts-ignore: decorator
@inline
export function narrow(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** Coefficients four times over, in memory: V8 would rebuild a constant in every iteration of a loop. */
const TANH = memory.data<f32>([
  6.691931776003912e-5, 6.691931776003912e-5, 6.691931776003912e-5, 6.691931776003912e-5,
  -0.0008278787136077881, -0.0008278787136077881, -0.0008278787136077881, -0.0008278787136077881,
  0.00832796934992075, 0.00832796934992075, 0.00832796934992075, 0.00832796934992075,
  -0.08333267271518707, -0.08333267271518707, -0.08333267271518707, -0.08333267271518707,
  1, 1, 1, 1,
], 16);

/** 2 tanh(x/2) for |x| ≤ 1, odd of degree 9, interpolated at Chebyshev nodes; relative error 1.1e-7. */
// @ts-ignore: decorator
@inline
function twiceTanhOfHalf(x: v128, square: v128): v128 {
  let p = f32x4.add(f32x4.mul(v128.load(TANH), square), v128.load(TANH, 16));
  p = f32x4.add(f32x4.mul(p, square), v128.load(TANH, 32));
  p = f32x4.add(f32x4.mul(p, square), v128.load(TANH, 48));
  p = f32x4.add(f32x4.mul(p, square), v128.load(TANH, 64));
  return f32x4.mul(p, x);
}

/** Row i's mask change where |z − z⁰| > 1: the difference of two float64 sigmoids. */
function farChanges(i: usize, w: usize, change: usize): void {
  const constants = rowConstants + i * RowConstant.BYTES;
  const gainLow = v128.load(constants, RowConstant.GAIN);
  const gainHigh = v128.load(constants, RowConstant.GAIN + 16);
  let mu = shift;
  let base = bases + i * quads * Base.BYTES;
  for (const end = mu + quads * WIDE; mu < end; mu += WIDE) {
    const zl = f64x2.sub(f64x2.mul(v128.load(w), gainLow), v128.load(mu));
    const zh = f64x2.sub(f64x2.mul(v128.load(w, 16), gainHigh), v128.load(mu, 16));
    const bl = v128.load(base, Base.ARGUMENT);
    const bh = v128.load(base, Base.ARGUMENT + 16);
    const x = narrow(f64x2.sub(zl, bl), f64x2.sub(zh, bh));
    const far = f32x4.gt(f32x4.mul(x, x), f32x4.splat(1));
    if (v128.any_true(far)) {
      const low = f64x2.sub(sigmoid(zl), sigmoid(bl));
      const high = f64x2.sub(sigmoid(zh), sigmoid(bh));
      v128.store(change, v128.bitselect(narrow(low, high), v128.load(change), far));
    }
    w += WIDE;
    base += Base.BYTES;
    change += NARROW;
  }
}

/** Row i's mask change since the base. */
export function changeOfLanes(exempt: bool, i: usize, weights: usize): void {
  const constants = rowConstants + i * RowConstant.BYTES;
  const gainLow = v128.load(constants, RowConstant.GAIN);
  const gainHigh = v128.load(constants, RowConstant.GAIN + 16);
  let w = weights + i * quads * WIDE;
  let base = bases + i * quads * Base.BYTES;
  let mu = shift;
  let change = changes;
  let most = f32x4.splat(0);
  for (const end = mu + quads * WIDE; mu < end; mu += WIDE) {
    const zl = f64x2.sub(f64x2.mul(v128.load(w), gainLow), v128.load(mu));
    const zh = f64x2.sub(f64x2.mul(v128.load(w, 16), gainHigh), v128.load(mu, 16));
    const xl = f64x2.sub(zl, v128.load(base, Base.ARGUMENT));
    const xh = f64x2.sub(zh, v128.load(base, Base.ARGUMENT + 16));
    const x = narrow(xl, xh);
    const square = f32x4.mul(x, x);
    most = f32x4.pmax(most, square);
    const u = twiceTanhOfHalf(x, square);
    const below = f32x4.add(v128.load(TANH, 64), f32x4.mul(u, v128.load(base, Base.TILT)));
    v128.store(change, f32x4.div(f32x4.mul(u, v128.load(base, Base.SLOPE)), below));
    w += WIDE;
    base += Base.BYTES;
    change += NARROW;
  }
  if (v128.any_true(f32x4.gt(most, f32x4.splat(1)))) {
    farChanges(i, weights + i * quads * WIDE, changes);
  }
  if (exempt) v128.store(changes + i * NARROW, i64x2.splat(0));
}

/** Makes row i of the weights its base, in float64. */
export function renewLanes(exempt: bool, i: usize, w: usize): void {
  const row = i * quads * WIDE;
  const constants = rowConstants + i * RowConstant.BYTES;
  const half = f64x2.splat(0.5);
  const one = f64x2.splat(1);
  const mu = shift;
  const a = anchor + row;
  const d = deviationRow;
  const first = bases + i * quads * Base.BYTES;
  const bytes = quads * WIDE;
  for (let at: usize = 0; at < bytes; at += 16) {
    const gain = v128.load(constants + (at & 16), RowConstant.GAIN);
    const z = f64x2.sub(f64x2.mul(v128.load(w + row + at), gain), v128.load(mu + at));
    v128.store(first + (at >> 5) * Base.BYTES + (at & 16), z, Base.ARGUMENT);
    v128.store(d + at, sigmoid(z));
  }
  if (exempt) {
    v128.store(d + i * WIDE, one);
    v128.store(d + i * WIDE, one, 16);
  }
  let base = first;
  for (let at: usize = 0; at < bytes; at += WIDE) {
    const ml = v128.load(d + at);
    const mh = v128.load(d + at, 16);
    const pl = f64x2.mul(ml, f64x2.sub(one, ml));
    const ph = f64x2.mul(mh, f64x2.sub(one, mh));
    v128.store(base, narrow(f64x2.sub(ml, half), f64x2.sub(mh, half)), Base.TILT);
    v128.store(base, narrow(pl, ph), Base.SLOPE);
    v128.store(base, pl, Base.STEP);
    v128.store(base, ph, Base.STEP + 16);
    v128.store(d + at, f64x2.sub(ml, v128.load(a + at)));
    v128.store(d + at, f64x2.sub(mh, v128.load(a + at, 16)), 16);
    base += Base.BYTES;
  }
  exactProduct(<i32>i, 0);
  const y = valueRow;
  base = first;
  for (let at: usize = 0; at < bytes; at += WIDE) {
    const pullLow = f64x2.mul(v128.load(y + at), v128.load(constants, RowConstant.STEP));
    const pullHigh = f64x2.mul(v128.load(y + at, 16), v128.load(constants, RowConstant.STEP + 16));
    v128.store(base, narrow(pullLow, pullHigh), Base.PULL);
    v128.store(base, f64x2.mul(v128.load(base, Base.STEP), pullLow), Base.STEP);
    v128.store(base, f64x2.mul(v128.load(base, Base.STEP + 16), pullHigh), Base.STEP + 16);
    v128.store(productRow + at / 2, i64x2.splat(0));
    v128.store(changes + at / 2, i64x2.splat(0));
    base += Base.BYTES;
  }
  // The reward of a peer's weight for itself is the same at every step: a part of the base.
  base = first + i * Base.BYTES;
  const bonusLow = v128.load(constants, RowConstant.BONUS);
  const bonusHigh = v128.load(constants, RowConstant.BONUS + 16);
  v128.store(base, f64x2.add(v128.load(base, Base.STEP), bonusLow), Base.STEP);
  v128.store(base, f64x2.add(v128.load(base, Base.STEP + 16), bonusHigh), Base.STEP + 16);
}

/** Row i's gradient step, projection and part in the column sums. */
// @ts-ignore: decorator
@inline
function advance(
  project: bool,
  i: usize,
  from: usize,
  to: usize,
  sumFrom: usize,
  sumTo: usize,
): void {
  const row = i * quads * WIDE;
  const constants = rowConstants + i * RowConstant.BYTES;
  const step = v128.load(constants, RowConstant.NARROW_STEP);
  const v = valueRow;
  let change = changes;
  let base = bases + i * quads * Base.BYTES;
  let y = productRow;
  let w = from + row;
  let value = v;
  // The projection's first round, at the last step's threshold, while the values are in registers.
  const tl = v128.load(constants, RowConstant.THRESHOLD);
  const th = v128.load(constants, RowConstant.THRESHOLD + 16);
  let sl = f64x2.splat(0);
  let sh = sl;
  let cl = i64x2.splat(0);
  let ch = cl;
  for (const end = v + quads * WIDE; value < end; value += WIDE) {
    const d = v128.load(change);
    const t = v128.load(base, Base.TILT);
    const drop = f32x4.mul(d, f32x4.add(f32x4.add(t, t), d));
    const pushed = f32x4.mul(v128.load(y), step);
    const g = f32x4.sub(
      f32x4.mul(pushed, f32x4.sub(v128.load(base, Base.SLOPE), drop)),
      f32x4.mul(v128.load(base, Base.PULL), drop),
    );
    const gl = f64x2.promote_low_f32x4(g);
    const gh = f64x2.promote_low_f32x4(v128.shuffle<i64>(g, g, 1, 0));
    const vl = f64x2.add(v128.load(w), f64x2.add(v128.load(base, Base.STEP), gl));
    const vh = f64x2.add(v128.load(w, 16), f64x2.add(v128.load(base, Base.STEP + 16), gh));
    v128.store(value, vl);
    v128.store(value, vh, 16);
    if (project) {
      const al = f64x2.gt(vl, tl);
      const ah = f64x2.gt(vh, th);
      sl = f64x2.add(sl, v128.and(vl, al));
      sh = f64x2.add(sh, v128.and(vh, ah));
      cl = i64x2.sub(cl, al);
      ch = i64x2.sub(ch, ah);
    }
    change += NARROW;
    base += Base.BYTES;
    y += NARROW;
    w += WIDE;
  }
  if (project) keepRound(true, sl, sh, cl, ch);
  const stakeLow = v128.load(constants, RowConstant.STAKE);
  const stakeHigh = v128.load(constants, RowConstant.STAKE + 16);
  const next = to + row;
  if (project) {
    const threshold = constants + RowConstant.THRESHOLD;
    projectRow(true, quads, v, next, threshold, sumFrom, sumTo, stakeLow, stakeHigh);
  } else {
    renormaliseRow(true, peers, quads, v, next, sumFrom, sumTo, stakeLow, stakeHigh);
  }
}

export function advanceLanes(
  project: bool,
  i: usize,
  from: usize,
  to: usize,
  sumFrom: usize,
  sumTo: usize,
): void {
  if (project) advance(true, i, from, to, sumFrom, sumTo);
  else advance(false, i, from, to, sumFrom, sumTo);
}
