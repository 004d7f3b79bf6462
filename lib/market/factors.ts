/*
 * Hessians as factors: H = Gᵀ G with G [m, n], as the Fisher matrix of m samples is. H is never formed:
 *
 *   u = G d,   H d = Gᵀ u,   dᵀ H d = uᵀ u:   4 m n operations in place of 2 n²
 *
 * Samples are processed four at a time, and their part of Gᵀu with them, while their rows are in the cache.
 */

/** The factors of all peers. */
export interface Factors {
  /** The inputs of each peer: n, or its neighbours where it knows no others. */
  readonly inputs: number;
  /** m, the rows of each G_i. */
  readonly samples: number;
  /** G, [n, m, n]: peer, sample, input. */
  readonly values: Float32Array | Float64Array;
}

/** Writes H_i d for the deviation d, [n], to `product`, [n]; returns dᵀ H_i d. */
export function factoredProduct(
  { inputs: n, samples, values }: Factors,
  i: number,
  deviation: Float64Array,
  product: Float64Array,
): number {
  product.fill(0);
  const [from, end] = [i * samples, (i + 1) * samples];
  const quads = end - (samples % 4);
  let square = 0;
  for (let row = from; row < quads; row += 4)
    square += addFour(n, row * n, values, deviation, product);
  for (let row = quads; row < end; row++) square += addOne(n, row * n, values, deviation, product);
  return square;
}

/** Adds the part of four samples, rows `start`, `start + n`, …; returns the sum of their u². */
function addFour(
  n: number,
  start: number,
  values: Float32Array | Float64Array,
  deviation: Float64Array,
  product: Float64Array,
): number {
  const [second, third, fourth] = [start + n, start + 2 * n, start + 3 * n];
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let j = 0; j < n; j++) {
    const x = deviation[j];
    a += values[start + j] * x;
    b += values[second + j] * x;
    c += values[third + j] * x;
    d += values[fourth + j] * x;
  }
  for (let j = 0; j < n; j++) {
    product[j] +=
      values[start + j] * a +
      values[second + j] * b +
      (values[third + j] * c + values[fourth + j] * d);
  }
  return a * a + b * b + c * c + d * d;
}

function addOne(
  n: number,
  start: number,
  values: Float32Array | Float64Array,
  deviation: Float64Array,
  product: Float64Array,
): number {
  let u = 0;
  for (let j = 0; j < n; j++) u += values[start + j] * deviation[j];
  for (let j = 0; j < n; j++) product[j] += values[start + j] * u;
  return u * u;
}
