/*
 * A slot's part of a step: step.ts with vectors along rows, where weights too are float32 between bases.
 *
 *   d = w − w⁰,  z − z⁰ = s d/T − ν,  ν_j = Σ_k s_k d_kj/(nT)
 *   q = [c y⁰ p⁰ + λ s/n] − θ⁰,  f = −w⁰,  u = d + q + g,  d⁺ = max(u − φ, f)
 *
 * with g the change of the gradient step since the base and φ that of the threshold θ. Among active
 * coordinates q is the step itself, which also vanishes as the descent converges. A weight is zero if and only
 * if d = f. φ is Newton's on Σ_j max(u_j − φ, f_j) = 1 − Σ_j w⁰_j, as in simplex.ts.
 */
import {
  anchor,
  baseArguments,
  baseSteps,
  deviationRow,
  DriftConstant,
  driftConstants,
  NARROW,
  Near,
  nears,
  PADDING,
  PAIR,
  peers,
  quads,
  Row,
  RowConstant,
  rowConstants,
  rows,
  shift,
  shiftScale,
  slotBytes,
  valueRow,
  weightsA,
  weightsB,
  WIDE,
} from './layout';
import { exactProduct } from './product';
import { renormaliseRow } from './renormalise';
import { sigmoid } from './sigmoid';
import { keepRound, projectRow } from './simplex';
import { narrow } from './step';

/** The float32 stand-in for −∞. */
const NARROW_PADDING: f32 = -1e30;

// @ts-ignore: decorator
@inline
function widenLow(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

// @ts-ignore: decorator
@inline
function widenHigh(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 0));
}

