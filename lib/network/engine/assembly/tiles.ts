/*
 * Tiles of a product: rows of A by sixteen packed columns of B.
 *
 * Two rows by sixteen columns are the tile whose eight sums, four quads of B and products fit the sixteen registers of x86.
 * Where V8 joins pairs of quads to vectors of 256 bits (lib/network/engine/vectorBits.ts), four rows are.
 */
import { copyNumbers } from '../../../tensors/assembly/product';

const FUSED: bool = ASC_FEATURE_RELAXED_SIMD;

/** Columns of a tile. */
export const WIDE = 16;
/** Rows of a tile: 2, or 4 with vectors of 256 bits. */
// @ts-ignore: decorator
@external("env", "height")
export declare const HEIGHT: i32;
/** Bytes of a row of a tile. */
export const ROW: usize = 64;
/** Rows of packed columns. */
export const DEPTH: i32 = 256;
/** Bytes of scratch memory: packed columns of B, one tile of sums, and one of the mask. */
export const TILES: usize = (DEPTH + 8) * 64;

/** How the entries of a product end. */
export const PLAIN = 0;
/** max(·, 0). */
export const RELU = 1;
/** Zero where the mask is not above zero: the gradient of relu from its output. */
export const GATE = 2;

/** The distances of A's rows, of groups of HEIGHT rows, and of columns, in bytes. */
let aRow: usize = 0;
let aGroup: usize = 0;
let aColumn: usize = 0;
/** The address of scratch memory of this thread, where columns are packed. */
export let scratch: usize = 0;

/** Gives this thread's tiles their scratch memory, which shall be TILES bytes. */
export function useTiles(at: usize): void {
  scratch = at;
}

/** Sets the distances of A's rows, of groups of HEIGHT rows, and of columns, in bytes. */
export function layOut(row: usize, group: usize, column: usize): void {
  aRow = row;
  aGroup = group;
  aColumn = column;
}

// @ts-ignore: decorator
@inline
function madd(x: v128, y: v128, sum: v128): v128 {
  if (FUSED) return f32x4.relaxed_madd(x, y, sum);
  return f32x4.add(sum, f32x4.mul(x, y));
}

/** Stores a row of a tile. The mask is read before: V8 joins neighbouring stores where nothing is read between them. */
// @ts-ignore: decorator
@inline
function storeRow(ending: i32, c: usize, c0: v128, c1: v128, c2: v128, c3: v128, mask: usize): void {
  const zero = f32x4.splat(0);
  if (ending === RELU) {
    // pmax(x, 0) is x < 0 ? 0 : x, which propagates NaN.
    c0 = f32x4.pmax(c0, zero);
    c1 = f32x4.pmax(c1, zero);
    c2 = f32x4.pmax(c2, zero);
    c3 = f32x4.pmax(c3, zero);
  } else if (ending === GATE) {
    c0 = v128.and(c0, f32x4.gt(v128.load(mask), zero));
    c1 = v128.and(c1, f32x4.gt(v128.load(mask, 16), zero));
    c2 = v128.and(c2, f32x4.gt(v128.load(mask, 32), zero));
    c3 = v128.and(c3, f32x4.gt(v128.load(mask, 48), zero));
  }
  v128.store(c, c0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
}

/** Two rows by sixteen columns of C; `start` is where each row's sums begin, at distance `startRow`. */
// @ts-ignore: decorator
@inline
function tile2(ending: i32, a0: usize, a1: usize, step: usize, depth: i32, start: usize, startRow: usize, c: usize, cRow: usize, mask: usize): void {
  let c00 = v128.load(start);
  let c01 = v128.load(start, 16);
  let c02 = v128.load(start, 32);
  let c03 = v128.load(start, 48);
  const second = start + startRow;
  let c10 = v128.load(second);
  let c11 = v128.load(second, 16);
  let c12 = v128.load(second, 32);
  let c13 = v128.load(second, 48);
  let b = scratch;
  for (let p = depth; p > 0; p--) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    let x = v128.load32_splat(a0);
    c00 = madd(x, b0, c00);
    c01 = madd(x, b1, c01);
    c02 = madd(x, b2, c02);
    c03 = madd(x, b3, c03);
    a0 += step;
    x = v128.load32_splat(a1);
    c10 = madd(x, b0, c10);
    c11 = madd(x, b1, c11);
    c12 = madd(x, b2, c12);
    c13 = madd(x, b3, c13);
    a1 += step;
    b += 64;
  }
  storeRow(ending, c, c00, c01, c02, c03, mask);
  storeRow(ending, c + cRow, c10, c11, c12, c13, mask + cRow);
}

