/*
 * One row's part of a step of competitive descent, on quads; see lib/market for the equations.
 *
 *   z_ij = (s_i w_ij − μ_j)/T,  m = σ(z),  y_i = H_i (m_i − a_i),  c_i = −λ ratio s_i (1 − 1/n) 2/T
 *   v_ij = w_ij + c_i y_ij m_ij (1 − m_ij) + [i = j] λ s_i/n,  then Π(v_i)
 *
 * Every so many steps all of it is float64, at a *base* z⁰, m⁰, y⁰. In between only what changed since the
 * base is computed, and that in float32, so that its error is in proportion to the change and vanishes as
 * the descent comes to rest. With p = m(1 − m), t = 2m⁰ − 1 and u = tanh((z − z⁰)/2):
 *
 *   Δ = m − m⁰ = 2 p⁰ u / (1 + t u)                the addition theorem of tanh: no digits cancel
 *   p = p⁰ − δ,  δ = Δ (t + Δ),   y = y⁰ + H_i Δ
 *   c y p = c y⁰ p⁰ + [c (H_i Δ) (p⁰ − δ) − c y⁰ δ]
 */
import {
  anchor,
  baseArgument,
  basePull,
  baseSlope,
  baseStep,
  baseTilt,
  changeRow,
  changes,
  deviationRow,
  NARROW,
  PADDING,
  peers,
  productRow,
  quads,
  RowConstant,
  rowConstants,
  shift,
  shiftScale,
  slotBytes,
  valueRow,
  WIDE,
} from './layout';
import { exactProduct } from './product';
import { projectRow } from './simplex';
import { renormaliseRow } from './renormalise';
import { sigmoid } from './sigmoid';

/** μ/T of a slot from its column sums. */
export function updateShift(slot: usize, sum: usize): void {
  const to = shift + slot;
  const scaleLow = v128.load(shiftScale + slot);
  const scaleHigh = v128.load(shiftScale + slot, 16);
  for (let at: usize = 0; at < quads * WIDE; at += WIDE) {
    v128.store(to + at, f64x2.mul(v128.load(sum + at), scaleLow));
    v128.store(to + at, f64x2.mul(v128.load(sum + at, 16), scaleHigh), 16);
  }
}

/** Two pairs of float64 as a quad of float32. */
// @ts-ignore: decorator
@inline
function narrow(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** 2 tanh(x/2) for |x| ≤ 1, odd of degree 9, interpolated at Chebyshev nodes; relative error 1.1e-7. */
// @ts-ignore: decorator
@inline
function twiceTanhOfHalf(x: v128): v128 {
  const u = f32x4.mul(x, x);
  let p = f32x4.add(
    f32x4.mul(f32x4.splat(6.691931776003912e-5), u),
    f32x4.splat(-0.0008278787136077881),
  );
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(0.00832796934992075));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(-0.08333267271518707));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(1));
  return f32x4.mul(p, x);
}

/** Stores a quad of mask changes for the gradient and, by lane or by slot, for the product. */
// @ts-ignore: decorator
@inline
function storeChange(byLanes: bool, at: usize, row: usize, column: usize, change: v128): void {
  if (byLanes) {
    v128.store(changes + at, change);
    return;
  }
  v128.store(row + at, change);
  const to = column + at * 4;
  v128.store_lane<f32>(to, change, 0);
  v128.store_lane<f32>(to, change, 1, 16);
  v128.store_lane<f32>(to, change, 2, 32);
  v128.store_lane<f32>(to, change, 3, 48);
}

/** Row i's mask change where |z − z⁰| > 1: the difference of two float64 sigmoids. */
function farChanges(byLanes: bool, i: usize, slot: usize, w: usize, column: usize): void {
  const row = i * quads * WIDE;
  const constants = rowConstants + slot + i * RowConstant.BYTES;
  const gainLow = v128.load(constants, RowConstant.GAIN);
  const gainHigh = v128.load(constants, RowConstant.GAIN + 16);
  const base = baseArgument + slot + row;
  const mu = shift + slot;
  const from = byLanes ? changes : changeRow + slot;
  for (let at: usize = 0; at < quads * WIDE; at += WIDE) {
    const zl = f64x2.sub(f64x2.mul(v128.load(w + row + at), gainLow), v128.load(mu + at));
    const zh = f64x2.sub(f64x2.mul(v128.load(w + row + at, 16), gainHigh), v128.load(mu + at, 16));
    const bl = v128.load(base + at);
    const bh = v128.load(base + at, 16);
    const x = narrow(f64x2.sub(zl, bl), f64x2.sub(zh, bh));
    const far = f32x4.gt(f32x4.abs(x), f32x4.splat(1));
    if (!v128.any_true(far)) continue;
    const exact = narrow(f64x2.sub(sigmoid(zl), sigmoid(bl)), f64x2.sub(sigmoid(zh), sigmoid(bh)));
    const near = v128.load(from + at / 2);
    storeChange(byLanes, at / 2, from, column, v128.bitselect(exact, near, far));
  }
}

