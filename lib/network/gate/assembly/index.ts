/*
 * The kernel of gates: products, the noise and the load of keys (../keys.ts, ../halfLoad.ts), and steps. Numbers lie where
 * the caller puts them, from `base` on; arrays of float64 have room for a multiple of four.
 */
import { canStep, step } from '../../engine/assembly/step';
import { cumulative, density, exp, logistic, softplus } from './functions';

export { normals } from './normals';
export { order } from './order';
export { addNarrowed, gather, scatter, through, turn, widen, within } from './products';

/** The first address of memory that is free. */
export function base(): usize {
  return __heap_base;
}

/**
 * σ = softplus(raw) / √2, its derivative, and clean + ε σ, of `count` scores: in three loops, since a processor overlaps
 * the rounds of short ones.
 */
export function addNoise(clean: usize, raw: usize, noise: usize, spread: usize, slope: usize, noisy: usize, count: i32): void {
  const root = f64x2.splat(Math.SQRT1_2);
  const end = <usize>count << 3;
  for (let at: usize = 0; at < end; at += 32) {
    const power0 = exp(f64x2.neg(f64x2.abs(v128.load(raw + at))));
    const power1 = exp(f64x2.neg(f64x2.abs(v128.load(raw + at, 16))));
    v128.store(slope + at, power0);
    v128.store(slope + at, power1, 16);
  }
  for (let at: usize = 0; at < end; at += 32) {
    const size0 = f64x2.mul(root, softplus(v128.load(raw + at), v128.load(slope + at)));
    const size1 = f64x2.mul(root, softplus(v128.load(raw + at, 16), v128.load(slope + at, 16)));
    v128.store(spread + at, size0);
    v128.store(spread + at, size1, 16);
    const noisy0 = f64x2.add(v128.load(clean + at), f64x2.mul(v128.load(noise + at), size0));
    const noisy1 = f64x2.add(v128.load(clean + at, 16), f64x2.mul(v128.load(noise + at, 16), size1));
    v128.store(noisy + at, noisy0);
    v128.store(noisy + at, noisy1, 16);
  }
  for (let at: usize = 0; at < end; at += 32) {
    const slope0 = f64x2.mul(root, logistic(v128.load(raw + at), v128.load(slope + at)));
    const slope1 = f64x2.mul(root, logistic(v128.load(raw + at, 16), v128.load(slope + at, 16)));
    v128.store(slope + at, slope0);
    v128.store(slope + at, slope1, 16);
  }
}

/**
 * The arguments of Φ with their densities and probabilities, [n, m], and Λ, [m].
 *
 * @param thresholds - the κ-th and the (κ + 1)-th largest score of each row, [n, 2]
 * @param open - open peers of each key, [m]
 */
export function loads(
  clean: usize,
  spread: usize,
  noisy: usize,
  thresholds: usize,
  open: usize,
  margins: usize,
  densities: usize,
  probabilities: usize,
  sums: usize,
  n: i32,
  m: i32,
): void {
  const line = <usize>m << 3;
  memory.fill(sums, 0, line);
  let place: usize = 0;
  for (let row = n; row > 0; row--) {
    const kth = f64.load(thresholds);
    const next = f64.load(thresholds, 8);
    thresholds += 16;
    let key: usize = 0;
    for (; key + 16 <= line; key += 16) {
      const isAmong = f64x2.ge(v128.load(noisy + place), f64x2.splat(kth));
      const limit = v128.bitselect(f64x2.splat(next), f64x2.splat(kth), isAmong);
      const above = f64x2.sub(v128.load(clean + place), limit);
      const margin = f64x2.div(above, v128.load(spread + place));
      const isClosed = f64x2.eq(v128.load(open + key), f64x2.splat(0));
      v128.store(margins + place, v128.bitselect(f64x2.splat(-Infinity), margin, isClosed));
      place += 16;
    }
    if (key < line) {
      const above = f64.load(clean + place) - (f64.load(noisy + place) >= kth ? next : kth);
      const margin = above / f64.load(spread + place);
      f64.store(margins + place, f64.load(open + key) === 0 ? -Infinity : margin);
      place += 8;
    }
  }
  // Of any rows; the last are beyond all.
  const count = <usize>n * line;
  for (let at: usize = 0; at < count; at += 32) {
    const density0 = density(v128.load(margins + at));
    const density1 = density(v128.load(margins + at, 16));
    v128.store(densities + at, density0);
    v128.store(densities + at, density1, 16);
  }
  for (let at: usize = 0; at < count; at += 32) {
    const probability0 = cumulative(v128.load(margins + at), v128.load(densities + at));
    const probability1 = cumulative(v128.load(margins + at, 16), v128.load(densities + at, 16));
    v128.store(probabilities + at, probability0);
    v128.store(probabilities + at, probability1, 16);
  }
  for (let row = n; row > 0; row--) {
    let key: usize = 0;
    for (; key + 16 <= line; key += 16) {
      v128.store(sums + key, f64x2.add(v128.load(sums + key), v128.load(probabilities + key)));
    }
    if (key < line) f64.store(sums + key, f64.load(sums + key) + f64.load(probabilities + key));
    probabilities += line;
  }
}

