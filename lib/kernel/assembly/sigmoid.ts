/*
 * σ(z) = 1/(1 + e^(−z)) on two float64 at a time, error below 2e-12 everywhere.
 *
 *   |z| ≤ 1   σ(z) = ½ + z P(z²), P of degree 6: no division, no exponential (error 1.8e-12)
 *   else      e = e^(−|z|) = 2^k e^r, |r| ≤ ½ ln 2, e^r by a polynomial of degree 8 (relative error 1.1e-12);
 *             σ(|z|) = 1/(1 + e), σ(−|z|) = e/(1 + e)
 *
 * Both polynomials interpolate at Chebyshev nodes. The branch of a number depends on that number only.
 */

// @ts-ignore: decorator
@inline
function c(value: f64): v128 {
  return f64x2.splat(value);
}

/** σ for |z| ≤ 1. */
// @ts-ignore: decorator
@inline
export function sigmoidNear(z: v128): v128 {
  const u = f64x2.mul(z, z);
  let p = f64x2.add(f64x2.mul(c(1.5576265746314546e-7), u), c(-2.0824885993271167e-6));
  p = f64x2.add(f64x2.mul(p, u), c(2.1303269913646998e-5));
  p = f64x2.add(f64x2.mul(p, u), c(-0.00021079505935260668));
  p = f64x2.add(f64x2.mul(p, u), c(0.002083330293400668));
  p = f64x2.add(f64x2.mul(p, u), c(-0.020833333144339165));
  p = f64x2.add(f64x2.mul(p, u), c(0.24999999999807349));
  return f64x2.add(f64x2.mul(p, z), c(0.5));
}

/** σ for any z. Below −700 it is e^(−700). */
function sigmoidFar(z: v128): v128 {
  const size = f64x2.pmin(f64x2.abs(z), c(700));
  const k = f64x2.nearest(f64x2.mul(size, c(-1.4426950408889634)));
  const r = f64x2.sub(
    f64x2.sub(f64x2.neg(size), f64x2.mul(k, c(0.6931471803691238))),
    f64x2.mul(k, c(1.9082149292705877e-10)),
  );
  let p = f64x2.add(f64x2.mul(c(2.4876178959085513e-5), r), c(0.00019915881871396035));
  p = f64x2.add(f64x2.mul(p, r), c(0.001388882165071769));
  p = f64x2.add(f64x2.mul(p, r), c(0.008333266071022454));
  p = f64x2.add(f64x2.mul(p, r), c(0.0416666668910917));
  p = f64x2.add(f64x2.mul(p, r), c(0.16666666891180545));
  p = f64x2.add(f64x2.mul(p, r), c(0.49999999999797773));
  p = f64x2.add(f64x2.mul(p, r), c(0.999999999979769));
  p = f64x2.add(f64x2.mul(p, r), c(1));
  // Adding k to the exponent's bits multiplies by 2^k: 2^52 + 2^51 + k holds k in its lowest bits.
  const scale = i64x2.shl(f64x2.add(k, c(6755399441055744)), 52);
  const e = i64x2.add(p, scale);
  const above = f64x2.div(c(1), f64x2.add(c(1), e));
  return v128.bitselect(f64x2.mul(e, above), above, f64x2.lt(z, c(0)));
}

/** σ for any z, each by its own branch. */
// @ts-ignore: decorator
@inline
export function sigmoid(z: v128): v128 {
  const near = sigmoidNear(z);
  const far = f64x2.gt(f64x2.abs(z), c(1));
  if (!v128.any_true(far)) return near;
  return v128.bitselect(sigmoidFar(z), near, far);
}
