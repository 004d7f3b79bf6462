import assert from 'node:assert/strict';
import { choleskyInPlace, choleskySolve, eliminate } from '../../lib/math/linear.js';
import { createStream } from '../../lib/math/random.js';

const stream = createStream(11);
const draw = (length: number): Float64Array => Float64Array.from({ length }, stream.normal);

function multiply(size: number, matrix: Float64Array, x: Float64Array): Float64Array {
  const out = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) out[i] += matrix[i * size + k] * x[k];
  }
  return out;
}

/** A Aᵀ + I. */
function positive(size: number): Float64Array {
  const a = draw(size * size);
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < size; k++) out[i * size + j] += a[i * size + k] * a[j * size + k];
    }
    out[i * size + i] += 1;
  }
  return out;
}

function assertClose(actual: Float64Array, expected: Float64Array, relative: number): void {
  const size = Math.max(...expected.map(Math.abs));
  actual.forEach((value, at) => {
    assert.ok(Math.abs(value - expected[at]) <= relative * size, `${value} at ${at}`);
  });
}

describe('small linear systems', () => {
  for (const size of [1, 2, 7, 30]) {
    it(`A x = b by Cholesky at size ${size}`, () => {
      const [matrix, b] = [positive(size), draw(size)];
      const [factor, x] = [matrix.slice(), b.slice()];
      assert.equal(choleskyInPlace(size, factor), true);
      choleskySolve(size, factor, x);
      assertClose(multiply(size, matrix, x), b, 1e-11);
    });

    it(`A x = b by elimination at size ${size}`, () => {
      const [matrix, b] = [draw(size * size), draw(size)];
      const x = b.slice();
      assert.equal(eliminate(size, matrix.slice(), x), true);
      assertClose(multiply(size, matrix, x), b, 1e-9);
    });
  }

  it('elimination exchanges rows where a pivot is 0', () => {
    const x = Float64Array.of(3, 5);
    assert.equal(eliminate(2, Float64Array.of(0, 1, 1, 0), x), true);
    assert.deepEqual([...x], [5, 3]);
  });

  it('returns false for an indefinite or singular matrix', () => {
    assert.equal(choleskyInPlace(2, Float64Array.of(1, 2, 2, 1)), false);
    assert.equal(choleskyInPlace(2, Float64Array.of(1, 1, 1, 1)), false);
    assert.equal(choleskyInPlace(1, Float64Array.of(0)), false);
    assert.equal(eliminate(2, Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 1)), false);
  });
});
