import { Matrix } from 'ml-matrix';
import { checkList, checkNumbers, show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';

/**
 * Row-major numbers, such as a market's weights, as an ml-matrix object.
 *
 * @param rows - default: a square matrix
 * @throws {@link InvalidArgumentError} when the numbers do not fill the rows
 */
export function toMatrix(values: Float64Array, rows: number = Math.sqrt(values.length)): Matrix {
  checkNumbers('toMatrix', 'values', values);
  const columns = Number.isInteger(rows) ? values.length / rows : Number.NaN;
  if (!Number.isInteger(columns) || rows < 1) {
    throw new InvalidArgumentError(
      'toMatrix',
      'values must fill whole rows',
      `${values.length} numbers in ${show(rows)} rows`,
    );
  }
  return Matrix.from1DArray(rows, columns, values);
}

/**
 * An ml-matrix object, or nested rows, as row-major numbers.
 *
 * @throws {@link InvalidArgumentError} when the rows differ in length or a number is not finite
 */
export function fromMatrix(matrix: Matrix | readonly (readonly number[])[]): Float64Array {
  const rows: unknown = matrix instanceof Matrix ? matrix.to2DArray() : matrix;
  checkList('fromMatrix', 'matrix', rows);
  const out: number[] = [];
  for (const [index, row] of rows.entries()) {
    checkList('fromMatrix', 'rows of matrix', row);
    const { length } = rows[0] as readonly unknown[];
    if (row.length !== length) {
      throw new InvalidArgumentError(
        'fromMatrix',
        'matrix must have rows of the same length',
        `${length} in row 0 and ${row.length} in row ${index}`,
      );
    }
    for (const [column, value] of row.entries()) {
      if (typeof value !== 'number' || !Number.isFinite(value)) {
        const found = `${show(value)} at [${index}, ${column}]`;
        throw new InvalidArgumentError('fromMatrix', 'matrix must have finite numbers', found);
      }
      out.push(value);
    }
  }
  return Float64Array.from(out);
}