/** The float64 weights w⁰ + d of a slot; the positive weights of a row share the rounding remainder. */
export function settle(slot: usize, drift: usize, to: usize): void {
  const bytes = quads * WIDE;
  const zero = f64x2.splat(0);
  let near = nears + slot;
  let w = weightsA + slot;
  let d = drift + slot;
  to += slot;
  for (const last = w + <usize>peers * bytes; w < last; w += bytes) {
    let sum = zero;
    let count = i64x2.splat(0);
    for (let at: usize = 0; at < bytes; at += WIDE) {
      const change = v128.load(d);
      const some = f32x4.ne(change, v128.load(near, Near.FLOOR));
      const someLow = v128.shuffle<i32>(some, some, 0, 0, 1, 1);
      const someHigh = v128.shuffle<i32>(some, some, 2, 2, 3, 3);
      const low = v128.and(f64x2.add(v128.load(w + at), widenLow(change)), someLow);
      const high = v128.and(f64x2.add(v128.load(w + at, 16), widenHigh(change)), someHigh);
      v128.store(to + at, low);
      v128.store(to + at, high, 16);
      sum = f64x2.add(sum, f64x2.add(low, high));
      count = i64x2.sub(count, i64x2.add(f64x2.gt(low, zero), f64x2.gt(high, zero)));
      near += Near.BYTES;
      d += NARROW;
    }
    const number = <f64>(i64x2.extract_lane(count, 0) + i64x2.extract_lane(count, 1));
    const left = 1 - (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
    const part = f64x2.splat(left / max(1, number));
    for (let at: usize = 0; at < bytes; at += 16) {
      const weight = v128.load(to + at);
      const more = f64x2.pmax(zero, f64x2.add(weight, part));
      v128.store(to + at, v128.and(more, f64x2.gt(weight, zero)));
    }
    to += bytes;
  }
}

/** μ/T of a slot at its base. */
export function shiftOfBase(slot: usize): void {
  const row = quads * WIDE;
  const mu = shift + slot;
  memory.fill(mu, 0, row);
  let w = weightsA + slot;
  for (let i: usize = 0; i < <usize>peers; i++) {
    const stake = v128.load(rowConstants + slot + i * RowConstant.BYTES, RowConstant.STAKE);
    for (let at: usize = 0; at < row; at += 16) {
      v128.store(mu + at, f64x2.add(v128.load(mu + at), f64x2.mul(v128.load(w + at), stake)));
    }
    w += row;
  }
  const scale = v128.load(shiftScale + slot);
  for (let at: usize = 0; at < row; at += 16) {
    v128.store(mu + at, f64x2.mul(v128.load(mu + at), scale));
  }
}

/** Makes row i of weightsA its base and takes its step from there, in float64: to weightsB, and as a drift. */
export function stepFromBase(
  project: bool,
  exempt: bool,
  i: usize,
  slotIndex: usize,
  drift: usize,
): void {
  const slot = slotIndex * slotBytes;
  const row = i * quads * WIDE;
  const constants = rowConstants + slot + i * RowConstant.BYTES;
  const narrowed = driftConstants + slot + i * DriftConstant.BYTES;
  const half = f64x2.splat(0.5);
  const one = f64x2.splat(1);
  const w = weightsA + slot + row;
  const next = weightsB + slot + row;
  const mu = shift + slot;
  const a = anchor + slot + row;
  const m = deviationRow + slot;
  const y = valueRow + slot;
  const z = baseArguments + slot + row;
  const step = baseSteps + slot + row;
  const first = nears + slot + i * quads * Near.BYTES;
  const bytes = quads * WIDE;
  const gain = v128.load(constants, RowConstant.GAIN);
  let total = f64x2.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const weight = v128.load(w + at);
    const argument = f64x2.sub(f64x2.mul(weight, gain), v128.load(mu + at));
    total = f64x2.add(total, weight);
    v128.store(z + at, argument);
    v128.store(m + at, sigmoid(argument));
  }
  if (exempt) store<f64>(m + i * 8, 1);
  let near = first;
  for (let at: usize = 0; at < bytes; at += WIDE) {
    const ml = v128.load(m + at);
    const mh = v128.load(m + at, 16);
    const pl = f64x2.mul(ml, f64x2.sub(one, ml));
    const ph = f64x2.mul(mh, f64x2.sub(one, mh));
    v128.store(near, narrow(f64x2.sub(ml, half), f64x2.sub(mh, half)), Near.TILT);
    v128.store(near, narrow(pl, ph), Near.SLOPE);
    v128.store(step + at, pl);
    v128.store(step + at, ph, 16);
    v128.store(m + at, f64x2.sub(ml, v128.load(a + at)));
    v128.store(m + at, f64x2.sub(mh, v128.load(a + at, 16)), 16);
    near += Near.BYTES;
  }
  exactProduct(<i32>i, slot);
  near = first;
  const scale = v128.load(constants, RowConstant.STEP);
  for (let at: usize = 0; at < bytes; at += WIDE) {
    const low = f64x2.mul(v128.load(y + at), scale);
    const high = f64x2.mul(v128.load(y + at, 16), scale);
    v128.store(near, narrow(low, high), Near.PULL);
    v128.store(step + at, f64x2.mul(v128.load(step + at), low));
    v128.store(step + at, f64x2.mul(v128.load(step + at, 16), high), 16);
    near += Near.BYTES;
  }
  const own = step + i * 8;
  store<f64>(own, load<f64>(own) + load<f64>(constants, RowConstant.BONUS));
  for (let j: usize = peers; j < quads * 4; j++) store<f64>(step + j * 8, PADDING);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(y + at, f64x2.add(v128.load(w + at), v128.load(step + at)));
  }
  const stake = v128.load(constants, RowConstant.STAKE);
  if (project) {
    let sl = f64x2.splat(0);
    let sh = sl;
    let cl = i64x2.splat(0);
    let ch = cl;
    const t = v128.load(constants, RowConstant.THRESHOLD);
    for (let at: usize = 0; at < bytes; at += WIDE) {
      const vl = v128.load(y + at);
      const vh = v128.load(y + at, 16);
      const al = f64x2.gt(vl, t);
      const ah = f64x2.gt(vh, t);
      sl = f64x2.add(sl, v128.and(vl, al));
      sh = f64x2.add(sh, v128.and(vh, ah));
      cl = i64x2.sub(cl, al);
      ch = i64x2.sub(ch, ah);
    }
    keepRound(false, sl, sh, cl, ch);
    // The float64 column sums are not needed, and m is free.
    projectRow(false, quads, y, next, constants + RowConstant.THRESHOLD, m, m, stake, stake);
  } else renormaliseRow(false, peers, quads, y, next, m, m, stake, stake);
  const threshold = v128.load(constants, RowConstant.THRESHOLD);
  const share = v128.load(narrowed, DriftConstant.SHARE);
  const sumFrom = rows + slotIndex * Row.BYTES + (i & 1 ? Row.SUM_B : Row.SUM_A);
  const sumTo = rows + slotIndex * Row.BYTES + (i & 1 ? Row.SUM_A : Row.SUM_B);
  let d = drift + slot + row / 2;
  near = first;
  for (let at: usize = 0; at < bytes; at += WIDE) {
    const wl = v128.load(w + at);
    const wh = v128.load(w + at, 16);
    const ql = f64x2.sub(v128.load(step + at), threshold);
    const qh = f64x2.sub(v128.load(step + at, 16), threshold);
    const moved = narrow(f64x2.sub(v128.load(next + at), wl), f64x2.sub(v128.load(next + at, 16), wh));
    v128.store(near, f32x4.pmax(f32x4.splat(NARROW_PADDING), narrow(ql, qh)), Near.STEP);
    v128.store(near, narrow(f64x2.neg(wl), f64x2.neg(wh)), Near.FLOOR);
    v128.store(d, moved);
    const before = v128.load(sumFrom + at / 2);
    v128.store(sumTo + at / 2, f32x4.add(before, f32x4.mul(moved, share)));
    near += Near.BYTES;
    d += NARROW;
  }
  const left = 1 - f64x2.extract_lane(total, 0) - f64x2.extract_lane(total, 1);
  v128.store(narrowed, f32x4.splat(<f32>left), DriftConstant.REST);
  v128.store(narrowed, f32x4.splat(0), DriftConstant.LEVEL);
}

