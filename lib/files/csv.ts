/*
 * Tables of text with a separator, RFC 4180: a comma, a semicolon or a tab, the one of which the first line has most. Quotes,
 * empty lines and line ends are csv-parse's. A fault is one sentence that names the file, the line and the column.
 */
import { CsvError, parse } from 'csv-parse/sync';
import { FileError } from '../math/errors.js';
import { nearest } from '../math/nearest.js';
import { short, show } from '../math/show.js';
import { readText } from './text.js';

/** The options of {@link readCsv} and {@link parseCsv}. */
export interface CsvOptions {
  /** Whether the first line names the columns (default); else they are named `0`, `1`, …. */
  readonly header?: boolean;
}

/** A table as it stands in a file: texts without the spaces around them. */
export interface CsvTable {
  readonly path: string;
  /** The names of the columns. */
  readonly header: readonly string[];
  /** The fields of each row, as many as there are columns. */
  readonly rows: readonly (readonly string[])[];
  /** The line of the file on which each row ends, from 1. */
  readonly lines: readonly number[];
}

const SEPARATORS = [',', ';', '\t'];

/**
 * A table of text from a file, gzipped or not.
 *
 * @throws {@link FileError} when the file cannot be read, holds no rows, has rows of different lengths, a quote that does
 *   not end, or two columns of one name
 */
export function readCsv(where: string, path: string, options: CsvOptions = {}): CsvTable {
  return parseCsv(where, path, readText(where, path), options);
}

/**
 * {@link readCsv} of a text that stands for the file `path`.
 *
 * @throws {@link FileError} as {@link readCsv}, except for the file
 */
export function parseCsv(
  where: string,
  path: string,
  text: string,
  { header: named = true }: CsvOptions = {},
): CsvTable {
  const records: string[][] = [];
  const lines: number[] = [];
  try {
    parse(text, {
      delimiter: separatorOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (record: string[], { lines: line }) => {
        records.push(record);
        lines.push(line);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new FileError(
      where,
      path,
      `must be a table with a separator (${short(error.message, 120)})`,
    );
  }
  const columns = records.length === 0 ? 0 : records[0].length;
  const ragged = records.findIndex((record) => record.length !== columns);
  if (ragged >= 0) {
    const found = `line ${lines[ragged]} has ${records[ragged].length}`;
    throw new FileError(
      where,
      path,
      `must have ${columns} fields a row as the first has, but ${found}`,
    );
  }
  const header = named
    ? (records[0] ?? [])
    : Array.from({ length: columns }, (_, at) => String(at));
  const first = named ? 1 : 0;
  if (records.length <= first) {
    const found = records.length === 0 ? 'it is empty' : 'it has a header alone';
    throw new FileError(where, path, `must hold rows, but ${found}`);
  }
  checkHeader(where, path, header);
  return { path, header, rows: records.slice(first), lines: lines.slice(first) };
}

function separatorOf(text: string): string {
  const end = text.search(/[\r\n]/);
  // A separator within quotes separates nothing.
  const line = (end < 0 ? text : text.slice(0, end)).replace(/"[^"]*"/g, '');
  const counts = SEPARATORS.map((separator) => line.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))];
}

function checkHeader(where: string, path: string, header: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of header) {
    if (name !== '' && seen.has(name)) {
      throw new FileError(where, path, `must name each column once, got ${show(name)} twice`);
    }
    seen.add(name);
  }
}

/**
 * The place of a column in a table.
 *
 * @throws {@link FileError} when there is no such column; the sentence names the nearest, or all
 */
export function csvColumn(where: string, { path, header }: CsvTable, name: string): number {
  const at = header.indexOf(name);
  if (at >= 0) return at;
  const near = nearest(name, header);
  const hint =
    near === undefined ? `it has ${short(header.join(', '), 120)}` : `did you mean ${show(near)}?`;
  throw new FileError(where, path, `must have a column ${show(name)}; ${hint}`);
}

/**
 * The number in a field: a decimal number, with an exponent or not.
 *
 * @param row - counted from 0, after the header
 * @throws {@link FileError} for a text that is no finite number; the sentence has its line and its column
 */
export function csvNumber(where: string, table: CsvTable, row: number, column: number): number {
  const text = table.rows[row][column];
  const value = text === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  const place = `line ${table.lines[row]}, column ${show(table.header[column])}`;
  throw new FileError(where, table.path, `must have finite numbers, got ${show(text)} on ${place}`);
}