/** Four rows by sixteen columns of C, as tile2. */
// @ts-ignore: decorator
@inline
function tile4(ending: i32, a0: usize, row: usize, step: usize, depth: i32, start: usize, startRow: usize, c: usize, cRow: usize, mask: usize): void {
  let a1 = a0 + row;
  let a2 = a1 + row;
  let a3 = a2 + row;
  let c00 = v128.load(start);
  let c01 = v128.load(start, 16);
  let c02 = v128.load(start, 32);
  let c03 = v128.load(start, 48);
  start += startRow;
  let c10 = v128.load(start);
  let c11 = v128.load(start, 16);
  let c12 = v128.load(start, 32);
  let c13 = v128.load(start, 48);
  start += startRow;
  let c20 = v128.load(start);
  let c21 = v128.load(start, 16);
  let c22 = v128.load(start, 32);
  let c23 = v128.load(start, 48);
  start += startRow;
  let c30 = v128.load(start);
  let c31 = v128.load(start, 16);
  let c32 = v128.load(start, 32);
  let c33 = v128.load(start, 48);
  let b = scratch;
  for (let p = depth; p > 0; p--) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    let x = v128.load32_splat(a0);
    c00 = madd(x, b0, c00);
    c01 = madd(x, b1, c01);
    c02 = madd(x, b2, c02);
    c03 = madd(x, b3, c03);
    a0 += step;
    x = v128.load32_splat(a1);
    c10 = madd(x, b0, c10);
    c11 = madd(x, b1, c11);
    c12 = madd(x, b2, c12);
    c13 = madd(x, b3, c13);
    a1 += step;
    x = v128.load32_splat(a2);
    c20 = madd(x, b0, c20);
    c21 = madd(x, b1, c21);
    c22 = madd(x, b2, c22);
    c23 = madd(x, b3, c23);
    a2 += step;
    x = v128.load32_splat(a3);
    c30 = madd(x, b0, c30);
    c31 = madd(x, b1, c31);
    c32 = madd(x, b2, c32);
    c33 = madd(x, b3, c33);
    a3 += step;
    b += 64;
  }
  storeRow(ending, c, c00, c01, c02, c03, mask);
  c += cRow;
  mask += cRow;
  storeRow(ending, c, c10, c11, c12, c13, mask);
  c += cRow;
  mask += cRow;
  storeRow(ending, c, c20, c21, c22, c23, mask);
  c += cRow;
  mask += cRow;
  storeRow(ending, c, c30, c31, c32, c33, mask);
}

/** The last row of an odd number. */
// @ts-ignore: decorator
@inline
function tile1(ending: i32, a: usize, step: usize, depth: i32, start: usize, c: usize, mask: usize): void {
  let c00 = v128.load(start);
  let c01 = v128.load(start, 16);
  let c02 = v128.load(start, 32);
  let c03 = v128.load(start, 48);
  let b = scratch;
  for (let p = depth; p > 0; p--) {
    const x = v128.load32_splat(a);
    c00 = madd(x, v128.load(b), c00);
    c01 = madd(x, v128.load(b, 16), c01);
    c02 = madd(x, v128.load(b, 32), c02);
    c03 = madd(x, v128.load(b, 48), c03);
    a += step;
    b += 64;
  }
  storeRow(ending, c, c00, c01, c02, c03, mask);
}

/** `rows` rows by sixteen columns of C. A row of A begins `aRow` after the one before, a group of HEIGHT `aGroup`. */
// @ts-ignore: decorator
@inline
function strip(ending: i32, rows: i32, a: usize, depth: i32, start: usize, startRow: usize, c: usize, cRow: usize, mask: usize): void {
  const row = aRow;
  const step = aColumn;
  let left = rows;
  if (HEIGHT === 4) {
    for (; left >= 4; left -= 4) {
      tile4(ending, a, row, step, depth, start, startRow, c, cRow, mask);
      a += aGroup;
      c += 4 * cRow;
      mask += 4 * cRow;
      start += 4 * startRow;
    }
  }
  const pair = HEIGHT === 2 ? aGroup : 2 * row;
  for (; left >= 2; left -= 2) {
    tile2(ending, a, a + row, step, depth, start, startRow, c, cRow, mask);
    a += pair;
    c += 2 * cRow;
    mask += 2 * cRow;
    start += 2 * startRow;
  }
  if (left > 0) tile1(ending, a, step, depth, start, c, mask);
}

function plainStrip(rows: i32, a: usize, depth: i32, start: usize, startRow: usize, c: usize, cRow: usize): void {
  strip(PLAIN, rows, a, depth, start, startRow, c, cRow, 0);
}

function reluStrip(rows: i32, a: usize, depth: i32, start: usize, startRow: usize, c: usize, cRow: usize): void {
  strip(RELU, rows, a, depth, start, startRow, c, cRow, 0);
}

function gateStrip(rows: i32, a: usize, depth: i32, start: usize, startRow: usize, c: usize, cRow: usize, mask: usize): void {
  strip(GATE, rows, a, depth, start, startRow, c, cRow, mask);
}

/** The same with any ending. */
export function stripOf(ending: i32, rows: i32, a: usize, depth: i32, start: usize, startRow: usize, c: usize, cRow: usize, mask: usize): void {
  if (ending === PLAIN) plainStrip(rows, a, depth, start, startRow, c, cRow);
  else if (ending === RELU) reluStrip(rows, a, depth, start, startRow, c, cRow);
  else gateStrip(rows, a, depth, start, startRow, c, cRow, mask);
}

/** The same of the last `wide` columns, through tiles of scratch memory. */
export function narrowStrip(wide: i32, ending: i32, rows: i32, a: usize, depth: i32, start: usize, startRow: usize, c: usize, cRow: usize, mask: usize): void {
  const sums = scratch + <usize>DEPTH * ROW;
  const masks = sums + <usize>HEIGHT * ROW;
  for (let left = rows; left > 0; left -= HEIGHT) {
    const height = min(HEIGHT, left);
    for (let row = 0; row < height; row++) {
      copyNumbers(start + <usize>row * startRow, sums + <usize>row * ROW, wide);
      if (ending === GATE) copyNumbers(mask + <usize>row * cRow, masks + <usize>row * ROW, wide);
    }
    stripOf(ending, height, a, depth, sums, ROW, sums, ROW, masks);
    for (let row = 0; row < height; row++) {
      copyNumbers(sums + <usize>row * ROW, c + <usize>row * cRow, wide);
    }
    a += aGroup;
    c += <usize>HEIGHT * cRow;
    mask += <usize>HEIGHT * cRow;
    start += <usize>HEIGHT * startRow;
  }
}