/**
 * X = x/40 in place of x = z − z⁰: with it tanh(x/2) = ½ X (S + a)/((S + b) S + c), S = X², the fourth
 * convergent of its continued fraction, needs no other factor. For |x| ≤ 1 its relative error is 4e-8.
 */
export const SCALE: f64 = 1 / 40;
const CONVERGENT = memory.data<f32>([
  0.02625, 0.02625, 0.02625, 0.02625,
  0.1125, 0.1125, 0.1125, 0.1125,
  6.5625e-4, 6.5625e-4, 6.5625e-4, 6.5625e-4,
], 16);
const FAR: f32 = 1 / 1600;

/** A quad of m − m⁰ = 2 p⁰ tanh(x/2)/(1 + t tanh(x/2)), one division in all. */
// @ts-ignore: decorator
@inline
function changeOfQuad(
  tilt: v128,
  slope: v128,
  x: v128,
  square: v128,
  a: v128,
  b: v128,
  c: v128,
): v128 {
  const above = f32x4.mul(x, f32x4.add(square, a));
  const below = f32x4.add(f32x4.mul(f32x4.add(square, b), square), c);
  return f32x4.div(f32x4.mul(above, slope), f32x4.add(below, f32x4.mul(above, tilt)));
}

/** Row i's mask change where |z − z⁰| > 1: the difference of two float64 sigmoids. */
function farChanges(i: usize, slot: usize, drift: usize, at: usize): void {
  const gain = v128.load(driftConstants + slot + i * DriftConstant.BYTES, DriftConstant.GAIN);
  const scale = f64x2.splat(1 / SCALE);
  let z = baseArguments + slot + i * quads * WIDE;
  let d = drift + slot + i * quads * NARROW;
  for (const end = at + quads * NARROW; at < end; at += NARROW) {
    const x = f32x4.sub(f32x4.mul(v128.load(d), gain), v128.load(at, Row.SHIFT));
    const far = f32x4.gt(f32x4.mul(x, x), f32x4.splat(FAR));
    if (v128.any_true(far)) {
      const zl = v128.load(z);
      const zh = v128.load(z, 16);
      const low = f64x2.add(zl, f64x2.mul(widenLow(x), scale));
      const high = f64x2.add(zh, f64x2.mul(widenHigh(x), scale));
      const moved = narrow(
        f64x2.sub(sigmoid(low), sigmoid(zl)),
        f64x2.sub(sigmoid(high), sigmoid(zh)),
      );
      v128.store(at, v128.bitselect(moved, v128.load(at, Row.CHANGE), far), Row.CHANGE);
    }
    z += WIDE;
    d += NARROW;
  }
}

