/**
 * y_s = Σ x_i over the i with segment s, in the order of i: [count, width] in, [segments, width] out. Rows
 * without a segment are ignored.
 */
export function segmentSum(
  x: usize,
  ids: usize,
  y: usize,
  count: i32,
  width: i32,
  segments: i32,
): void {
  const row = (<usize>width) << 2;
  memory.fill(y, 0, <usize>segments * row);
  for (let i = 0; i < count; i++) {
    const segment = i32.load(ids + ((<usize>i) << 2));
    if (segment >= 0 && segment < segments) {
      let to = y + <usize>segment * row;
      let from = x + <usize>i * row;
      let j = width;
      for (; j >= 4; j -= 4) {
        v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
        to += 16;
        from += 16;
      }
      for (; j > 0; j--) {
        f32.store(to, f32.load(to) + f32.load(from));
        to += 4;
        from += 4;
      }
    }
  }
}
