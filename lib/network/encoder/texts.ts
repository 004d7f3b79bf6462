import { ALPHABET, decodeText } from '../../datasets/alphabet.js';
import { checkCodes, checkRows, type Rows } from '../rows.js';
import { checkInteger, checkObject } from '../../math/checks.js';

/**
 * The folded text of each window of character codes, [rows]: the input of a text model that is a peer on addresses or on
 * texts of a file.
 *
 * @param x - codes of `ALPHABET`, [rows, window]
 * @throws {@link InvalidArgumentError} unless x is rows of codes from 0 to 40
 */
export function windowTexts(x: Rows): string[] {
  const where = 'windowTexts';
  checkObject(where, 'x', x);
  checkInteger(where, 'columns of x', x.columns, 1);
  checkRows(where, 'x', x, x.columns);
  checkCodes(where, x, ALPHABET.length);
  const { rows, columns, values } = x;
  return Array.from({ length: rows }, (_, row) =>
    decodeText(values.subarray(row * columns, (row + 1) * columns)),
  );
}
