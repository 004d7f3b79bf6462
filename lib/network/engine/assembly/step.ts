/*
 * Adam (Kingma and Ba 2015, algorithm 1) in place, in one pass, and a cleared gradient:
 *
 *   m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  w ← w − rate m / (√v + ε)
 *
 * with both bias corrections in rate and ε (lib/tensors/adam.ts).
 */

/**
 * Magnitudes below which a step and its result are finite: parameters and v, gradients and m, whose squares count, and
 * rates.
 */
const LARGE: f32 = 1e37;
const STEEP: f32 = 1e18;
const FAST: f32 = 1e10;

/** Whether a step of `count` numbers is surely finite. */
export function canStep(w: usize, g: usize, m: usize, v: usize, count: i32, rate: f32): bool {
  if (!(rate < FAST)) return false;
  const large = f32x4.splat(LARGE);
  const steep = f32x4.splat(STEEP);
  let fine = i32x4.splat(-1);
  let k = count;
  for (; k >= 4; k -= 4) {
    // A comparison with NaN is false.
    fine = v128.and(fine, f32x4.lt(f32x4.abs(v128.load(w)), large));
    fine = v128.and(fine, f32x4.lt(v128.load(v), large));
    fine = v128.and(fine, f32x4.lt(f32x4.abs(v128.load(g)), steep));
    fine = v128.and(fine, f32x4.lt(f32x4.abs(v128.load(m)), steep));
    w += 16;
    g += 16;
    m += 16;
    v += 16;
  }
  let all = i32x4.all_true(fine);
  for (; k > 0; k--) {
    all = all && abs(f32.load(w)) < LARGE && f32.load(v) < LARGE;
    all = all && abs(f32.load(g)) < STEEP && abs(f32.load(m)) < STEEP;
    w += 4;
    g += 4;
    m += 4;
    v += 4;
  }
  return all;
}

/** One step of `count` numbers. */
export function step(w: usize, g: usize, m: usize, v: usize, count: i32, rate: f32, beta1: f32, beta2: f32, epsilon: f32): void {
  const b1 = f32x4.splat(beta1);
  const c1 = f32x4.splat(<f32>1 - beta1);
  const b2 = f32x4.splat(beta2);
  const c2 = f32x4.splat(<f32>1 - beta2);
  const rates = f32x4.splat(rate);
  const small = f32x4.splat(epsilon);
  const zero = f32x4.splat(0);
  let k = count;
  // Two quads at once, which V8 joins (lib/network/engine/vectorBits.ts).
  for (; k >= 8; k -= 8) {
    const d0 = v128.load(g);
    const d1 = v128.load(g, 16);
    const mean0 = f32x4.add(f32x4.mul(b1, v128.load(m)), f32x4.mul(c1, d0));
    const mean1 = f32x4.add(f32x4.mul(b1, v128.load(m, 16)), f32x4.mul(c1, d1));
    const square0 = f32x4.add(f32x4.mul(b2, v128.load(v)), f32x4.mul(c2, f32x4.mul(d0, d0)));
    const square1 = f32x4.add(f32x4.mul(b2, v128.load(v, 16)), f32x4.mul(c2, f32x4.mul(d1, d1)));
    const change0 = f32x4.div(f32x4.mul(rates, mean0), f32x4.add(f32x4.sqrt(square0), small));
    const change1 = f32x4.div(f32x4.mul(rates, mean1), f32x4.add(f32x4.sqrt(square1), small));
    const w0 = f32x4.sub(v128.load(w), change0);
    const w1 = f32x4.sub(v128.load(w, 16), change1);
    v128.store(m, mean0);
    v128.store(m, mean1, 16);
    v128.store(v, square0);
    v128.store(v, square1, 16);
    v128.store(w, w0);
    v128.store(w, w1, 16);
    v128.store(g, zero);
    v128.store(g, zero, 16);
    w += 32;
    g += 32;
    m += 32;
    v += 32;
  }
  for (; k >= 4; k -= 4) {
    const d = v128.load(g);
    const mean = f32x4.add(f32x4.mul(b1, v128.load(m)), f32x4.mul(c1, d));
    const square = f32x4.add(f32x4.mul(b2, v128.load(v)), f32x4.mul(c2, f32x4.mul(d, d)));
    v128.store(m, mean);
    v128.store(v, square);
    const change = f32x4.div(f32x4.mul(rates, mean), f32x4.add(f32x4.sqrt(square), small));
    v128.store(w, f32x4.sub(v128.load(w), change));
    v128.store(g, zero);
    w += 16;
    g += 16;
    m += 16;
    v += 16;
  }
  for (; k > 0; k--) {
    const d = f32.load(g);
    const mean = beta1 * f32.load(m) + (<f32>1 - beta1) * d;
    const square = beta2 * f32.load(v) + (<f32>1 - beta2) * (d * d);
    f32.store(m, mean);
    f32.store(v, square);
    f32.store(w, f32.load(w) - (rate * mean) / (sqrt<f32>(square) + epsilon));
    f32.store(g, 0);
    w += 4;
    g += 4;
    m += 4;
    v += 4;
  }
}
