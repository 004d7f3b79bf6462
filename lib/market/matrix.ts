import { Matrix } from 'ml-matrix';
import { InvalidArgumentError } from '../math/errors.js';

/**
 * Row-major numbers, such as a market's weights, as an ml-matrix object.
 *
 * @param rows - default: a square matrix
 * @throws {@link InvalidArgumentError} when the numbers do not fill the rows
 */
export function toMatrix(values: Float64Array, rows: number = Math.sqrt(values.length)): Matrix {
  const columns = values.length / rows;
  if (!Number.isInteger(rows) || rows < 1 || !Number.isInteger(columns)) {
    throw new InvalidArgumentError(
      'toMatrix',
      'values must fill whole rows',
      `${values.length} numbers in ${rows} rows`,
    );
  }
  return Matrix.from1DArray(rows, columns, values);
}

/**
 * An ml-matrix object, or nested rows, as row-major numbers.
 *
 * @throws {@link InvalidArgumentError} when the rows differ in length
 */
export function fromMatrix(matrix: Matrix | readonly (readonly number[])[]): Float64Array {
  const rows = matrix instanceof Matrix ? matrix.to2DArray() : matrix;
  for (const [index, row] of rows.entries()) {
    if (row.length !== rows[0].length) {
      throw new InvalidArgumentError(
        'fromMatrix',
        'matrix must have rows of the same length',
        `${rows[0].length} in row 0 and ${row.length} in row ${index}`,
      );
    }
  }
  return Float64Array.from(rows.flat());
}
