/*
 * The tables of a study that is not the library's, before they are a result.
 */
import { InvalidArgumentError } from '../math/errors.js';
import { each, fields, plainData } from '../plot/checks.js';
import { type Check } from '../parameters/index.js';
import { show } from '../math/show.js';

const cell: Check = (where, name, given) => {
  if (['number', 'string', 'boolean'].includes(typeof given) || given === null) return;
  throw new InvalidArgumentError(where, `${name} must be a value of a table`, show(given));
};

/** @throws {@link InvalidArgumentError} unless the summary has a row with the columns, and all numbers are finite. */
export function checkTables(where: string, columns: readonly string[], tables: unknown): void {
  const row = fields(Object.fromEntries(columns.map((column) => [column, cell])));
  fields({ summary: each(row, 1) })(where, 'tables', tables);
  plainData(where, 'tables', tables);
}
