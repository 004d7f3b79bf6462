/*
 * Functions of single numbers and of rows, and sums of rows.
 */
import { exp, tanh } from '../../../tensors/assembly/exponential';

export { exp, tanh };

/** g = ∂f (1 − f²), `count` numbers; g may be ∂f. */
export function tanhGradient(df: usize, f: usize, g: usize, count: i32): void {
  const one = f32x4.splat(1);
  const end = g + (<usize>count << 2);
  // Two quads at once, which V8 joins (lib/network/engine/vectorBits.ts).
  for (; g + 32 <= end; g += 32) {
    const y0 = v128.load(f);
    const y1 = v128.load(f, 16);
    const g0 = f32x4.mul(v128.load(df), f32x4.sub(one, f32x4.mul(y0, y0)));
    const g1 = f32x4.mul(v128.load(df, 16), f32x4.sub(one, f32x4.mul(y1, y1)));
    v128.store(g, g0);
    v128.store(g, g1, 16);
    df += 32;
    f += 32;
  }
  for (; g + 16 <= end; g += 16) {
    const y = v128.load(f);
    v128.store(g, f32x4.mul(v128.load(df), f32x4.sub(one, f32x4.mul(y, y))));
    df += 16;
    f += 16;
  }
  for (; g < end; g += 4) {
    const y = f32.load(f);
    f32.store(g, f32.load(df) * (<f32>1 - y * y));
    df += 4;
    f += 4;
  }
}

/** y += x, `count` numbers. */
export function add(x: usize, y: usize, count: i32): void {
  const end = y + (<usize>count << 2);
  for (; y + 16 <= end; y += 16) {
    v128.store(y, f32x4.add(v128.load(y), v128.load(x)));
    x += 16;
  }
  for (; y < end; y += 4) {
    f32.store(y, f32.load(y) + f32.load(x));
    x += 4;
  }
}

/** Bytes that `touch` reads at most: more would not stay in a cache until they are used. */
const TOUCHED: usize = 131072;

/** Numbers that `touch` read: a loop whose numbers nothing uses is left out. */
let touched: i32 = 0;

/**
 * Reads memory line by line, for some hundred cycles where a cache holds it: a processor fetches the next lines by
 * itself, which it does not where columns of a matrix are read.
 */
export function touch(from: usize, bytes: usize): void {
  if (bytes > TOUCHED) return;
  let all = 0;
  for (let at = from; at < from + bytes; at += 64) all |= load<i32>(at);
  touched = all;
}

/** Copies numbers. */
export function copy(from: usize, to: usize, count: i32): void {
  memory.copy(to, from, <usize>count << 2);
}

/** y = factor · x, `count` numbers; y may be x. */
export function scale(factor: f32, x: usize, y: usize, count: i32): void {
  const factors = f32x4.splat(factor);
  const end = y + (<usize>count << 2);
  for (; y + 16 <= end; y += 16) {
    v128.store(y, f32x4.mul(factors, v128.load(x)));
    x += 16;
  }
  for (; y < end; y += 4) {
    f32.store(y, factor * f32.load(x));
    x += 4;
  }
}

/** x · y, `count` numbers, in double precision. */
export function dot(x: usize, y: usize, count: i32): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  let k = count;
  for (; k >= 4; k -= 4) {
    const product = f32x4.mul(v128.load(x), v128.load(y));
    even = f64x2.add(even, f64x2.promote_low_f32x4(product));
    odd = f64x2.add(odd, f64x2.promote_low_f32x4(v128.shuffle<i64>(product, product, 1, 1)));
    x += 16;
    y += 16;
  }
  const sums = f64x2.add(even, odd);
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (; k > 0; k--) {
    sum += <f64>f32.load(x) * <f64>f32.load(y);
    x += 4;
    y += 4;
  }
  return sum;
}

/** The largest norm of a row, [n, m]; NaN where a number is, infinite where one or a square is. */
export function largestNorm(x: usize, n: i32, m: i32): f64 {
  let most: f64 = 0;
  const bytes = <usize>m << 2;
  for (let row = n; row > 0; row--) {
    const square = dot(x, x, m);
    // A NaN stays.
    if (!(square <= most)) most = isNaN(most) ? most : square;
    x += bytes;
  }
  return Math.sqrt(most);
}

