/*
 * Packing: columns of B as tiles read them, and groups of columns of a transposed A.
 */
import { HEIGHT, ROW, scratch, WIDE } from './tiles';

/** Copies `depth` rows of sixteen columns of B, stored plainly with rows `stride` apart. */
export function copyColumns(b: usize, stride: usize, depth: i32, to: usize): void {
  for (let p = depth; p > 0; p--) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    v128.store(to, b0);
    v128.store(to, b1, 16);
    v128.store(to, b2, 32);
    v128.store(to, b3, 48);
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
export function turnColumns(b: usize, stride: usize, depth: i32): void {
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
export function copyLast(wide: i32, b: usize, row: usize, column: usize, depth: i32, to: usize): void {
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

/**
 * Packs `rows` columns of `depth` rows of A, stored transposed with rows `stride` apart, in groups of HEIGHT: of each of
 * A's rows that many numbers, then those of the next. A column of a wide A would otherwise be read from as many lines as it
 * has rows.
 *
 * @param group - bytes of a group of all parts
 */
export function packGroups(a: usize, stride: usize, rows: i32, depth: i32, to: usize, group: usize): void {
  let left = rows;
  if (HEIGHT === 4) {
    for (; left >= 4; left -= 4) {
      let from = a;
      let at = to;
      for (let p = depth; p > 0; p--) {
        v128.store(at, v128.load(from));
        from += stride;
        at += 16;
      }
      a += 16;
      to += group;
    }
  } else {
    for (; left >= 4; left -= 4) {
      let from = a;
      let at = to;
      for (let p = depth; p > 0; p--) {
        const x = v128.load(from);
        v128.store64_lane(at, x, 0);
        v128.store64_lane(at + group, x, 1);
        from += stride;
        at += 8;
      }
      a += 16;
      to += 2 * group;
    }
  }
  for (; left > 0; left -= HEIGHT) {
    const count = min(left, HEIGHT);
    let from = a;
    let at = to;
    for (let p = depth; p > 0; p--) {
      for (let k = 0; k < count; k++) f32.store(at + (<usize>k << 2), f32.load(from + (<usize>k << 2)));
      from += stride;
      at += <usize>HEIGHT << 2;
    }
    a += <usize>HEIGHT << 2;
    to += group;
  }
}
