/*
 * Products of matrices in float64, and their rounding to and from float32. Every entry is a sum in one order, whatever the
 * other dimensions.
 */

/** Eight columns of two rows of C += A B, or of C += Aᵀ B, by the distance of A's numbers. */
// @ts-ignore: decorator
@inline
function tile(a: usize, row: usize, step: usize, b: usize, line: usize, c: usize, depth: i32): void {
  let c0 = v128.load(c);
  let c1 = v128.load(c, 16);
  let c2 = v128.load(c, 32);
  let c3 = v128.load(c, 48);
  const d = c + line;
  let d0 = v128.load(d);
  let d1 = v128.load(d, 16);
  let d2 = v128.load(d, 32);
  let d3 = v128.load(d, 48);
  for (let p = depth; p > 0; p--) {
    const x = v128.load64_splat(a);
    const y = v128.load64_splat(a + row);
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    c0 = f64x2.add(c0, f64x2.mul(x, b0));
    d0 = f64x2.add(d0, f64x2.mul(y, b0));
    c1 = f64x2.add(c1, f64x2.mul(x, b1));
    d1 = f64x2.add(d1, f64x2.mul(y, b1));
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    c2 = f64x2.add(c2, f64x2.mul(x, b2));
    d2 = f64x2.add(d2, f64x2.mul(y, b2));
    c3 = f64x2.add(c3, f64x2.mul(x, b3));
    d3 = f64x2.add(d3, f64x2.mul(y, b3));
    a += step;
    b += line;
  }
  v128.store(c, c0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
  v128.store(d, d0);
  v128.store(d, d1, 16);
  v128.store(d, d2, 32);
  v128.store(d, d3, 48);
}

/** Two columns of a row. */
// @ts-ignore: decorator
@inline
function two(a: usize, step: usize, b: usize, line: usize, c: usize, depth: i32): void {
  let sum = v128.load(c);
  for (let p = depth; p > 0; p--) {
    sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(a), v128.load(b)));
    a += step;
    b += line;
  }
  v128.store(c, sum);
}

/** One column of a row. */
// @ts-ignore: decorator
@inline
function one(a: usize, step: usize, b: usize, line: usize, c: usize, depth: i32): void {
  let sum = f64.load(c);
  for (let p = depth; p > 0; p--) {
    sum += f64.load(a) * f64.load(b);
    a += step;
    b += line;
  }
  f64.store(c, sum);
}

/** The columns of a row from a number on. */
// @ts-ignore: decorator
@inline
function rest(a: usize, step: usize, b: usize, line: usize, c: usize, depth: i32, from: i32, m: i32): void {
  let j = from;
  for (; j + 2 <= m; j += 2) two(a, step, b + (<usize>j << 3), line, c + (<usize>j << 3), depth);
  if (j < m) one(a, step, b + (<usize>j << 3), line, c + (<usize>j << 3), depth);
}

/** C += A B for rows of A `row` apart and its columns `step` apart. */
// @ts-ignore: decorator
@inline
function add(a: usize, row: usize, step: usize, b: usize, c: usize, n: i32, depth: i32, m: i32): void {
  const line = <usize>m << 3;
  let i = n;
  for (; i >= 2; i -= 2) {
    let j = 0;
    for (; j + 8 <= m; j += 8) tile(a, row, step, b + (<usize>j << 3), line, c + (<usize>j << 3), depth);
    rest(a, step, b, line, c, depth, j, m);
    rest(a + row, step, b, line, c + line, depth, j, m);
    a += row << 1;
    c += line << 1;
  }
  if (i > 0) rest(a, step, b, line, c, depth, 0, m);
}

/** C += A B, [n, k] [k, m]. */
export function through(a: usize, b: usize, c: usize, n: i32, k: i32, m: i32): void {
  add(a, <usize>k << 3, 8, b, c, n, k, m);
}

/** C += Aᵀ B, [n, k]ᵀ [n, m]. */
export function within(a: usize, b: usize, c: usize, n: i32, k: i32, m: i32): void {
  add(a, 8, <usize>k << 3, b, c, k, n, m);
}

/** `count` float32 as float64; `to` has room for an even number. */
export function widen(from: usize, to: usize, count: i32): void {
  for (; count >= 2; count -= 2) {
    v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(from)));
    from += 8;
    to += 16;
  }
  if (count > 0) f64.store(to, <f64>f32.load(from));
}

/** The transpose of [n, m] float32, as float64, [m, n]. */
export function turn(from: usize, to: usize, n: i32, m: i32): void {
  for (let j = 0; j < m; j++) {
    let at = from + (<usize>j << 2);
    for (let i = n; i > 0; i--) {
      f64.store(to, <f64>f32.load(at));
      at += <usize>m << 2;
      to += 8;
    }
  }
}

/** y += x, `count` float64 to float32. */
export function addNarrowed(x: usize, y: usize, count: i32): void {
  for (; count > 0; count--) {
    f32.store(y, <f32>(<f64>f32.load(y) + f64.load(x)));
    x += 8;
    y += 4;
  }
}

/** C += the rows of B, float32 [inputs · symbols, m], that the codes x name: the product with x as one-hot. */
export function gather(x: usize, b: usize, c: usize, n: i32, inputs: i32, symbols: i32, m: i32): void {
  for (let i = n; i > 0; i--) {
    for (let k = 0; k < inputs; k++) {
      let from = b + (<usize>((k * symbols + <i32>f32.load(x)) * m) << 2);
      x += 4;
      for (let j: usize = 0; j < <usize>m << 3; j += 8) {
        f64.store(c + j, f64.load(c + j) + <f64>f32.load(from));
        from += 4;
      }
    }
    c += <usize>m << 3;
  }
}

/** The rows of B, float32, that the codes x name += the rows of D, [n, m]: the product of x as one-hot, transposed, with D. */
export function scatter(x: usize, d: usize, b: usize, n: i32, inputs: i32, symbols: i32, m: i32): void {
  for (let i = n; i > 0; i--) {
    for (let k = 0; k < inputs; k++) {
      let to = b + (<usize>((k * symbols + <i32>f32.load(x)) * m) << 2);
      x += 4;
      for (let j: usize = 0; j < <usize>m << 3; j += 8) {
        f32.store(to, <f32>(<f64>f32.load(to) + f64.load(d + j)));
        to += 4;
      }
    }
    d += <usize>m << 3;
  }
}
