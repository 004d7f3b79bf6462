/*
 * C = A B in float32, [n, k] [k, m], each of A and B stored plainly or transposed.
 *
 * Every c_ij starts from its bias (or 0) and adds a_ip b_pj in the order of p in every tile and block, so that its bytes
 * depend neither on the other dimensions nor on the storage of the factors.
 *
 * DEPTH rows of eight columns of B are packed at a time, so that one loop serves both layouts of B; A is read one number
 * at a time, which serves both layouts of A.
 */

/** Rows of C in a tile; its eight columns are two quads. */
const TALL = 4;
/** Rows of a packed block: the part of A that is reread for the next eight columns is 256 KB. */
const ROWS = 256;
const DEPTH = 256;
/** Bytes of scratch memory of a product: the packed columns and one tile. */
export const SCRATCH: usize = (DEPTH + TALL) * 32;

/** The strides of the current product's factors, in bytes. */
let aRow: usize = 0;
let aColumn: usize = 0;

/** `height` rows by eight columns of C: `start` is where each row's sums begin, at distance `startRow`. */
// @ts-ignore: decorator
@inline
function tile(
  height: i32,
  a: usize,
  b: usize,
  depth: i32,
  start: usize,
  startRow: usize,
  c: usize,
  cRow: usize,
  floor: v128,
): void {
  let s = start;
  let c00 = v128.load(s);
  let c01 = v128.load(s, 16);
  s += startRow;
  let c10 = c00;
  let c11 = c01;
  let c20 = c00;
  let c21 = c01;
  let c30 = c00;
  let c31 = c01;
  if (height > 1) {
    c10 = v128.load(s);
    c11 = v128.load(s, 16);
    s += startRow;
  }
  if (height > 2) {
    c20 = v128.load(s);
    c21 = v128.load(s, 16);
    s += startRow;
  }
  if (height > 3) {
    c30 = v128.load(s);
    c31 = v128.load(s, 16);
  }
  const step = aColumn;
  let a0 = a;
  let a1 = a + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  for (let p = depth; p > 0; p--) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a0);
    c00 = f32x4.add(c00, f32x4.mul(x, b0));
    c01 = f32x4.add(c01, f32x4.mul(x, b1));
    a0 += step;
    if (height > 1) {
      x = v128.load32_splat(a1);
      c10 = f32x4.add(c10, f32x4.mul(x, b0));
      c11 = f32x4.add(c11, f32x4.mul(x, b1));
      a1 += step;
    }
    if (height > 2) {
      x = v128.load32_splat(a2);
      c20 = f32x4.add(c20, f32x4.mul(x, b0));
      c21 = f32x4.add(c21, f32x4.mul(x, b1));
      a2 += step;
    }
    if (height > 3) {
      x = v128.load32_splat(a3);
      c30 = f32x4.add(c30, f32x4.mul(x, b0));
      c31 = f32x4.add(c31, f32x4.mul(x, b1));
      a3 += step;
    }
    b += 32;
  }
  // pmax(x, floor) is x < floor ? floor : x, which propagates NaN.
  v128.store(c, f32x4.pmax(c00, floor));
  v128.store(c, f32x4.pmax(c01, floor), 16);
  if (height > 1) {
    c += cRow;
    v128.store(c, f32x4.pmax(c10, floor));
    v128.store(c, f32x4.pmax(c11, floor), 16);
  }
  if (height > 2) {
    c += cRow;
    v128.store(c, f32x4.pmax(c20, floor));
    v128.store(c, f32x4.pmax(c21, floor), 16);
  }
  if (height > 3) {
    c += cRow;
    v128.store(c, f32x4.pmax(c30, floor));
    v128.store(c, f32x4.pmax(c31, floor), 16);
  }
}

function tall(a: usize, b: usize, depth: i32, start: usize, startRow: usize, c: usize, cRow: usize, floor: v128): void {
  tile(4, a, b, depth, start, startRow, c, cRow, floor);
}

/** The last rows, fewer than four. */
function low(height: i32, a: usize, b: usize, depth: i32, start: usize, startRow: usize, c: usize, cRow: usize, floor: v128): void {
  if (height === 1) tile(1, a, b, depth, start, startRow, c, cRow, floor);
  else if (height === 2) tile(2, a, b, depth, start, startRow, c, cRow, floor);
  else tile(3, a, b, depth, start, startRow, c, cRow, floor);
}

