/*
 * H_i Δ of one row, in float32: y_j = Σ_k H_jk Δ_k, each y_j summed over k in order, whatever the tile.
 * And in float64, y_j = Σ_k H_jk (m_k − a_k), where the float32 one starts anew.
 *
 * H_i lies by columns, so that a column's quads are multiplied by one Δ_k: by its own in each lane, or
 * by the same in all four.
 */
import {
  changes,
  deviationRow,
  hessians32,
  hessians64,
  lanes,
  NARROW,
  peers,
  productRow,
  quads,
  slotBytes,
  valueRow,
  WIDE,
} from './layout';

// @ts-ignore: decorator
@inline
function add(sum: v128, h: usize, x: v128): v128 {
  return f32x4.add(sum, f32x4.mul(v128.load(h), x));
}

/** `width` quads of one slot's product; `width` and `byLanes` are known when this is compiled. */
// @ts-ignore: decorator
@inline
function tile(byLanes: bool, width: i32, h: usize, x: usize, y: usize, n: i32, stride: usize): void {
  let y0 = f32x4.splat(0);
  let y1 = y0;
  let y2 = y0;
  let y3 = y0;
  let y4 = y0;
  let y5 = y0;
  let y6 = y0;
  let y7 = y0;
  for (let k = n; k > 0; k--) {
    const xk = byLanes ? v128.load(x) : v128.load32_splat(x);
    y0 = add(y0, h, xk);
    if (width > 1) y1 = f32x4.add(y1, f32x4.mul(v128.load(h, 16), xk));
    if (width > 2) y2 = f32x4.add(y2, f32x4.mul(v128.load(h, 32), xk));
    if (width > 3) y3 = f32x4.add(y3, f32x4.mul(v128.load(h, 48), xk));
    if (width > 4) y4 = f32x4.add(y4, f32x4.mul(v128.load(h, 64), xk));
    if (width > 5) y5 = f32x4.add(y5, f32x4.mul(v128.load(h, 80), xk));
    if (width > 6) y6 = f32x4.add(y6, f32x4.mul(v128.load(h, 96), xk));
    if (width > 7) y7 = f32x4.add(y7, f32x4.mul(v128.load(h, 112), xk));
    h += stride;
    x += NARROW;
  }
  v128.store(y, y0);
  if (width > 1) v128.store(y, y1, 16);
  if (width > 2) v128.store(y, y2, 32);
  if (width > 3) v128.store(y, y3, 48);
  if (width > 4) v128.store(y, y4, 64);
  if (width > 5) v128.store(y, y5, 80);
  if (width > 6) v128.store(y, y6, 96);
  if (width > 7) v128.store(y, y7, 112);
}

// @ts-ignore: decorator
@inline
function tiles(byLanes: bool, h: usize, x: usize, y: usize): void {
  const n = peers;
  const stride = quads * NARROW;
  let left = <i32>quads;
  // Tiles of 5 to 8 quads keep both multipliers busy; a short last tile would wait for its own sums.
  while (left > 0) {
    let width = left;
    if (left > 16) width = 8;
    else if (left > 8) width = (left + 1) >> 1;
    if (width == 8) tile(byLanes, 8, h, x, y, n, stride);
    else if (width == 7) tile(byLanes, 7, h, x, y, n, stride);
    else if (width == 6) tile(byLanes, 6, h, x, y, n, stride);
    else if (width == 5) tile(byLanes, 5, h, x, y, n, stride);
    else if (width == 4) tile(byLanes, 4, h, x, y, n, stride);
    else if (width == 3) tile(byLanes, 3, h, x, y, n, stride);
    else if (width == 2) tile(byLanes, 2, h, x, y, n, stride);
    else tile(byLanes, 1, h, x, y, n, stride);
    left -= width;
    h += <usize>width * NARROW;
    y += <usize>width * NARROW;
  }
}

function tileOfFour(width: i32, h: usize, y: usize, slot: usize, stride: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  let x = changes;
  for (let k = peers; k > 0; k--) {
    const h0 = v128.load(h);
    const x0 = v128.load32_splat(x);
    const x1 = v128.load32_splat(x, 4);
    const x2 = v128.load32_splat(x, 8);
    const x3 = v128.load32_splat(x, 12);
    a0 = f32x4.add(a0, f32x4.mul(h0, x0));
    a1 = f32x4.add(a1, f32x4.mul(h0, x1));
    a2 = f32x4.add(a2, f32x4.mul(h0, x2));
    a3 = f32x4.add(a3, f32x4.mul(h0, x3));
    if (width > 1) {
      const h1 = v128.load(h, 16);
      b0 = f32x4.add(b0, f32x4.mul(h1, x0));
      b1 = f32x4.add(b1, f32x4.mul(h1, x1));
      b2 = f32x4.add(b2, f32x4.mul(h1, x2));
      b3 = f32x4.add(b3, f32x4.mul(h1, x3));
    }
    h += stride;
    x += NARROW;
  }
  v128.store(y, a0);
  v128.store(y + slot, a1);
  v128.store(y + 2 * slot, a2);
  v128.store(y + 3 * slot, a3);
  if (width > 1) {
    v128.store(y, b0, 16);
    v128.store(y + slot, b1, 16);
    v128.store(y + 2 * slot, b2, 16);
    v128.store(y + 3 * slot, b3, 16);
  }
}