/** ∂L/∂raw = ∂L/∂s ε σ' of `count` scores. */
export function rawGradient(gradient: usize, noise: usize, slope: usize, raw: usize, count: i32): void {
  const end = <usize>count << 3;
  for (let at: usize = 0; at < end; at += 32) {
    const change0 = f64x2.mul(v128.load(gradient + at), v128.load(noise + at));
    const change1 = f64x2.mul(v128.load(gradient + at, 16), v128.load(noise + at, 16));
    const raw0 = f64x2.mul(change0, v128.load(slope + at));
    const raw1 = f64x2.mul(change1, v128.load(slope + at, 16));
    v128.store(raw + at, raw0);
    v128.store(raw + at, raw1, 16);
  }
}

/** Adds the gradients in the arguments of a half's scores, [n, m], of a loss with the gradient `slopes` in Λ, [m]. */
export function addLoadGradient(
  spread: usize,
  slope: usize,
  margins: usize,
  densities: usize,
  slopes: usize,
  clean: usize,
  raw: usize,
  n: i32,
  m: i32,
): void {
  const line = <usize>m << 3;
  let at: usize = 0;
  for (let row = n; row > 0; row--) {
    let key: usize = 0;
    for (; key + 16 <= line; key += 16) {
      const dense = v128.load(densities + at);
      // Where it is 0, the margin may be infinite.
      const isZero = f64x2.eq(dense, f64x2.splat(0));
      const change = f64x2.div(f64x2.mul(v128.load(slopes + key), dense), v128.load(spread + at));
      const turned = f64x2.mul(f64x2.mul(change, v128.load(margins + at)), v128.load(slope + at));
      const before = v128.load(clean + at);
      const rawBefore = v128.load(raw + at);
      v128.store(clean + at, v128.bitselect(before, f64x2.add(before, change), isZero));
      v128.store(raw + at, v128.bitselect(rawBefore, f64x2.sub(rawBefore, turned), isZero));
      at += 16;
    }
    if (key < line) {
      const dense = f64.load(densities + at);
      if (dense !== 0) {
        const change = (f64.load(slopes + key) * dense) / f64.load(spread + at);
        f64.store(clean + at, f64.load(clean + at) + change);
        f64.store(raw + at, f64.load(raw + at) - change * f64.load(margins + at) * f64.load(slope + at));
      }
      at += 8;
    }
  }
}

/** One step of Adam, or a cleared gradient where it would not be finite; whether it stepped. */
export function stepOn(w: usize, g: usize, m: usize, v: usize, count: i32, rate: f32, epsilon: f32): bool {
  const finite = canStep(w, g, m, v, count, rate);
  if (finite) step(w, g, m, v, count, rate, 0.9, 0.999, epsilon);
  return finite;
}