/** Row i's mask change since the base. */
export function changeOfSlot(exempt: bool, i: usize, slotIndex: usize, drift: usize): void {
  const slot = slotIndex * slotBytes;
  const gain = v128.load(driftConstants + slot + i * DriftConstant.BYTES, DriftConstant.GAIN);
  const row = rows + slotIndex * Row.BYTES;
  const a = v128.load(CONVERGENT);
  const b = v128.load(CONVERGENT, 16);
  const c = v128.load(CONVERGENT, 32);
  let near = nears + slot + i * quads * Near.BYTES;
  let d = drift + slot + i * quads * NARROW;
  let at = row;
  let most = f32x4.splat(0);
  // Two quads per iteration halve the pointer increments.
  for (const end = at + (quads >> 1) * PAIR; at < end; at += PAIR) {
    const x = f32x4.sub(f32x4.mul(v128.load(d), gain), v128.load(at, Row.SHIFT));
    const y = f32x4.sub(f32x4.mul(v128.load(d, 16), gain), v128.load(at, Row.SHIFT + 16));
    const xx = f32x4.mul(x, x);
    const yy = f32x4.mul(y, y);
    most = f32x4.pmax(f32x4.pmax(most, xx), yy);
    const tilt = v128.load(near, Near.TILT);
    const slope = v128.load(near, Near.SLOPE);
    v128.store(at, changeOfQuad(tilt, slope, x, xx, a, b, c), Row.CHANGE);
    const tilt1 = v128.load(near, Near.BYTES + Near.TILT);
    const slope1 = v128.load(near, Near.BYTES + Near.SLOPE);
    v128.store(at, changeOfQuad(tilt1, slope1, y, yy, a, b, c), Row.CHANGE + 16);
    near += 2 * Near.BYTES;
    d += PAIR;
  }
  if (quads & 1) {
    const x = f32x4.sub(f32x4.mul(v128.load(d), gain), v128.load(at, Row.SHIFT));
    const xx = f32x4.mul(x, x);
    most = f32x4.pmax(most, xx);
    const tilt = v128.load(near, Near.TILT);
    const slope = v128.load(near, Near.SLOPE);
    v128.store(at, changeOfQuad(tilt, slope, x, xx, a, b, c), Row.CHANGE);
  }
  if (v128.any_true(f32x4.gt(most, f32x4.splat(FAR)))) farChanges(i, slot, drift, row);
  if (exempt) store<f32>(row + i * 4, 0, Row.CHANGE);
}

// @ts-ignore: decorator
@inline
function sumAcross(x: v128): f32 {
  const two = f32x4.add(x, v128.shuffle<i64>(x, x, 1, 0));
  return f32x4.extract_lane(two, 0) + f32x4.extract_lane(two, 1);
}

// @ts-ignore: decorator
@inline
function countAcross(x: v128): v128 {
  const two = i32x4.add(x, v128.shuffle<i64>(x, x, 1, 0));
  return i32x4.add(two, v128.shuffle<i32>(two, two, 1, 0, 3, 2));
}

/** The level at which all coordinates together keep the sum, a lower bound of the level sought. */
function lowestLevel(u: usize, rest: f32): f32 {
  let sum: f64 = 0;
  for (let j: usize = 0; j < <usize>peers; j++) sum += <f64>load<f32>(u + j * 4);
  return <f32>((sum - <f64>rest) / <f64>peers);
}

/** A quad of g: `m` changes the mask, `y` the product times c. */
// @ts-ignore: decorator
@inline
function pushed(tilt: v128, slope: v128, pull: v128, m: v128, y: v128): v128 {
  const drop = f32x4.mul(m, f32x4.add(f32x4.add(tilt, tilt), m));
  return f32x4.sub(f32x4.mul(y, f32x4.sub(slope, drop)), f32x4.mul(pull, drop));
}

/**
 * Row i's gradient step, and the projection's first round at the last step's level. The code that follows needs its
 * result late enough not to stall.
 */
