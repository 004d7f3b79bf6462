/*
 * The best keys of each row: a few of many.
 */

/** The largest of `count` numbers, an even number of them; −∞ where all are NaN. */
// @ts-ignore: decorator
@inline
function largest(numbers: usize, count: usize): f64 {
  let a = f64x2.splat(-Infinity);
  let b = a;
  let at = numbers;
  const end = numbers + (count << 3);
  for (; at + 32 <= end; at += 32) {
    a = f64x2.pmax(a, v128.load(at));
    b = f64x2.pmax(b, v128.load(at, 16));
  }
  if (at < end) a = f64x2.pmax(a, v128.load(at));
  a = f64x2.pmax(a, b);
  const low = f64x2.extract_lane(a, 0);
  const high = f64x2.extract_lane(a, 1);
  return low > high ? low : high;
}

/**
 * The `few` best of the m keys of each row, from the largest score down and of equal ones the lower first; −1 where there
 * are no more.
 *
 * @param scores - [n, m]
 * @param open - open peers of each key, [m]: one without is no key
 * @param left - room for m float64, rounded up to an even number
 * @param best - 32-bit integers, [n, few]
 */
export function order(scores: usize, open: usize, left: usize, best: usize, n: i32, m: i32, few: i32): void {
  const even = <usize>((m + 1) & ~1);
  for (let row = n; row > 0; row--) {
    f64.store(left + ((even - 1) << 3), -Infinity);
    const line = <usize>m << 3;
    let key: usize = 0;
    for (; key + 16 <= line; key += 16) {
      const isClosed = f64x2.eq(v128.load(open + key), f64x2.splat(0));
      v128.store(left + key, v128.bitselect(f64x2.splat(-Infinity), v128.load(scores + key), isClosed));
    }
    if (key < line) f64.store(left + key, f64.load(open + key) === 0 ? -Infinity : f64.load(scores + key));
    for (let place = few; place > 0; place--) {
      const most = largest(left, even);
      let found: usize = -1;
      if (most > -Infinity) {
        found = 0;
        while (f64.load(left + (found << 3)) !== most) found++;
        f64.store(left + (found << 3), -Infinity);
      }
      i32.store(best, <i32>found);
      best += 4;
    }
    scores += <usize>m << 3;
  }
}
