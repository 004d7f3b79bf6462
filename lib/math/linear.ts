/*
 * Small dense linear systems in place, row-major, for inner loops that allocate nothing.
 *
 *   A = L Lᵀ   Cholesky, A symmetric positive definite
 *   P A = L U  Gaussian elimination with partial pivoting
 */

/** A pivot below this part of the largest diagonal counts as zero: the matrix is singular in float64. */
const NEGLIGIBLE = 1e-13;

/**
 * L of A = L Lᵀ in the lower triangle of `matrix`, [size, size], whose upper triangle is not read.
 *
 * @returns whether A is positive definite beyond rounding; otherwise `matrix` holds a partial factor
 */
export function choleskyInPlace(size: number, matrix: Float64Array): boolean {
  let largest = 0;
  for (let j = 0; j < size; j++) largest = Math.max(largest, matrix[j * size + j]);
  const least = NEGLIGIBLE * largest;
  for (let j = 0; j < size; j++) {
    const row = j * size;
    let pivot = matrix[row + j];
    for (let k = 0; k < j; k++) pivot -= matrix[row + k] * matrix[row + k];
    if (!(pivot > least)) return false;
    const root = Math.sqrt(pivot);
    matrix[row + j] = root;
    for (let i = j + 1; i < size; i++) {
      const below = i * size;
      let value = matrix[below + j];
      for (let k = 0; k < j; k++) value -= matrix[below + k] * matrix[row + k];
      matrix[below + j] = value / root;
    }
  }
  return true;
}

/** x of L Lᵀ x = b, written over `vector`, [size], which holds b. */
export function choleskySolve(size: number, factor: Float64Array, vector: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let value = vector[i];
    for (let k = 0; k < i; k++) value -= factor[i * size + k] * vector[k];
    vector[i] = value / factor[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    const value = vector[i] / factor[i * size + i];
    vector[i] = value;
    for (let k = 0; k < i; k++) vector[k] -= factor[i * size + k] * value;
  }
}

/**
 * x of A x = b, written over `vector`, [size], which holds b; `matrix`, [size, size], is overwritten.
 *
 * @returns whether A is regular beyond rounding; otherwise `vector` holds a partial result
 */
export function eliminate(size: number, matrix: Float64Array, vector: Float64Array): boolean {
  let largest = 0;
  for (let at = 0; at < size * size; at++) largest = Math.max(largest, Math.abs(matrix[at]));
  for (let column = 0; column < size; column++) {
    let best = column;
    for (let i = column + 1; i < size; i++) {
      if (Math.abs(matrix[i * size + column]) > Math.abs(matrix[best * size + column])) best = i;
    }
    const pivot = matrix[best * size + column];
    if (!(Math.abs(pivot) > NEGLIGIBLE * largest)) return false;
    if (best !== column) swapRows(size, matrix, vector, best, column);
    for (let i = column + 1; i < size; i++) {
      const factor = matrix[i * size + column] / pivot;
      if (factor === 0) continue;
      for (let k = column + 1; k < size; k++) {
        matrix[i * size + k] -= factor * matrix[column * size + k];
      }
      vector[i] -= factor * vector[column];
    }
  }
  for (let i = size - 1; i >= 0; i--) {
    let value = vector[i];
    for (let k = i + 1; k < size; k++) value -= matrix[i * size + k] * vector[k];
    vector[i] = value / matrix[i * size + i];
  }
  return true;
}

function swapRows(
  size: number,
  matrix: Float64Array,
  vector: Float64Array,
  a: number,
  b: number,
): void {
  for (let k = 0; k < size; k++) {
    const kept = matrix[a * size + k];
    matrix[a * size + k] = matrix[b * size + k];
    matrix[b * size + k] = kept;
  }
  [vector[a], vector[b]] = [vector[b], vector[a]];
}
