/*
 * The gradients of activations from their outputs: dx = dy [y > 0] for y = relu x, and dx = dy (1 − y²) for y = tanh x.
 */

/** dx = y > 0 ? dy : 0, `count` numbers. */
export function reluGradient(dy: usize, y: usize, dx: usize, count: i32): void {
  const zero = f32x4.splat(0);
  const end = dx + (<usize>count << 2);
  for (; dx + 16 <= end; dx += 16) {
    v128.store(dx, v128.and(v128.load(dy), f32x4.gt(v128.load(y), zero)));
    dy += 16;
    y += 16;
  }
  for (; dx < end; dx += 4) {
    f32.store(dx, f32.load(y) > 0 ? f32.load(dy) : 0);
    dy += 4;
    y += 4;
  }
}

/** dx = dy (1 − y²), `count` numbers. */
export function tanhGradient(dy: usize, y: usize, dx: usize, count: i32): void {
  const one = f32x4.splat(1);
  const end = dx + (<usize>count << 2);
  for (; dx + 16 <= end; dx += 16) {
    const value = v128.load(y);
    v128.store(dx, f32x4.mul(v128.load(dy), f32x4.sub(one, f32x4.mul(value, value))));
    dy += 16;
    y += 16;
  }
  for (; dx < end; dx += 4) {
    const value = f32.load(y);
    f32.store(dx, f32.load(dy) * (<f32>1 - value * value));
    dy += 4;
    y += 4;
  }
}