/** Row i's mask change since the base. */
// @ts-ignore: decorator
@inline
function changeOf(byLanes: bool, exempt: bool, i: usize, slotIndex: usize, w: usize): void {
  const slot = slotIndex * slotBytes;
  const row = i * quads * WIDE;
  const constants = rowConstants + slot + i * RowConstant.BYTES;
  const gainLow = v128.load(constants, RowConstant.GAIN);
  const gainHigh = v128.load(constants, RowConstant.GAIN + 16);
  const weights = w + row;
  const base = baseArgument + slot + row;
  const tilt = baseTilt + slot + row / 2;
  const slope = baseSlope + slot + row / 2;
  const mu = shift + slot;
  const to = changeRow + slot;
  const column = changes + slotIndex * 4;
  const bytes = quads * WIDE;
  const one = f32x4.splat(1);
  let most = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += WIDE) {
    const zl = f64x2.sub(f64x2.mul(v128.load(weights + at), gainLow), v128.load(mu + at));
    const zh = f64x2.sub(f64x2.mul(v128.load(weights + at, 16), gainHigh), v128.load(mu + at, 16));
    const xl = f64x2.sub(zl, v128.load(base + at));
    const xh = f64x2.sub(zh, v128.load(base + at, 16));
    const x = narrow(xl, xh);
    most = f32x4.pmax(most, f32x4.abs(x));
    const u = twiceTanhOfHalf(x);
    const below = f32x4.add(one, f32x4.mul(u, v128.load(tilt + at / 2)));
    const change = f32x4.div(f32x4.mul(u, v128.load(slope + at / 2)), below);
    storeChange(byLanes, at / 2, to, column, change);
  }
  if (v128.any_true(f32x4.gt(most, one))) farChanges(byLanes, i, slot, w, column);
  if (!exempt) return;
  if (byLanes) v128.store(changes + i * NARROW, i64x2.splat(0));
  else {
    store<f32>(to + i * 4, 0);
    store<f32>(column + i * NARROW, 0);
  }
}

export function changeOfLanes(exempt: bool, i: usize, w: usize): void {
  changeOf(true, exempt, i, 0, w);
}

export function changeOfSlot(exempt: bool, i: usize, slot: usize, w: usize): void {
  changeOf(false, exempt, i, slot, w);
}

/** Makes row i of the weights its base, in float64. */
export function renewBase(byLanes: bool, exempt: bool, i: usize, slotIndex: usize, w: usize): void {
  const slot = slotIndex * slotBytes;
  const row = i * quads * WIDE;
  const constants = rowConstants + slot + i * RowConstant.BYTES;
  const half = f64x2.splat(0.5);
  const one = f64x2.splat(1);
  const mu = shift + slot;
  const a = anchor + slot + row;
  const d = deviationRow + slot;
  const bytes = quads * WIDE;
  for (let at: usize = 0; at < bytes; at += 16) {
    const gain = v128.load(constants + (at & 16), RowConstant.GAIN);
    const z = f64x2.sub(f64x2.mul(v128.load(w + row + at), gain), v128.load(mu + at));
    v128.store(baseArgument + slot + row + at, z);
    v128.store(d + at, sigmoid(z));
  }
  if (exempt) {
    if (byLanes) {
      v128.store(d + i * WIDE, one);
      v128.store(d + i * WIDE, one, 16);
    } else store<f64>(d + i * 8, 1);
  }
  for (let at: usize = 0; at < bytes; at += WIDE) {
    const ml = v128.load(d + at);
    const mh = v128.load(d + at, 16);
    const pl = f64x2.mul(ml, f64x2.sub(one, ml));
    const ph = f64x2.mul(mh, f64x2.sub(one, mh));
    const quad = slot + row / 2 + at / 2;
    v128.store(baseTilt + quad, narrow(f64x2.sub(ml, half), f64x2.sub(mh, half)));
    v128.store(baseSlope + quad, narrow(pl, ph));
    v128.store(baseStep + slot + row + at, pl);
    v128.store(baseStep + slot + row + at, ph, 16);
    v128.store(d + at, f64x2.sub(ml, v128.load(a + at)));
    v128.store(d + at, f64x2.sub(mh, v128.load(a + at, 16)), 16);
  }
  exactProduct(<i32>i, slot);
  const y = valueRow + slot;
  for (let at: usize = 0; at < bytes; at += WIDE) {
    const pullLow = f64x2.mul(v128.load(y + at), v128.load(constants, RowConstant.STEP));
    const pullHigh = f64x2.mul(v128.load(y + at, 16), v128.load(constants, RowConstant.STEP + 16));
    v128.store(basePull + slot + row / 2 + at / 2, narrow(pullLow, pullHigh));
    const step = baseStep + slot + row + at;
    v128.store(step, f64x2.mul(v128.load(step), pullLow));
    v128.store(step, f64x2.mul(v128.load(step, 16), pullHigh), 16);
    v128.store(productRow + slot + at / 2, i64x2.splat(0));
    v128.store((byLanes ? changes : changeRow + slot) + at / 2, i64x2.splat(0));
  }
}

