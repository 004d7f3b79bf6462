/*
 * Lookups and repetitions that copy whole rows, where tfjs copies single numbers.
 */

// @ts-ignore: decorator
@inline
function copyRow(from: usize, to: usize, bytes: usize): void {
  let at: usize = 0;
  for (const whole = bytes & ~15; at < whole; at += 16) v128.store(to + at, v128.load(from + at));
  for (; at < bytes; at += 4) f32.store(to + at, f32.load(from + at));
}

/** y_oi = x_o,id(i): [outer, size, width] and `count` ids in, [outer, count, width] out. Ids are in range. */
export function gather(
  x: usize,
  ids: usize,
  y: usize,
  outer: i32,
  size: i32,
  count: i32,
  width: i32,
): void {
  const bytes = <usize>width << 2;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < count; i++) {
      copyRow(x + <usize>i32.load(ids + (<usize>i << 2)) * bytes, y, bytes);
      y += bytes;
    }
    x += <usize>size * bytes;
  }
}

/** Each of `count` rows `times` times: [count, width] in, [count, times, width] out. */
export function repeat(x: usize, y: usize, count: i32, times: i32, width: i32): void {
  const bytes = <usize>width << 2;
  for (let i = 0; i < count; i++) {
    for (let t = 0; t < times; t++) {
      copyRow(x, y, bytes);
      y += bytes;
    }
    x += bytes;
  }
}

/** Copies `count` rows of `width` numbers; rows begin `fromStride` and `toStride` numbers apart. */
export function copyRows(
  from: usize,
  fromStride: i32,
  to: usize,
  toStride: i32,
  count: i32,
  width: i32,
): void {
  const bytes = <usize>width << 2;
  for (let i = 0; i < count; i++) {
    copyRow(from, to, bytes);
    from += <usize>fromStride << 2;
    to += <usize>toStride << 2;
  }
}

/** y_oj = Σ_i x_oij in the order of i: [outer, count, width] in, [outer, width] out. */
export function sumRows(x: usize, y: usize, outer: i32, count: i32, width: i32): void {
  const bytes = <usize>width << 2;
  memory.fill(y, 0, <usize>outer * bytes);
  const whole = bytes & ~15;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < count; i++) {
      let at: usize = 0;
      for (; at < whole; at += 16) {
        v128.store(y + at, f32x4.add(v128.load(y + at), v128.load(x + at)));
      }
      for (; at < bytes; at += 4) f32.store(y + at, f32.load(y + at) + f32.load(x + at));
      x += bytes;
    }
    y += bytes;
  }
}
