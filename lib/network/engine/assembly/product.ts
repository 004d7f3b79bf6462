/*
 * Products of matrices in float32 that start from a bias, from zero or from their result, and end with an activation or
 * its gradient.
 *
 * Every entry adds a_ip b_pj in the order of p to its start, so that its bytes depend neither on the other dimensions nor
 * on the blocks in which it is computed.
 *
 * DEPTH rows of sixteen columns of B are packed at a time (packing.ts), so that one loop serves all layouts of B
 * (tiles.ts).
 *
 * The rows of A, and of C or B with them, lie in several parts, one for each request to a peer, so that what is packed
 * serves all of them.
 */
import { copyColumns, copyLast, packGroups, turnColumns } from './packing';
import { DEPTH, GATE, HEIGHT, layOut, narrowStrip, PLAIN, RELU, ROW, scratch, stripOf, TILES, useTiles, WIDE } from './tiles';

/** Rows of a packed block: the part of A that is reread for the next columns is 256 KB. */
const ROWS = 256;

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
 * Bytes of scratch memory of a product: that of tiles, a row of zeros, parts, and packed groups of A's rows.
 */
export const PACKED: usize = TILES + 64 + PARTS * 16 + ROWS * DEPTH * 4;

/** How the entries of a product start. */
const ZERO = 0;
const BIAS = 1;
const ADD = 2;

/** Parts of the next product. */
let parts: i32 = 0;

/** Gives this thread's products their scratch memory, which shall be PACKED bytes. */
export function useScratch(at: usize): void {
  useTiles(at);
  parts = 0;
  memory.fill(at + TILES, 0, ROW);
}

// @ts-ignore: decorator
@inline
function partAt(k: i32): Part {
  return changetype<Part>(scratch + TILES + ROW + <usize>k * PART);
}

/** Adds rows to the next product: of A, of C or of B, and of the mask. */
export function part(a: usize, other: usize, rows: i32, mask: usize = 0): void {
  const next = partAt(parts++);
  next.a = <u32>a;
  next.other = <u32>other;
  next.rows = rows;
  next.mask = <u32>mask;
}

/** `rows` rows of a product, of packed columns: from row `first` of a part. */
// @ts-ignore: decorator
@inline
function rowsOfPart(one: Part, first: i32, rows: i32, line: usize, wide: i32, p0: i32, depth: i32, col: i32, cRow: usize, startOf: i32, bias: usize, ending: i32): void {
  const place = <usize>first * cRow + (<usize>col << 2);
  const from = <usize>one.a + <usize>first * line + (<usize>p0 << 2);
  const to = <usize>one.other + place;
  const mask = <usize>one.mask + place;
  let start = to;
  let startRow = cRow;
  if (p0 === 0 && startOf !== ADD) {
    start = startOf === BIAS ? bias + (<usize>col << 2) : scratch + TILES;
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
  const line = <usize>k << 2;
  layOut(line, <usize>HEIGHT * line, 4);
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
          rowsOfPart(one, i0, rows, line, wide, p0, depth, col, cRow, startOf, bias, ends);
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
  const column = <usize>HEIGHT << 2;
  parts = 0;
  let n = 0;
  for (let at = 0; at < count; at++) n += partAt(at).rows;
  for (let i0 = 0; i0 < k; i0 += ROWS) {
    const rows = min(ROWS, k - i0);
    for (let p0 = 0; p0 < n; p0 += DEPTH) {
      const depth = min(DEPTH, n - p0);
      const group = <usize>depth * column;
      layOut(4, group, column);
      let place: usize = 0;
      for (let at = 0; at < count; at++) {
        const one = partAt(at);
        const some = count === 1 ? depth : one.rows;
        packGroups(<usize>one.a + <usize>p0 * aLine + (<usize>i0 << 2), aLine, rows, some, packed + place * column, group);
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
