/*
 * Gamma variates (Marsaglia and Tsang 2000, ACM TOMS 26:363) and Dirichlet vectors:
 *
 *   a ≥ 1   d = a − ⅓, v = (1 + z/√(9d))³, z normal; d·v is accepted when ln u < z²/2 + d − d·v + d·ln v
 *   a < 1   G_a = G_{a+1} · u^{1/a}
 *   p = G / Σ_k G_k, each G_k of shape β, is Dirichlet(β, …, β)
 *
 * All in logarithms: at a shape of 0.001 every other variate is below 10⁻³⁰⁰.
 */
import { exp, log } from './elementary.js';
import type { RandomStream } from './random.js';
import { largest, normalise } from './rows.js';

/** Below this shape u^{1/a} overflows even as a logarithm, and the largest of several variates takes all. */
const LEAST_SHAPE = 1e-300;

/** The logarithm of a gamma variate of the given shape, above 0, and of scale 1. */
export function logGamma(shape: number, stream: RandomStream): number {
  if (shape < 1) {
    const a = Math.max(shape, LEAST_SHAPE);
    return logGamma(a + 1, stream) - stream.exponential() / a;
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = stream.normal();
    const root = 1 + c * z;
    if (root <= 0) continue;
    const logV = 3 * log(root);
    // −ln u is an exponential variate.
    if (-stream.exponential() < 0.5 * z * z + d * (1 - root * root * root + logV))
      return log(d) + logV;
  }
}

/**
 * A vector on the simplex from the symmetric Dirichlet distribution.
 *
 * @param count - the number of parts, at least 1
 * @param beta - β, above 0: each part has mean 1/count and variance (1/count)(1 − 1/count)/(1 + count·β)
 * @returns [count], ≥ 0, of sum 1
 */
export function dirichlet(count: number, beta: number, stream: RandomStream): Float64Array {
  const parts = Float64Array.from({ length: count }, () => logGamma(beta, stream));
  const most = largest(parts);
  for (let k = 0; k < count; k++) parts[k] = exp(parts[k] - most);
  normalise(parts);
  return parts;
}
