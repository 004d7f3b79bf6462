/*
 * H_i Δ of one row, in float32: y_j = Σ_k H_jk Δ_k, each y_j summed over k in order for every tile;
 * and in float64, y_j = Σ_k H_jk (m_k − a_k), at each base.
 *
 * H_i lies by columns, so that a column's quads are multiplied by one Δ_k: a separate one in each lane,
 * or the same in all four. Where a quad is four entries of a row, two columns of quads lie together, one
 * pair after the other: a product then reads memory sequentially.
 */
import {
  changes,
  deviationRow,
  hessians32,
  hessians64,
  lanes,
  NARROW,
  PAIR,
  peers,
  productRow,
  quads,
  Row,
  rows,
  valueRow,
  WIDE,
} from './layout';

// @ts-ignore: decorator
@inline
function add(sum: v128, h: usize, x: v128): v128 {
  return f32x4.add(sum, f32x4.mul(v128.load(h), x));
}

/** `width` quads of the lanes' product; `width` is known when this is compiled. */
// @ts-ignore: decorator
@inline
function tileOfLanes(width: i32, h: usize, y: usize, stride: usize): void {
  let y0 = f32x4.splat(0);
  let y1 = y0;
  let y2 = y0;
  let y3 = y0;
  let y4 = y0;
  let y5 = y0;
  let y6 = y0;
  let y7 = y0;
  let x = changes;
  for (let k = peers; k > 0; k--) {
    const xk = v128.load(x);
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

/** Row i's product in the lanes. */
export function productOfLanes(i: i32): void {
  const stride = quads * NARROW;
  let h = hessians32 + <usize>i * <usize>peers * stride;
  let y = productRow;
  let left = <i32>quads;
  // Tiles of 5 to 8 quads keep both multipliers busy; a short last tile would stall on its sums.
  while (left > 0) {
    let width = left;
    if (left > 16) width = 8;
    else if (left > 8) width = (left + 1) >> 1;
    if (width == 8) tileOfLanes(8, h, y, stride);
    else if (width == 7) tileOfLanes(7, h, y, stride);
    else if (width == 6) tileOfLanes(6, h, y, stride);
    else if (width == 5) tileOfLanes(5, h, y, stride);
    else if (width == 4) tileOfLanes(4, h, y, stride);
    else if (width == 3) tileOfLanes(3, h, y, stride);
    else if (width == 2) tileOfLanes(2, h, y, stride);
    else tileOfLanes(1, h, y, stride);
    left -= width;
    h += <usize>width * NARROW;
    y += <usize>width * NARROW;
  }
}

/** `pairs` pairs of quads of one slot's product, and one quad more if `odd`. */
// @ts-ignore: decorator
@inline
function tileOfOne(pairs: i32, odd: bool, h: usize, x: usize, y: usize): void {
  const apart = <usize>peers * PAIR;
  let a = h;
  let b = a + apart;
  let c = b + apart;
  let d = c + apart;
  let last = h + <usize>pairs * apart;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  let e0 = a0;
  for (let k = peers; k > 0; k--) {
    const xk = v128.load32_splat(x);
    if (pairs > 0) {
      a0 = add(a0, a, xk);
      a1 = f32x4.add(a1, f32x4.mul(v128.load(a, 16), xk));
      a += PAIR;
    }
    if (pairs > 1) {
      b0 = add(b0, b, xk);
      b1 = f32x4.add(b1, f32x4.mul(v128.load(b, 16), xk));
      b += PAIR;
    }
    if (pairs > 2) {
      c0 = add(c0, c, xk);
      c1 = f32x4.add(c1, f32x4.mul(v128.load(c, 16), xk));
      c += PAIR;
    }
    if (pairs > 3) {
      d0 = add(d0, d, xk);
      d1 = f32x4.add(d1, f32x4.mul(v128.load(d, 16), xk));
      d += PAIR;
    }
    if (odd) {
      e0 = add(e0, last, xk);
      last += NARROW;
    }
    x += 4;
  }
  if (pairs > 0) {
    v128.store(y, a0);
    v128.store(y, a1, 16);
  }
  if (pairs > 1) {
    v128.store(y, b0, 32);
    v128.store(y, b1, 48);
  }
  if (pairs > 2) {
    v128.store(y, c0, 64);
    v128.store(y, c1, 80);
  }
  if (pairs > 3) {
    v128.store(y, d0, 96);
    v128.store(y, d1, 112);
  }
  if (odd) v128.store(y + <usize>pairs * PAIR, e0);
}

/** Row i's product of one slot. */
export function productOfSlot(i: i32, slot: i32): void {
  let h = hessians32 + <usize>i * <usize>peers * quads * NARROW;
  const x = rows + <usize>slot * Row.BYTES;
  let y = x + Row.PRODUCT;
  const odd = (quads & 1) == 1;
  let left = <i32>(quads >> 1);
  for (;;) {
    let pairs = left;
    if (left > 8) pairs = 4;
    else if (left > 4) pairs = left >> 1;
    left -= pairs;
    if (left == 0 && odd) {
      if (pairs == 4) tileOfOne(4, true, h, x, y);
      else if (pairs == 3) tileOfOne(3, true, h, x, y);
      else if (pairs == 2) tileOfOne(2, true, h, x, y);
      else if (pairs == 1) tileOfOne(1, true, h, x, y);
      else tileOfOne(0, true, h, x, y);
    } else {
      if (pairs == 4) tileOfOne(4, false, h, x, y);
      else if (pairs == 3) tileOfOne(3, false, h, x, y);
      else if (pairs == 2) tileOfOne(2, false, h, x, y);
      else tileOfOne(1, false, h, x, y);
    }
    if (left == 0) return;
    h += <usize>(pairs * peers) * PAIR;
    y += <usize>pairs * PAIR;
  }
}

/** A pair of quads, or the odd quad, of two slots' products. */
// @ts-ignore: decorator
@inline
function tileOfTwo(pairs: i32, h: usize, x: usize, apart: usize, y: usize, z: usize): void {
  let second = h + <usize>peers * PAIR;
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
    a0 = f32x4.add(a0, f32x4.mul(h0, x0));
    b0 = f32x4.add(b0, f32x4.mul(h0, x1));
    if (pairs > 0) {
      const h1 = v128.load(h, 16);
      a1 = f32x4.add(a1, f32x4.mul(h1, x0));
      b1 = f32x4.add(b1, f32x4.mul(h1, x1));
    }
    if (pairs > 1) {
      const h2 = v128.load(second);
      a2 = f32x4.add(a2, f32x4.mul(h2, x0));
      b2 = f32x4.add(b2, f32x4.mul(h2, x1));
      const h3 = v128.load(second, 16);
      a3 = f32x4.add(a3, f32x4.mul(h3, x0));
      b3 = f32x4.add(b3, f32x4.mul(h3, x1));
      second += PAIR;
    }
    h += pairs > 0 ? PAIR : NARROW;
    x += 4;
  }
  v128.store(y, a0);
  v128.store(z, b0);
  if (pairs > 0) {
    v128.store(y, a1, 16);
    v128.store(z, b1, 16);
  }
  if (pairs > 1) {
    v128.store(y, a2, 32);
    v128.store(y, a3, 48);
    v128.store(z, b2, 32);
    v128.store(z, b3, 48);
  }
}

/** Row i's product of two slots, each H read once. */
export function productOfTwo(i: i32, first: i32, second: i32): void {
  let h = hessians32 + <usize>i * <usize>peers * quads * NARROW;
  const x = rows + <usize>first * Row.BYTES;
  const apart = <usize>(second - first) * Row.BYTES;
  let y = x + Row.PRODUCT;
  let z = y + apart;
  let left = <i32>(quads >> 1);
  for (; left >= 2; left -= 2) {
    tileOfTwo(2, h, x, apart, y, z);
    h += 2 * PAIR * <usize>peers;
    y += 2 * PAIR;
    z += 2 * PAIR;
  }
  if (left > 0) {
    tileOfTwo(1, h, x, apart, y, z);
    h += PAIR * <usize>peers;
    y += PAIR;
    z += PAIR;
  }
  if (quads & 1) tileOfTwo(0, h, x, apart, y, z);
}

/** A pair of quads, or the odd quad, of all slots' products. */
// @ts-ignore: decorator
@inline
function tileOfFour(pair: bool, h: usize, y: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  let x = rows;
  for (let k = peers; k > 0; k--) {
    const h0 = v128.load(h);
    const x0 = v128.load32_splat(x);
    const x1 = v128.load32_splat(x, Row.BYTES);
    const x2 = v128.load32_splat(x, 2 * Row.BYTES);
    const x3 = v128.load32_splat(x, 3 * Row.BYTES);
    a0 = f32x4.add(a0, f32x4.mul(h0, x0));
    a1 = f32x4.add(a1, f32x4.mul(h0, x1));
    a2 = f32x4.add(a2, f32x4.mul(h0, x2));
    a3 = f32x4.add(a3, f32x4.mul(h0, x3));
    if (pair) {
      const h1 = v128.load(h, 16);
      b0 = f32x4.add(b0, f32x4.mul(h1, x0));
      b1 = f32x4.add(b1, f32x4.mul(h1, x1));
      b2 = f32x4.add(b2, f32x4.mul(h1, x2));
      b3 = f32x4.add(b3, f32x4.mul(h1, x3));
    }
    h += pair ? PAIR : NARROW;
    x += 4;
  }
  v128.store(y, a0, Row.PRODUCT);
  v128.store(y, a1, Row.PRODUCT + Row.BYTES);
  v128.store(y, a2, Row.PRODUCT + 2 * Row.BYTES);
  v128.store(y, a3, Row.PRODUCT + 3 * Row.BYTES);
  if (pair) {
    v128.store(y, b0, Row.PRODUCT + 16);
    v128.store(y, b1, Row.PRODUCT + Row.BYTES + 16);
    v128.store(y, b2, Row.PRODUCT + 2 * Row.BYTES + 16);
    v128.store(y, b3, Row.PRODUCT + 3 * Row.BYTES + 16);
  }
}

/** Row i's product of all four slots, each H read once. */
export function productOfFour(i: i32): void {
  let h = hessians32 + <usize>i * <usize>peers * quads * NARROW;
  let y = rows;
  for (let left = quads >> 1; left > 0; left--) {
    tileOfFour(true, h, y);
    h += PAIR * <usize>peers;
    y += PAIR;
  }
  if (quads & 1) tileOfFour(false, h, y);
}

/** `width` quads of a float64 product, one, two or four. */
// @ts-ignore: decorator
@inline
function exactTile(byLanes: bool, width: i32, h: usize, x: usize, y: usize, stride: usize): void {
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  for (let k = peers; k > 0; k--) {
    const low = byLanes ? v128.load(x) : v128.load64_splat(x);
    const high = byLanes ? v128.load(x, 16) : low;
    a0 = f64x2.add(a0, f64x2.mul(v128.load(h), low));
    a1 = f64x2.add(a1, f64x2.mul(v128.load(h, 16), high));
    if (width > 1) {
      b0 = f64x2.add(b0, f64x2.mul(v128.load(h, 32), low));
      b1 = f64x2.add(b1, f64x2.mul(v128.load(h, 48), high));
    }
    if (width > 2) {
      c0 = f64x2.add(c0, f64x2.mul(v128.load(h, 64), low));
      c1 = f64x2.add(c1, f64x2.mul(v128.load(h, 80), high));
      d0 = f64x2.add(d0, f64x2.mul(v128.load(h, 96), low));
      d1 = f64x2.add(d1, f64x2.mul(v128.load(h, 112), high));
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
  if (width > 2) {
    v128.store(y, c0, 64);
    v128.store(y, c1, 80);
    v128.store(y, d0, 96);
    v128.store(y, d1, 112);
  }
}

// @ts-ignore: decorator
@inline
function exactTiles(byLanes: bool, h: usize, x: usize, y: usize): void {
  const stride = quads * WIDE;
  let left = quads;
  if (!byLanes) {
    for (; left >= 4; left -= 4) {
      exactTile(byLanes, 4, h, x, y, stride);
      h += 4 * WIDE;
      y += 4 * WIDE;
    }
  }
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
