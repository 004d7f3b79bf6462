/*
 * One step of Adam (Kingma and Ba 2015, algorithm 1) on `count` numbers:
 *
 *   m' = β₁ m + (1 − β₁) g,  v' = β₂ v + (1 − β₂) g²,  w' = w − rate m' / (√v' + ε)
 *
 * with `rate` and `epsilon` already corrected for the bias of m and v.
 */
export function adam(
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  toW: usize,
  toM: usize,
  toV: usize,
  count: i32,
  rate: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
): void {
  const b1 = f32x4.splat(beta1);
  const c1 = f32x4.splat(1 - beta1);
  const b2 = f32x4.splat(beta2);
  const c2 = f32x4.splat(1 - beta2);
  const r = f32x4.splat(rate);
  const e = f32x4.splat(epsilon);
  const whole = <usize>(count & ~3) << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) {
    const gradient = v128.load(g + at);
    const mean = f32x4.add(f32x4.mul(b1, v128.load(m + at)), f32x4.mul(c1, gradient));
    const square = f32x4.add(
      f32x4.mul(b2, v128.load(v + at)),
      f32x4.mul(c2, f32x4.mul(gradient, gradient)),
    );
    const step = f32x4.div(f32x4.mul(r, mean), f32x4.add(f32x4.sqrt(square), e));
    v128.store(toM + at, mean);
    v128.store(toV + at, square);
    v128.store(toW + at, f32x4.sub(v128.load(w + at), step));
  }
  for (const end = <usize>count << 2; at < end; at += 4) {
    const gradient = f32.load(g + at);
    const mean = beta1 * f32.load(m + at) + (1 - beta1) * gradient;
    const square = beta2 * f32.load(v + at) + (1 - beta2) * (gradient * gradient);
    f32.store(toM + at, mean);
    f32.store(toV + at, square);
    f32.store(toW + at, f32.load(w + at) - (rate * mean) / (sqrt<f32>(square) + epsilon));
  }
}