function tileOfTwo(h: usize, x: usize, y: usize, apart: usize, z: usize, stride: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  for (let k = peers; k > 0; k--) {
    const x0 = v128.load32_splat(x);
    const x1 = v128.load32_splat(x + apart);
    const h0 = v128.load(h);
    const h1 = v128.load(h, 16);
    const h2 = v128.load(h, 32);
    const h3 = v128.load(h, 48);
    a0 = f32x4.add(a0, f32x4.mul(h0, x0));
    a1 = f32x4.add(a1, f32x4.mul(h1, x0));
    a2 = f32x4.add(a2, f32x4.mul(h2, x0));
    a3 = f32x4.add(a3, f32x4.mul(h3, x0));
    b0 = f32x4.add(b0, f32x4.mul(h0, x1));
    b1 = f32x4.add(b1, f32x4.mul(h1, x1));
    b2 = f32x4.add(b2, f32x4.mul(h2, x1));
    b3 = f32x4.add(b3, f32x4.mul(h3, x1));
    h += stride;
    x += NARROW;
  }
  v128.store(y, a0);
  v128.store(y, a1, 16);
  v128.store(y, a2, 32);
  v128.store(y, a3, 48);
  v128.store(z, b0);
  v128.store(z, b1, 16);
  v128.store(z, b2, 32);
  v128.store(z, b3, 48);
}

/** Row i's product in the lanes. */
export function productOfLanes(i: i32): void {
  const h = hessians32 + <usize>i * <usize>peers * quads * NARROW;
  tiles(true, h, changes, productRow);
}

/** Row i's product of one slot. */
export function productOfSlot(i: i32, slot: i32): void {
  const h = hessians32 + <usize>i * <usize>peers * quads * NARROW;
  tiles(false, h, changes + <usize>slot * 4, productRow + <usize>slot * slotBytes);
}

/** Row i's product of two slots, each H read once. */
export function productOfTwo(i: i32, first: i32, second: i32): void {
  const stride = quads * NARROW;
  let h = hessians32 + <usize>i * <usize>peers * stride;
  let x = changes + <usize>first * 4;
  let y = productRow + <usize>first * slotBytes;
  let z = productRow + <usize>second * slotBytes;
  const apart = <usize>(second - first) * 4;
  const n = peers;
  let left = <i32>quads;
  for (; left >= 4; left -= 4) {
    tileOfTwo(h, x, y, apart, z, stride);
    h += 4 * NARROW;
    y += 4 * NARROW;
    z += 4 * NARROW;
  }
  for (; left > 0; left--) {
    tile(false, 1, h, x, y, n, stride);
    tile(false, 1, h, x + apart, z, n, stride);
    h += NARROW;
    y += NARROW;
    z += NARROW;
  }
}

/** Row i's product of all four slots, each H read once. */
export function productOfFour(i: i32): void {
  const stride = quads * NARROW;
  let h = hessians32 + <usize>i * <usize>peers * stride;
  let y = productRow;
  let left = quads;
  for (; left >= 2; left -= 2) {
    tileOfFour(2, h, y, slotBytes, stride);
    h += 2 * NARROW;
    y += 2 * NARROW;
  }
  if (left > 0) tileOfFour(1, h, y, slotBytes, stride);
}

/** `width` quads of a float64 product, one or two. */
// @ts-ignore: decorator
@inline
function exactTile(byLanes: bool, width: i32, h: usize, x: usize, y: usize, stride: usize): void {
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  for (let k = peers; k > 0; k--) {
    const low = byLanes ? v128.load(x) : v128.load64_splat(x);
    const high = byLanes ? v128.load(x, 16) : low;
    a0 = f64x2.add(a0, f64x2.mul(v128.load(h), low));
    a1 = f64x2.add(a1, f64x2.mul(v128.load(h, 16), high));
    if (width > 1) {
      b0 = f64x2.add(b0, f64x2.mul(v128.load(h, 32), low));
      b1 = f64x2.add(b1, f64x2.mul(v128.load(h, 48), high));
    }
    x += byLanes ? WIDE : 8;
    h += stride;
  }
  v128.store(y, a0);
  v128.store(y, a1, 16);
  if (width > 1) {
    v128.store(y, b0, 32);
    v128.store(y, b1, 48);
  }
}

// @ts-ignore: decorator
@inline
function exactTiles(byLanes: bool, h: usize, x: usize, y: usize): void {
  const stride = quads * WIDE;
  let left = quads;
  for (; left >= 2; left -= 2) {
    exactTile(byLanes, 2, h, x, y, stride);
    h += 2 * WIDE;
    y += 2 * WIDE;
  }
  if (left > 0) exactTile(byLanes, 1, h, x, y, stride);
}

/** Row i's float64 product H_i (m − a) of a slot, from its deviations to its values. */
export function exactProduct(i: i32, slot: usize): void {
  const h = hessians64 + <usize>i * <usize>peers * quads * WIDE;
  if (lanes) exactTiles(true, h, deviationRow, valueRow);
  else exactTiles(false, h, deviationRow + slot, valueRow + slot);
}
