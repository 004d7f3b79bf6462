import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { fromMatrix, toMatrix } from '../../lib/market/index.js';
import { seeded } from '../support/markets.js';

describe('toMatrix and fromMatrix', () => {
  const shapes = fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
    .chain(([rows, columns]) =>
      fc.record({
        rows: fc.constant(rows),
        columns: fc.constant(columns),
        values: fc
          .array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
            minLength: rows * columns,
            maxLength: rows * columns,
          })
          .map((list) => Float64Array.from(list)),
      }),
    );

  it('fromMatrix(toMatrix(v)) = v', () => {
    fc.assert(
      fc.property(shapes, ({ rows, columns, values }) => {
        const matrix = toMatrix(values, rows);
        assert.deepEqual([matrix.rows, matrix.columns], [rows, columns]);
        assert.deepEqual(fromMatrix(matrix), values);
        assert.deepEqual(fromMatrix(matrix.to2DArray()), values);
      }),
      seeded(200),
    );
  });

  it('is row-major: entry (i, j) is values[i · columns + j]', () => {
    const matrix = toMatrix(Float64Array.of(1, 2, 3, 4, 5, 6), 2);
    assert.deepEqual(matrix.to2DArray(), [
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it('makes a square matrix by default', () => {
    assert.deepEqual(toMatrix(Float64Array.of(1, 2, 3, 4)).to2DArray(), [
      [1, 2],
      [3, 4],
    ]);
    assert.deepEqual(fromMatrix(Matrix.eye(2)), Float64Array.of(1, 0, 0, 1));
  });

  it('copies: a write to one side does not change the other', () => {
    const values = Float64Array.of(1, 2, 3, 4);
    const matrix = toMatrix(values);
    const back = fromMatrix(matrix);
    matrix.set(0, 0, 9);
    assert.deepEqual([values[0], back[0]], [1, 1]);
  });
});