/** Row i's gradient step, projection and part in the column sums. */
// @ts-ignore: decorator
@inline
function advance(
  byLanes: bool,
  project: bool,
  i: usize,
  slot: usize,
  from: usize,
  to: usize,
  sumFrom: usize,
  sumTo: usize,
): void {
  const row = i * quads * WIDE;
  const bytes = quads * WIDE;
  const constants = rowConstants + slot + i * RowConstant.BYTES;
  const step = narrow(
    v128.load(constants, RowConstant.STEP),
    v128.load(constants, RowConstant.STEP + 16),
  );
  const change = byLanes ? changes : changeRow + slot;
  const tilt = baseTilt + slot + row / 2;
  const slope = baseSlope + slot + row / 2;
  const pull = basePull + slot + row / 2;
  const base = baseStep + slot + row;
  const y = productRow + slot;
  const v = valueRow + slot;
  const w = from + row;
  for (let at: usize = 0; at < bytes; at += WIDE) {
    const d = v128.load(change + at / 2);
    const t = v128.load(tilt + at / 2);
    const drop = f32x4.mul(d, f32x4.add(f32x4.add(t, t), d));
    const pushed = f32x4.mul(v128.load(y + at / 2), step);
    const g = f32x4.sub(
      f32x4.mul(pushed, f32x4.sub(v128.load(slope + at / 2), drop)),
      f32x4.mul(v128.load(pull + at / 2), drop),
    );
    const gl = f64x2.promote_low_f32x4(g);
    const gh = f64x2.promote_low_f32x4(v128.shuffle<i64>(g, g, 1, 0));
    v128.store(v + at, f64x2.add(v128.load(w + at), f64x2.add(v128.load(base + at), gl)));
    v128.store(
      v + at,
      f64x2.add(v128.load(w + at, 16), f64x2.add(v128.load(base + at, 16), gh)),
      16,
    );
  }
  const bonusLow = v128.load(constants, RowConstant.BONUS);
  const bonusHigh = v128.load(constants, RowConstant.BONUS + 16);
  if (byLanes) {
    const own = v + i * WIDE;
    v128.store(own, f64x2.add(v128.load(own), bonusLow));
    v128.store(own, f64x2.add(v128.load(own, 16), bonusHigh), 16);
  } else {
    const own = v + i * 8;
    store<f64>(own, load<f64>(own) + f64x2.extract_lane(bonusLow, 0));
    for (let j: usize = peers; j < quads * 4; j++) store<f64>(v + j * 8, PADDING);
  }
  const stakeLow = v128.load(constants, RowConstant.STAKE);
  const stakeHigh = v128.load(constants, RowConstant.STAKE + 16);
  const next = to + row;
  if (project) {
    const threshold = constants + RowConstant.THRESHOLD;
    projectRow(byLanes, quads, v, next, threshold, sumFrom, sumTo, stakeLow, stakeHigh);
  } else {
    renormaliseRow(byLanes, peers, quads, v, next, sumFrom, sumTo, stakeLow, stakeHigh);
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
  if (project) advance(true, true, i, 0, from, to, sumFrom, sumTo);
  else advance(true, false, i, 0, from, to, sumFrom, sumTo);
}

export function advanceSlot(
  project: bool,
  i: usize,
  slot: usize,
  from: usize,
  to: usize,
  sumFrom: usize,
  sumTo: usize,
): void {
  if (project) advance(false, true, i, slot, from, to, sumFrom, sumTo);
  else advance(false, false, i, slot, from, to, sumFrom, sumTo);
}
