/*
 * max |W⁺ − W|, as far as the stopping criterion needs it. One coordinate above the tolerance suffices to go
 * on: the search starts at the row where the last one stopped, and usually ends there. All rows are inspected,
 * and the maximum is exact, only when no row exceeds the limit or on request.
 */
import { moved, NARROW, peers, quads, WIDE } from './layout';

const startOfSlot = memory.data<i32>([0, 0, 0, 0]);
let startOfLanes: i32 = 0;

/**
 * Replaces each lane's limit in `moved` by its largest change: exact, unless every lane was found above its
 * limit before all rows were seen.
 */
export function measureLanes(from: usize, to: usize): void {
  const limitLow = v128.load(moved);
  const limitHigh = v128.load(moved, 16);
  const bytes = quads * WIDE;
  let low = f64x2.splat(0);
  let high = low;
  let i = startOfLanes < peers ? startOfLanes : 0;
  for (let seen = 0; seen < peers; seen++) {
    const end = (<usize>i + 1) * bytes;
    for (let at = <usize>i * bytes; at < end; at += WIDE) {
      low = f64x2.pmax(low, f64x2.abs(f64x2.sub(v128.load(to + at), v128.load(from + at))));
      high = f64x2.pmax(high, f64x2.abs(f64x2.sub(v128.load(to + at, 16), v128.load(from + at, 16))));
    }
    const below = v128.or(f64x2.le(low, limitLow), f64x2.le(high, limitHigh));
    if (!v128.any_true(below)) {
      startOfLanes = i;
      break;
    }
    i = i + 1 < peers ? i + 1 : 0;
  }
  v128.store(moved, low);
  v128.store(moved, high, 16);
}

/** The largest change of a slot: exact, unless one above `limit` was found first. */
export function measureSlot(slot: i32, limit: f64, from: usize, to: usize): f64 {
  const bytes = quads * WIDE;
  const start = startOfSlot + (<usize>slot << 2);
  let i = load<i32>(start);
  if (i >= peers) i = 0;
  let largest: f64 = 0;
  for (let seen = 0; seen < peers; seen++) {
    const end = (<usize>i + 1) * bytes;
    let most = f64x2.splat(0);
    for (let at = <usize>i * bytes; at < end; at += 16) {
      most = f64x2.pmax(most, f64x2.abs(f64x2.sub(v128.load(to + at), v128.load(from + at))));
    }
    largest = max(largest, max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1)));
    if (largest > limit) {
      store<i32>(start, i);
      break;
    }
    i = i + 1 < peers ? i + 1 : 0;
  }
  return largest;
}

/** `measureSlot` of float32 drifts. */
export function measureDrift(slot: i32, limit: f64, from: usize, to: usize): f64 {
  const bytes = quads * NARROW;
  const start = startOfSlot + (<usize>slot << 2);
  let i = load<i32>(start);
  if (i >= peers) i = 0;
  let largest: f64 = 0;
  for (let seen = 0; seen < peers; seen++) {
    const end = (<usize>i + 1) * bytes;
    let most = f32x4.splat(0);
    for (let at = <usize>i * bytes; at < end; at += NARROW) {
      most = f32x4.pmax(most, f32x4.abs(f32x4.sub(v128.load(to + at), v128.load(from + at))));
    }
    most = f32x4.pmax(most, v128.shuffle<i64>(most, most, 1, 0));
    largest = max(largest, <f64>max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)));
    if (largest > limit) {
      store<i32>(start, i);
      break;
    }
    i = i + 1 < peers ? i + 1 : 0;
  }
  return largest;
}