/** The sum and the largest of a quad's numbers. */
// @ts-ignore: decorator
@inline
function sumOf(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

// @ts-ignore: decorator
@inline
function largestOf(x: v128): f32 {
  return max(
    max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
    max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
  );
}

/** y = softmax(x / temperature), `count` numbers; returns max x / temperature + ln Σ e^(x / temperature − max). */
export function softmax(x: usize, y: usize, count: i32, temperature: f32): f64 {
  const whole = <usize>(count & ~3) << 2;
  const end = <usize>count << 2;
  let quads = f32x4.splat(-Infinity);
  for (let at: usize = 0; at < whole; at += 16) quads = f32x4.max(quads, v128.load(x + at));
  let most = largestOf(quads);
  for (let at = whole; at < end; at += 4) most = max(most, f32.load(x + at));
  const inverse = <f32>1 / temperature;
  const mosts = f32x4.splat(most);
  const inverses = f32x4.splat(inverse);
  for (let at: usize = 0; at < whole; at += 16) {
    v128.store(y + at, f32x4.mul(f32x4.sub(v128.load(x + at), mosts), inverses));
  }
  for (let at = whole; at < end; at += 4) f32.store(y + at, (f32.load(x + at) - most) * inverse);
  exp(y, y, count);
  quads = f32x4.splat(0);
  for (let at: usize = 0; at < whole; at += 16) quads = f32x4.add(quads, v128.load(y + at));
  let sum = sumOf(quads);
  for (let at = whole; at < end; at += 4) sum += f32.load(y + at);
  scale(<f32>1 / sum, y, y, count);
  return <f64>most / <f64>temperature + Math.log(<f64>sum);
}

/** to = scale (to − p), `count` numbers; returns p · (x − y). */
export function towards(scale: f32, p: usize, to: usize, x: usize, y: usize, count: i32): f64 {
  const scales = f32x4.splat(scale);
  let sums = f32x4.splat(0);
  let at: usize = 0;
  for (const whole = <usize>(count & ~3) << 2; at < whole; at += 16) {
    const each = v128.load(p + at);
    sums = f32x4.add(sums, f32x4.mul(each, f32x4.sub(v128.load(x + at), v128.load(y + at))));
    v128.store(to + at, f32x4.mul(scales, f32x4.sub(v128.load(to + at), each)));
  }
  let sum = <f64>sumOf(sums);
  for (const end = <usize>count << 2; at < end; at += 4) {
    const each = f32.load(p + at);
    sum += <f64>(each * (f32.load(x + at) - f32.load(y + at)));
    f32.store(to + at, scale * (f32.load(to + at) - each));
  }
  return sum;
}

/** ∂w += Σ ∂y over n rows of m numbers, in their order. */
export function sumRows(dy: usize, dw: usize, n: i32, m: i32): void {
  const bytes = <usize>m << 2;
  let at: usize = 0;
  // Four quads at once, since one chain of additions waits for itself.
  for (; at + 64 <= bytes; at += 64) {
    const to = dw + at;
    let s0 = v128.load(to);
    let s1 = v128.load(to, 16);
    let s2 = v128.load(to, 32);
    let s3 = v128.load(to, 48);
    let from = dy + at;
    for (let row = n; row > 0; row--) {
      s0 = f32x4.add(s0, v128.load(from));
      s1 = f32x4.add(s1, v128.load(from, 16));
      s2 = f32x4.add(s2, v128.load(from, 32));
      s3 = f32x4.add(s3, v128.load(from, 48));
      from += bytes;
    }
    v128.store(to, s0);
    v128.store(to, s1, 16);
    v128.store(to, s2, 32);
    v128.store(to, s3, 48);
  }
  for (; at < bytes; at += 4) {
    let sum = f32.load(dw + at);
    let from = dy + at;
    for (let row = n; row > 0; row--) {
      sum += f32.load(from);
      from += bytes;
    }
    f32.store(dw + at, sum);
  }
}