export function approachSlot(i: usize, slotIndex: usize, from: usize): void {
  const slot = slotIndex * slotBytes;
  const narrowed = driftConstants + slot + i * DriftConstant.BYTES;
  const row = rows + slotIndex * Row.BYTES;
  const step = v128.load(narrowed, DriftConstant.STEP);
  const level = v128.load(narrowed, DriftConstant.LEVEL);
  let near = nears + slot + i * quads * Near.BYTES;
  let d = from + slot + i * quads * NARROW;
  let sum = f32x4.splat(0);
  let active = i32x4.splat(0);
  let at = row;
  for (const end = at + (quads >> 1) * PAIR; at < end; at += PAIR) {
    const g = pushed(
      v128.load(near, Near.TILT),
      v128.load(near, Near.SLOPE),
      v128.load(near, Near.PULL),
      v128.load(at, Row.CHANGE),
      f32x4.mul(v128.load(at, Row.PRODUCT), step),
    );
    const u = f32x4.add(v128.load(d), f32x4.add(v128.load(near, Near.STEP), g));
    v128.store(at, u, Row.VALUE);
    const floor = v128.load(near, Near.FLOOR);
    const least = f32x4.sub(u, level);
    const g1 = pushed(
      v128.load(near, Near.BYTES + Near.TILT),
      v128.load(near, Near.BYTES + Near.SLOPE),
      v128.load(near, Near.BYTES + Near.PULL),
      v128.load(at, Row.CHANGE + 16),
      f32x4.mul(v128.load(at, Row.PRODUCT + 16), step),
    );
    const u1 = f32x4.add(v128.load(d, 16), f32x4.add(v128.load(near, Near.BYTES + Near.STEP), g1));
    v128.store(at, u1, Row.VALUE + 16);
    const floor1 = v128.load(near, Near.FLOOR + Near.BYTES);
    const least1 = f32x4.sub(u1, level);
    sum = f32x4.add(sum, f32x4.add(f32x4.pmax(floor, least), f32x4.pmax(floor1, least1)));
    active = i32x4.sub(active, i32x4.add(f32x4.gt(least, floor), f32x4.gt(least1, floor1)));
    near += 2 * Near.BYTES;
    d += PAIR;
  }
  if (quads & 1) {
    const g = pushed(
      v128.load(near, Near.TILT),
      v128.load(near, Near.SLOPE),
      v128.load(near, Near.PULL),
      v128.load(at, Row.CHANGE),
      f32x4.mul(v128.load(at, Row.PRODUCT), step),
    );
    const u = f32x4.add(v128.load(d), f32x4.add(v128.load(near, Near.STEP), g));
    v128.store(at, u, Row.VALUE);
    const floor = v128.load(near, Near.FLOOR);
    const least = f32x4.sub(u, level);
    sum = f32x4.add(sum, f32x4.pmax(floor, least));
    active = i32x4.sub(active, f32x4.gt(least, floor));
  }
  newton(narrowed, row + Row.VALUE, sum, active);
}

/** Ends a round: the next level from the sum and the number of the active, which it keeps. */
// @ts-ignore: decorator
@inline
function newton(narrowed: usize, values: usize, sum: v128, active: v128): void {
  const count = countAcross(active);
  const number = i32x4.extract_lane(count, 0);
  const rest = load<f32>(narrowed, DriftConstant.REST);
  if (number > 0) {
    const more = f32x4.splat((sumAcross(sum) - rest) / <f32>number);
    v128.store(narrowed, f32x4.add(v128.load(narrowed, DriftConstant.LEVEL), more), DriftConstant.LEVEL);
    v128.store(narrowed, count, DriftConstant.COUNT);
  } else {
    v128.store(narrowed, f32x4.splat(lowestLevel(values, rest)), DriftConstant.LEVEL);
    v128.store(narrowed, i32x4.splat(peers), DriftConstant.COUNT);
  }
}

/** A round of row i's projection; true when it was the last. */
// @ts-ignore: decorator
@inline
function projectRound(even: bool, i: usize, slotIndex: usize, to: usize): bool {
  const slot = slotIndex * slotBytes;
  const narrowed = driftConstants + slot + i * DriftConstant.BYTES;
  const row = rows + slotIndex * Row.BYTES;
  const share = v128.load(narrowed, DriftConstant.SHARE);
  const level = v128.load(narrowed, DriftConstant.LEVEL);
  let sum = f32x4.splat(0);
  let active = i32x4.splat(0);
  let near = nears + slot + i * quads * Near.BYTES;
  let next = to + slot + i * quads * NARROW;
  let at = row;
  for (const end = at + (quads >> 1) * PAIR; at < end; at += PAIR) {
    const floor = v128.load(near, Near.FLOOR);
    const floor1 = v128.load(near, Near.FLOOR + Near.BYTES);
    const least = f32x4.sub(v128.load(at, Row.VALUE), level);
    const least1 = f32x4.sub(v128.load(at, Row.VALUE + 16), level);
    const kept = f32x4.pmax(floor, least);
    const kept1 = f32x4.pmax(floor1, least1);
    sum = f32x4.add(sum, f32x4.add(kept, kept1));
    active = i32x4.sub(active, i32x4.add(f32x4.gt(least, floor), f32x4.gt(least1, floor1)));
    v128.store(next, kept);
    v128.store(next, kept1, 16);
    const part = f32x4.mul(kept, share);
    const part1 = f32x4.mul(kept1, share);
    if (even) {
      v128.store(at, f32x4.add(v128.load(at, Row.SUM_A), part), Row.SUM_B);
      v128.store(at, f32x4.add(v128.load(at, Row.SUM_A + 16), part1), Row.SUM_B + 16);
    } else {
      v128.store(at, f32x4.add(v128.load(at, Row.SUM_B), part), Row.SUM_A);
      v128.store(at, f32x4.add(v128.load(at, Row.SUM_B + 16), part1), Row.SUM_A + 16);
    }
    near += 2 * Near.BYTES;
    next += PAIR;
  }
  if (quads & 1) {
    const floor = v128.load(near, Near.FLOOR);
    const least = f32x4.sub(v128.load(at, Row.VALUE), level);
    const kept = f32x4.pmax(floor, least);
    sum = f32x4.add(sum, kept);
    active = i32x4.sub(active, f32x4.gt(least, floor));
    v128.store(next, kept);
    const part = f32x4.mul(kept, share);
    if (even) v128.store(at, f32x4.add(v128.load(at, Row.SUM_A), part), Row.SUM_B);
    else v128.store(at, f32x4.add(v128.load(at, Row.SUM_B), part), Row.SUM_A);
  }
  const differs = v128.xor(countAcross(active), v128.load(narrowed, DriftConstant.COUNT));
  if (!v128.any_true(differs)) return true;
  newton(narrowed, row + Row.VALUE, sum, active);
  return false;
}

