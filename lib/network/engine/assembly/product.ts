/*
 * Products of matrices in float32 that start from a bias, from zero or from their result, and end with an activation or
 * its gradient.
 *
 * Every entry adds a_ip b_pj in the order of p to its start, so that its bytes depend neither on the other dimensions nor
 * on the blocks in which it is computed.
 *
 * DEPTH rows of sixteen columns of B are packed at a time, so that one loop serves all layouts of B. Two rows by sixteen
 * columns are the tile whose eight sums, four numbers of B and products fit the sixteen registers of x86.
 *
 * The rows of A, and of C or B with them, lie in several parts, one for each request to a peer, so that what is packed
 * serves all of them.
 */

import { copyNumbers } from '../../../tensors/assembly/product';

const FUSED: bool = ASC_FEATURE_RELAXED_SIMD;

const WIDE = 16;
/** Bytes of a row of a tile. */
const ROW: usize = 64;
/** Rows of a packed block: the part of A that is reread for the next columns is 256 KB. */
const ROWS = 256;
const DEPTH: i32 = 256;

/** Parts at most; where there are several, their rows shall be ROWS at most. */
const PARTS = 64;
/** Bytes of a part. */
const PART: usize = 16;

/** A part of the rows of a product. */
@unmanaged
class Part {
  /** Rows of A. */
  a: u32;
  /** The rows of C, or of B where A is transposed. */
  other: u32;
  rows: i32;
  /** The rows of the mask, or 0. */
  mask: u32;
}

/**
 * Bytes of scratch memory of a product: packed columns of B, one tile of sums, one of the mask, a row of zeros, parts, and
 * packed pairs of A.
 */
export const PACKED: usize = (DEPTH + 5) * 64 + PARTS * 16 + ROWS * DEPTH * 4;

/** How the entries of a product start. */
export const ZERO = 0;
export const BIAS = 1;
export const ADD = 2;

/** How they end. */
export const PLAIN = 0;
/** max(·, 0). */
export const RELU = 1;
/** Zero where the mask is not above zero: the gradient of relu from its output. */
export const GATE = 2;

/** The distances of A's rows, of pairs of rows, and of columns, in bytes. */
let aRow: usize = 0;
let aPair: usize = 0;
let aColumn: usize = 0;
/** The address of scratch memory of this thread. */
let scratch: usize = 0;
/** Parts of the next product. */
let parts: i32 = 0;

/** Gives this thread's products their scratch memory, which shall be PACKED bytes. */
export function useScratch(at: usize): void {
  scratch = at;
  parts = 0;
  memory.fill(at + <usize>(DEPTH + 4) * ROW, 0, ROW);
}

// @ts-ignore: decorator
@inline
function partAt(k: i32): Part {
  return changetype<Part>(scratch + <usize>(DEPTH + 5) * ROW + <usize>k * PART);
}

/** Adds rows to the next product: of A, of C or of B, and of the mask. */
export function part(a: usize, other: usize, rows: i32, mask: usize = 0): void {
  const next = partAt(parts++);
  next.a = <u32>a;
  next.other = <u32>other;
  next.rows = rows;
  next.mask = <u32>mask;
}

// @ts-ignore: decorator
@inline
function madd(x: v128, y: v128, sum: v128): v128 {
  if (FUSED) return f32x4.relaxed_madd(x, y, sum);
  return f32x4.add(sum, f32x4.mul(x, y));
}

// @ts-ignore: decorator
@inline
function end(ending: i32, sum: v128, mask: usize): v128 {
  // pmax(x, 0) is x < 0 ? 0 : x, which propagates NaN.
  if (ending === RELU) return f32x4.pmax(sum, f32x4.splat(0));
  if (ending === GATE) return v128.and(sum, f32x4.gt(v128.load(mask), f32x4.splat(0)));
  return sum;
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
  v128.store(c, end(ending, c00, mask));
  v128.store(c, end(ending, c01, mask + 16), 16);
  v128.store(c, end(ending, c02, mask + 32), 32);
  v128.store(c, end(ending, c03, mask + 48), 48);
  const below = c + cRow;
  mask += cRow;
  v128.store(below, end(ending, c10, mask));
  v128.store(below, end(ending, c11, mask + 16), 16);
  v128.store(below, end(ending, c12, mask + 32), 32);
  v128.store(below, end(ending, c13, mask + 48), 48);
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
  v128.store(c, end(ending, c00, mask));
  v128.store(c, end(ending, c01, mask + 16), 16);
  v128.store(c, end(ending, c02, mask + 32), 32);
  v128.store(c, end(ending, c03, mask + 48), 48);
}

