/*
 * Lookups and repetitions, which tfjs does number by number: rows are copied whole.
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