/** Row i's projection, and its part in the column sums. */
export function projectSlot(i: usize, slotIndex: usize, to: usize): void {
  // Rounding could make two sets alternate forever; more rounds than coordinates detect it.
  let rounds = <i32>quads * 4 + 4;
  if (i & 1) {
    while (!projectRound(false, i, slotIndex, to) && --rounds > 0);
  } else {
    while (!projectRound(true, i, slotIndex, to) && --rounds > 0);
  }
}

/** `approachSlot` and `projectSlot` by clipping and dividing. */
export function renormaliseSlot(i: usize, slotIndex: usize, from: usize, to: usize): void {
  const slot = slotIndex * slotBytes;
  const narrowed = driftConstants + slot + i * DriftConstant.BYTES;
  const rowOfSlot = rows + slotIndex * Row.BYTES;
  const sumFrom = rowOfSlot + (i & 1 ? Row.SUM_B : Row.SUM_A);
  const sumTo = rowOfSlot + (i & 1 ? Row.SUM_A : Row.SUM_B);
  const row = i * quads * WIDE;
  const bytes = quads * WIDE;
  const w = weightsA + slot + row;
  const next = weightsB + slot + row;
  const v = valueRow + slot;
  const step = v128.load(narrowed, DriftConstant.STEP);
  let near = nears + slot + i * quads * Near.BYTES;
  for (let at: usize = 0; at < bytes; at += WIDE) {
    const g = pushed(
      v128.load(near, Near.TILT),
      v128.load(near, Near.SLOPE),
      v128.load(near, Near.PULL),
      v128.load(rowOfSlot + at / 2, Row.CHANGE),
      f32x4.mul(v128.load(rowOfSlot + at / 2, Row.PRODUCT), step),
    );
    const u = f32x4.add(v128.load(from + slot + row / 2 + at / 2), g);
    const base = baseSteps + slot + row + at;
    v128.store(v + at, f64x2.add(v128.load(w + at), f64x2.add(v128.load(base), widenLow(u))));
    const high = f64x2.add(v128.load(base, 16), widenHigh(u));
    v128.store(v + at, f64x2.add(v128.load(w + at, 16), high), 16);
    near += Near.BYTES;
  }
  const m = deviationRow + slot;
  const zero = f64x2.splat(0);
  renormaliseRow(false, peers, quads, v, next, m, m, zero, zero);
  const share = v128.load(narrowed, DriftConstant.SHARE);
  for (let at: usize = 0; at < bytes; at += WIDE) {
    const low = f64x2.sub(v128.load(next + at), v128.load(w + at));
    const high = f64x2.sub(v128.load(next + at, 16), v128.load(w + at, 16));
    const moved = narrow(low, high);
    v128.store(to + slot + row / 2 + at / 2, moved);
    const before = v128.load(sumFrom + at / 2);
    v128.store(sumTo + at / 2, f32x4.add(before, f32x4.mul(moved, share)));
  }
}
