/*
 * One row's part of a step of competitive descent, on quads; see lib/market for the equations.
 *
 *   m_ij = σ((s_i w_ij − μ_j)/T)
 *   y_i  = H_i (m_i − a_i) = H_i (m⁰_i − a_i) + H_i (m_i − m⁰_i)
 *   v_ij = w_ij − λ ratio s_i (1 − 1/n) (2/T) y_ij m_ij (1 − m_ij) + [i = j] λ s_i/n
 *
 * The first product is float64, at a base mask m⁰ that is renewed every so many steps; the second is
 * float32. Its error is in proportion to the change since, and so vanishes as the descent comes to rest.
 */
import {
  anchor,
  baseMask,
  baseProduct,
  changes,
  deviationRow,
  maskRow,
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
import { sigmoid, sigmoidNear } from './sigmoid';

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

// @ts-ignore: decorator
@inline
function masks(byLanes: bool, near: bool, i: usize, slot: usize, w: usize, change: usize): void {
  const row = i * quads * WIDE;
  const constants = rowConstants + slot + i * RowConstant.BYTES;
  const gainLow = v128.load(constants, RowConstant.GAIN);
  const gainHigh = v128.load(constants, RowConstant.GAIN + 16);
  const weights = w + row;
  const base = baseMask + slot + row;
  const mu = shift + slot;
  const m = maskRow + slot;
  const bytes = quads * WIDE;
  for (let at: usize = 0; at < bytes; at += WIDE) {
    const zl = f64x2.sub(f64x2.mul(v128.load(weights + at), gainLow), v128.load(mu + at));
    const zh = f64x2.sub(f64x2.mul(v128.load(weights + at, 16), gainHigh), v128.load(mu + at, 16));
    const ml = near ? sigmoidNear(zl) : sigmoid(zl);
    const mh = near ? sigmoidNear(zh) : sigmoid(zh);
    v128.store(m + at, ml);
    v128.store(m + at, mh, 16);
    const dl = f32x4.demote_f64x2_zero(f64x2.sub(ml, v128.load(base + at)));
    const dh = f32x4.demote_f64x2_zero(f64x2.sub(mh, v128.load(base + at, 16)));
    const d = v128.shuffle<i64>(dl, dh, 0, 2);
    if (byLanes) v128.store(change + at / 2, d);
    else {
      const to = change + at * 2;
      v128.store_lane<f32>(to, d, 0);
      v128.store_lane<f32>(to, d, 1, 16);
      v128.store_lane<f32>(to, d, 2, 32);
      v128.store_lane<f32>(to, d, 3, 48);
    }
  }
}

function masksOfLanes(near: bool, i: usize, w: usize): void {
  if (near) masks(true, true, i, 0, w, changes);
  else masks(true, false, i, 0, w, changes);
}

function masksOfSlot(near: bool, i: usize, slot: usize, w: usize, change: usize): void {
  if (near) masks(false, true, i, slot, w, change);
  else masks(false, false, i, slot, w, change);
}

/** Mask and mask change of row i; with `exempt` the own mask is 1 and never changes. */
export function maskOfRow(
  byLanes: bool,
  near: bool,
  exempt: bool,
  i: usize,
  slotIndex: usize,
  w: usize,
): void {
  const slot = slotIndex * slotBytes;
  if (byLanes) masksOfLanes(near, i, w);
  else masksOfSlot(near, i, slot, w, changes + slotIndex * 4);
  if (!exempt) return;
  if (byLanes) {
    const own = maskRow + i * WIDE;
    v128.store(own, f64x2.splat(1));
    v128.store(own, f64x2.splat(1), 16);
    v128.store(changes + i * NARROW, i64x2.splat(0));
  } else {
    store<f64>(maskRow + slot + i * 8, 1);
    store<f32>(changes + slotIndex * 4 + i * NARROW, 0);
  }
}

/** Makes row i's mask its base: exact product there, no change since. */
export function renewBase(byLanes: bool, i: usize, slotIndex: usize): void {
  const slot = slotIndex * slotBytes;
  const row = i * quads * WIDE;
  const m = maskRow + slot;
  const base = baseMask + slot + row;
  const a = anchor + slot + row;
  const d = deviationRow + slot;
  for (let at: usize = 0; at < quads * WIDE; at += 16) {
    const mask = v128.load(m + at);
    v128.store(base + at, mask);
    v128.store(d + at, f64x2.sub(mask, v128.load(a + at)));
  }
  exactProduct(<i32>i, slot);
  const y = productRow + slot;
  for (let at: usize = 0; at < quads * NARROW; at += NARROW) v128.store(y + at, i64x2.splat(0));
}

/** Row i's gradient step, projection, change and part in the column sums. */
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
  const stepLow = v128.load(constants, RowConstant.STEP);
  const stepHigh = v128.load(constants, RowConstant.STEP + 16);
  const m = maskRow + slot;
  const y = productRow + slot;
  const v = valueRow + slot;
  const base = baseProduct + slot + row;
  const w = from + row;
  const one = f64x2.splat(1);
  for (let at: usize = 0; at < bytes; at += WIDE) {
    const ml = v128.load(m + at);
    const mh = v128.load(m + at, 16);
    const yl = f64x2.promote_low_f32x4(v128.load64_zero(y + at / 2));
    const yh = f64x2.promote_low_f32x4(v128.load64_zero(y + at / 2, 8));
    const gl = f64x2.mul(f64x2.add(v128.load(base + at), yl), f64x2.mul(ml, f64x2.sub(one, ml)));
    const gh = f64x2.mul(
      f64x2.add(v128.load(base + at, 16), yh),
      f64x2.mul(mh, f64x2.sub(one, mh)),
    );
    v128.store(v + at, f64x2.add(v128.load(w + at), f64x2.mul(gl, stepLow)));
    v128.store(v + at, f64x2.add(v128.load(w + at, 16), f64x2.mul(gh, stepHigh)), 16);
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
    projectRow(byLanes, quads, v, w, next, threshold, sumFrom, sumTo, stakeLow, stakeHigh);
  } else {
    renormaliseRow(byLanes, peers, quads, v, w, next, sumFrom, sumTo, stakeLow, stakeHigh);
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