/** Copies `depth` rows of eight columns of B, stored plainly with rows `stride` apart. */
function copyColumns(b: usize, stride: usize, depth: i32, to: usize): void {
  for (let p = depth; p > 0; p--) {
    v128.store(to, v128.load(b));
    v128.store(to, v128.load(b, 16), 16);
    b += stride;
    to += 32;
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
  v128.store(to, v128.shuffle<f32>(t0, t1, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<f32>(t2, t3, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<f32>(t2, t3, 2, 3, 6, 7), 96);
}

/** The same for B stored transposed: eight of its rows, `stride` apart. */
function turnColumns(b: usize, stride: usize, depth: i32, to: usize): void {
  let p = depth;
  for (; p >= 4; p -= 4) {
    turn(b, stride, to);
    turn(b + 4 * stride, stride, to + 16);
    b += 16;
    to += 128;
  }
  for (; p > 0; p--) {
    let from = b;
    for (let j: usize = 0; j < 32; j += 4) {
      f32.store(to + j, f32.load(from));
      from += stride;
    }
    b += 4;
    to += 32;
  }
}

/** The last columns, fewer than eight, padded with zeros. */
function copyLast(width: i32, b: usize, row: usize, column: usize, depth: i32, to: usize): void {
  for (let p = depth; p > 0; p--) {
    let from = b;
    for (let j = 0; j < 8; j++) {
      f32.store(to + (<usize>j << 2), j < width ? f32.load(from) : 0);
      if (j < width) from += column;
    }
    b += row;
    to += 32;
  }
}

/** Copies numbers one at a time. */
export function copyNumbers(from: usize, to: usize, count: i32): void {
  for (let j = count; j > 0; j--) {
    f32.store(to, f32.load(from));
    from += 4;
    to += 4;
  }
}

/**
 * One product. `bias` is the address of m numbers or 0; `positive` clips every result at zero; `scratch` is
 * the address of SCRATCH bytes.
 */
export function product(
  a: usize,
  b: usize,
  c: usize,
  n: i32,
  k: i32,
  m: i32,
  transposeA: bool,
  transposeB: bool,
  bias: usize,
  positive: bool,
  scratch: usize,
): void {
  aRow = transposeA ? 4 : <usize>k << 2;
  aColumn = transposeA ? <usize>n << 2 : 4;
  const bRow: usize = transposeB ? 4 : <usize>m << 2;
  const bColumn: usize = transposeB ? <usize>k << 2 : 4;
  const cRow: usize = <usize>m << 2;
  const one = scratch + DEPTH * 32;
  for (let i0 = 0; i0 < n; i0 += ROWS) {
    const rows = min(ROWS, n - i0);
    // At least once, since for k = 0 the result is the bias.
    for (let p0 = 0; p0 < k || p0 === 0; p0 += DEPTH) {
      const depth = min(DEPTH, k - p0);
      const floor = f32x4.splat(positive && p0 + depth === k ? 0 : -Infinity);
      for (let j = 0; j < m; j += 8) {
        const width = min(8, m - j);
        const from = b + <usize>p0 * bRow + <usize>j * bColumn;
        if (width < 8) copyLast(width, from, bRow, bColumn, depth, scratch);
        else if (transposeB) turnColumns(from, bColumn, depth, scratch);
        else copyColumns(from, bRow, depth, scratch);
        let ai = a + <usize>i0 * aRow + <usize>p0 * aColumn;
        let ci = c + <usize>i0 * cRow + (<usize>j << 2);
        for (let i = 0; i < rows; i += TALL) {
          const height = min(TALL, rows - i);
          if (p0 === 0 || width < 8) {
            // The sums start in the scratch tile.
            let to = one;
            for (let r = 0; r < height; r++) {
              if (p0 > 0) copyNumbers(ci + <usize>r * cRow, to, width);
              else if (bias) copyNumbers(bias + (<usize>j << 2), to, width);
              else {
                v128.store(to, f32x4.splat(0));
                v128.store(to, f32x4.splat(0), 16);
              }
              to += 32;
            }
            if (width < 8) {
              if (height === TALL) tall(ai, scratch, depth, one, 32, one, 32, floor);
              else low(height, ai, scratch, depth, one, 32, one, 32, floor);
              for (let r = 0; r < height; r++) copyNumbers(one + (<usize>r << 5), ci + <usize>r * cRow, width);
            } else if (height === TALL) tall(ai, scratch, depth, one, 32, ci, cRow, floor);
            else low(height, ai, scratch, depth, one, 32, ci, cRow, floor);
          } else if (height === TALL) tall(ai, scratch, depth, ci, cRow, ci, cRow, floor);
          else low(height, ai, scratch, depth, ci, cRow, ci, cRow, floor);
          ai += <usize>height * aRow;
          ci += <usize>height * cRow;
        }
      }
    }
  }
}