/** `rows` rows by sixteen columns of C. A row of A begins `aRow` after the one before, pairs `aPair`. */
// @ts-ignore: decorator
@inline
function strip(ending: i32, rows: i32, a: usize, depth: i32, start: usize, startRow: usize, c: usize, cRow: usize, mask: usize): void {
  const row = aRow;
  const pair = aPair;
  const step = aColumn;
  let left = rows;
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

function stripOf(ending: i32, rows: i32, a: usize, depth: i32, start: usize, startRow: usize, c: usize, cRow: usize, mask: usize): void {
  if (ending === PLAIN) plainStrip(rows, a, depth, start, startRow, c, cRow);
  else if (ending === RELU) reluStrip(rows, a, depth, start, startRow, c, cRow);
  else gateStrip(rows, a, depth, start, startRow, c, cRow, mask);
}

/** Copies `depth` rows of sixteen columns of B, stored plainly with rows `stride` apart. */
function copyColumns(b: usize, stride: usize, depth: i32, to: usize): void {
  for (let p = depth; p > 0; p--) {
    v128.store(to, v128.load(b));
    v128.store(to, v128.load(b, 16), 16);
    v128.store(to, v128.load(b, 32), 32);
    v128.store(to, v128.load(b, 48), 48);
    b += stride;
    to += ROW;
  }
}

/** Transposes four by four numbers. */
// @ts-ignore: decorator
@inline
function turn(b: usize, stride: usize, to: usize): void {
  const r0 = v128.load(b);
  const r1 = v128.load(b + stride);
  const r2 = v128.load(b + 2 * stride);
  const r3 = v128.load(b + 3 * stride);
  const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const t1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const t2 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(t0, t1, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(t0, t1, 2, 3, 6, 7), 64);
  v128.store(to, v128.shuffle<f32>(t2, t3, 0, 1, 4, 5), 128);
  v128.store(to, v128.shuffle<f32>(t2, t3, 2, 3, 6, 7), 192);
}

/** The same for B stored transposed: sixteen of its rows, `stride` apart. */
function turnColumns(b: usize, stride: usize, depth: i32): void {
  let to = scratch;
  let p = depth;
  for (; p >= 4; p -= 4) {
    turn(b, stride, to);
    turn(b + 4 * stride, stride, to + 16);
    turn(b + 8 * stride, stride, to + 32);
    turn(b + 12 * stride, stride, to + 48);
    b += 16;
    to += 4 * ROW;
  }
  for (; p > 0; p--) {
    let from = b;
    for (let k: usize = 0; k < ROW; k += 4) {
      f32.store(to + k, f32.load(from));
      from += stride;
    }
    b += 4;
    to += ROW;
  }
}

/** The last columns, fewer than sixteen, padded with zeros. */
function copyLast(wide: i32, b: usize, row: usize, column: usize, depth: i32, to: usize): void {
  for (let p = depth; p > 0; p--) {
    let from = b;
    for (let k = 0; k < WIDE; k++) {
      f32.store(to + (<usize>k << 2), k < wide ? f32.load(from) : 0);
      if (k < wide) from += column;
    }
    b += row;
    to += ROW;
  }
}

/** The same of the last `wide` columns, through tiles of scratch memory. */
function narrowStrip(wide: i32, ending: i32, rows: i32, a: usize, depth: i32, start: usize, startRow: usize, c: usize, cRow: usize, mask: usize): void {
  const sums = scratch + <usize>DEPTH * ROW;
  const masks = sums + 2 * ROW;
  for (let left = rows; left > 0; left -= 2) {
    const height = min(2, left);
    for (let row = 0; row < height; row++) {
      copyNumbers(start + <usize>row * startRow, sums + <usize>row * ROW, wide);
      if (ending === GATE) copyNumbers(mask + <usize>row * cRow, masks + <usize>row * ROW, wide);
    }
    stripOf(ending, height, a, depth, sums, ROW, sums, ROW, masks);
    for (let row = 0; row < height; row++) {
      copyNumbers(sums + <usize>row * ROW, c + <usize>row * cRow, wide);
    }
    a += aPair;
    c += 2 * cRow;
    mask += 2 * cRow;
    start += 2 * startRow;
  }
}

/**
 * Packs `rows` columns of `depth` rows of A, stored transposed with rows `stride` apart, in pairs: of each of its rows
 * two numbers, then two of the next. A column of a wide A would otherwise be read from as many lines as it has rows.
 *
 * @param pair - bytes of a pair of all parts
 */
function packPairs(a: usize, stride: usize, rows: i32, depth: i32, to: usize, pair: usize): void {
  let left = rows;
  for (; left >= 4; left -= 4) {
    let from = a;
    let at = to;
    for (let p = depth; p > 0; p--) {
      const x = v128.load(from);
      v128.store64_lane(at, x, 0);
      v128.store64_lane(at + pair, x, 1);
      from += stride;
      at += 8;
    }
    a += 16;
    to += 2 * pair;
  }
  for (; left > 0; left -= 2) {
    let from = a;
    let at = to;
    for (let p = depth; p > 0; p--) {
      f32.store(at, f32.load(from));
      if (left > 1) f32.store(at, f32.load(from, 4), 4);
      from += stride;
      at += 8;
    }
    a += 8;
    to += pair;
  }
}

/** `rows` rows of a product, of packed columns: from row `first` of a part. */
// @ts-ignore: decorator
@inline
function rowsOfPart(one: Part, first: i32, rows: i32, wide: i32, p0: i32, depth: i32, col: i32, cRow: usize, startOf: i32, bias: usize, ending: i32): void {
  const place = <usize>first * cRow + (<usize>col << 2);
  const from = <usize>one.a + <usize>first * aRow + (<usize>p0 << 2);
  const to = <usize>one.other + place;
  const mask = <usize>one.mask + place;
  let start = to;
  let startRow = cRow;
  if (p0 === 0 && startOf !== ADD) {
    start = startOf === BIAS ? bias + (<usize>col << 2) : scratch + <usize>(DEPTH + 4) * ROW;
    startRow = 0;
  }
  if (wide < WIDE) narrowStrip(wide, ending, rows, from, depth, start, startRow, to, cRow, mask);
  else stripOf(ending, rows, from, depth, start, startRow, to, cRow, mask);
}

/**
 * C = start + A B of all parts, [n, k] [k, m], followed by the ending.
 *
 * @param startOf - ZERO, BIAS (`bias` is the address of m numbers) or ADD to C itself
 */
function product(b: usize, bRow: usize, bColumn: usize, k: i32, m: i32, startOf: i32, bias: usize, ending: i32): void {
  const count = parts;
  const cRow = <usize>m << 2;
  parts = 0;
  aRow = <usize>k << 2;
  aPair = 2 * aRow;
  aColumn = 4;
  // Rows of a single part by blocks; several parts are one.
  const n = count === 1 ? partAt(0).rows : 1;
  for (let i0 = 0; i0 < n; i0 += ROWS) {
    for (let p0 = 0; p0 < k; p0 += DEPTH) {
      const depth = min(DEPTH, k - p0);
      const ends = p0 + depth === k ? ending : PLAIN;
      for (let col = 0; col < m; col += WIDE) {
        const wide = min(WIDE, m - col);
        const columns = b + <usize>p0 * bRow + <usize>col * bColumn;
        if (wide < WIDE) copyLast(wide, columns, bRow, bColumn, depth, scratch);
        else if (bColumn === 4) copyColumns(columns, bRow, depth, scratch);
        else turnColumns(columns, bColumn, depth);
        for (let at = 0; at < count; at++) {
          const one = partAt(at);
          const rows = count === 1 ? min(ROWS, n - i0) : one.rows;
          rowsOfPart(one, i0, rows, wide, p0, depth, col, cRow, startOf, bias, ends);
        }
      }
    }
  }
}

/**
 * C += Aᵀ B over the rows of all parts, [n, k]ᵀ [n, m]; rows of C have `line` numbers. The rows of several parts are one
 * block of the sum.
 */
function turnedProduct(c: usize, k: i32, m: i32, line: i32): void {
  const count = parts;
  const aLine = <usize>k << 2;
  const bLine = <usize>m << 2;
  const cRow = <usize>line << 2;
  const packed = scratch + PACKED - <usize>(ROWS * DEPTH * 4);
  parts = 0;
  let n = 0;
  for (let at = 0; at < count; at++) n += partAt(at).rows;
  aRow = 4;
  aColumn = 8;
  for (let i0 = 0; i0 < k; i0 += ROWS) {
    const rows = min(ROWS, k - i0);
    for (let p0 = 0; p0 < n; p0 += DEPTH) {
      const depth = min(DEPTH, n - p0);
      aPair = <usize>depth << 3;
      let place: usize = 0;
      for (let at = 0; at < count; at++) {
        const one = partAt(at);
        const some = count === 1 ? depth : one.rows;
        packPairs(<usize>one.a + <usize>p0 * aLine + (<usize>i0 << 2), aLine, rows, some, packed + (place << 3), aPair);
        place += some;
      }
      for (let col = 0; col < m; col += WIDE) {
        const wide = min(WIDE, m - col);
        let to = scratch;
        for (let at = 0; at < count; at++) {
          const one = partAt(at);
          const some = count === 1 ? depth : one.rows;
          const columns = <usize>one.other + <usize>p0 * bLine + (<usize>col << 2);
          if (wide < WIDE) copyLast(wide, columns, bLine, 4, some, to);
          else copyColumns(columns, bLine, some, to);
          to += <usize>some * ROW;
        }
        const start = c + <usize>i0 * cRow + (<usize>col << 2);
        if (wide < WIDE) narrowStrip(wide, PLAIN, rows, packed, depth, start, cRow, start, cRow, 0);
        else stripOf(PLAIN, rows, packed, depth, start, cRow, start, cRow, 0);
      }
    }
  }
}

/** C = A B alone, [n, k] [k, m]: what the whole is measured against. */
export function bareProduct(a: usize, b: usize, c: usize, n: i32, k: i32, m: i32): void {
  part(a, c, n);
  product(b, <usize>m << 2, 4, k, m, ZERO, 0, PLAIN);
}

/** y = x W + w of all parts, [n, k] [k, m], followed by relu where `relu`; rows of W have `line` numbers, of which m count. */
export function affineParts(w: usize, bias: usize, k: i32, m: i32, relu: bool, line: i32 = m): void {
  product(w, <usize>line << 2, 4, k, m, BIAS, bias, relu ? RELU : PLAIN);
}

/** The same of x and y alone. */
export function affine(x: usize, w: usize, bias: usize, y: usize, n: i32, k: i32, m: i32, relu: bool): void {
  part(x, y, n);
  affineParts(w, bias, k, m, relu);
}

/** y += x W of all parts, [n, k] [k, m]. */
export function throughParts(w: usize, k: i32, m: i32): void {
  product(w, <usize>m << 2, 4, k, m, ADD, 0, PLAIN);
}

/** The same of x and y alone. */
export function through(x: usize, w: usize, y: usize, n: i32, k: i32, m: i32): void {
  part(x, y, n);
  throughParts(w, k, m);
}

/**
 * ∂x = ∂y Wᵀ of all parts, [n, m] [k, m]ᵀ, added to ∂x where `add`; zero where the mask, [n, k], is not above zero, where
 * `masked`. Rows of W have `line` numbers.
 */
export function acrossParts(w: usize, k: i32, m: i32, add: bool, masked: bool, line: i32 = m): void {
  product(w, 4, <usize>line << 2, m, k, add ? ADD : ZERO, 0, masked ? GATE : PLAIN);
}

/** The same of ∂y and ∂x alone, without a mask. */
export function across(dy: usize, w: usize, dx: usize, n: i32, k: i32, m: i32, add: bool, line: i32 = m): void {
  part(dy, dx, n);
  acrossParts(w, k, m, add, false, line);
}

/** ∂W += xᵀ ∂y over all parts, [n, k]ᵀ [n, m]; rows of ∂W have `line` numbers. */
export function withinParts(dw: usize, k: i32, m: i32, line: i32 = m): void {
  turnedProduct(dw, k, m, line);
}

/** The same of x and ∂y alone. */
export function within(x: usize, dy: usize, dw: usize, n: i32, k: i32, m: i32): void {
  part(x, dy, n);
  withinParts(dw, k, m);
}
