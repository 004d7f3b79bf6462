import { type Cell } from '../plot/output/table.js';
import { escapeHtml, htmlTable, textTable } from '../plot/output/table.js';
import {
  checkInteger,
  checkList,
  checkObject,
  checkOptionNames,
  checkText,
  isPlainList,
  show as print,
} from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { display } from './kernel.js';

/** The part of a danfojs data frame that a table needs. */
export interface DataFrameLike {
  readonly columns: readonly string[];
  readonly values: unknown;
}

/** The options of a table. */
export interface TableOptions {
  /** The columns to show, in order. Default: all of the first row. */
  columns?: readonly string[];
  /** Headings that replace the names of columns, by name. */
  headings?: Readonly<Record<string, string>>;
  /** A sentence above the table. */
  caption?: string;
  /** The number of rows to show; a line states the number of the others. Default 24. */
  most?: number;
}

const OPTIONS = ['columns', 'headings', 'caption', 'most'];

/**
 * Shows rows as a table below the present cell, numbers with four significant digits and an en dash where
 * undefined. A plain script prints it as aligned text.
 *
 * @param rows - plain objects, such as `result.tables.summary`, or a danfojs data frame
 * @throws {@link InvalidArgumentError} when the value has no rows, or a column or an option is unknown
 */
export function table(rows: readonly object[] | DataFrameLike, options: TableOptions = {}): void {
  checkOptionNames('table', options, OPTIONS);
  const cells = plainRows(rows);
  const known = Object.keys(cells.length > 0 ? cells[0] : {});
  const { columns = known, headings: names = {}, caption, most = 24 } = options;
  checkInteger('table', 'most', most, 1);
  checkList('table', 'columns', columns);
  for (const name of columns) checkText('table', 'columns', name);
  checkObject('table', 'headings', names);
  for (const heading of Object.values(names)) checkText('table', 'headings', heading);
  if (caption !== undefined) checkText('table', 'caption', caption);
  for (const name of [...columns, ...Object.keys(names)]) {
    if (cells.length > 0 && !known.includes(name)) {
      throw new InvalidArgumentError(
        'table',
        `columns must be among ${known.join(', ')}`,
        print(name),
      );
    }
  }
  const headings = columns.map((name) => names[name] ?? name);
  const left = cells.length - most;
  const below = left > 0 ? `<p>… and ${left} more rows</p>` : '';
  const above = caption === undefined ? '' : `<p><strong>${escapeHtml(caption)}</strong></p>`;
  display({
    'text/html': `${above}${htmlTable(cells.slice(0, most), columns, headings)}${below}`,
    'text/plain': `${caption === undefined ? '' : `${caption}\n`}${textTable(cells, columns, most, headings)}`,
  });
}

function plainRows(rows: unknown): Record<string, Cell>[] {
  if (isDataFrame(rows)) {
    const { columns, values } = rows;
    return (values as unknown[]).map((row) => {
      const list = Array.isArray(row) ? (row as unknown[]) : [row];
      return Object.fromEntries(columns.map((name, at) => [name, asCell(list[at])]));
    });
  }
  if (isPlainList(rows) && Array.from(rows).every(isRow)) {
    return (rows as object[]).map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asCell(value)])),
    );
  }
  throw new InvalidArgumentError(
    'table',
    'rows must be objects in an array, or a data frame',
    print(rows),
  );
}

function isRow(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isDataFrame(rows: unknown): rows is DataFrameLike {
  const { columns, values } = (rows ?? {}) as Partial<DataFrameLike>;
  return Array.isArray(columns) && Array.isArray(values);
}

function asCell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isNaN(value) ? null : value;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (ArrayBuffer.isView(value) || Array.isArray(value))
    return Array.from(value as ArrayLike<unknown>, asCell).join(', ');
  if (typeof value === 'bigint') return value.toString();
  return typeof value === 'object' ? print(value) : typeof value;
}
