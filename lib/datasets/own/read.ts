/*
 * The table of a file of a user's own, by the ending of its name.
 */
import { readCsv } from '../../files/csv.js';
import { FileError } from '../../math/errors.js';
import { show } from '../../math/show.js';
import { readJsonLines } from './jsonLines.js';
import { readNpy, readNpz } from './npy.js';
import { valueOfText, type Table } from './table.js';

type Fault = Table['fault'];

const READERS: Readonly<Record<string, (where: string, path: string) => Table>> = {
  csv: csvTable,
  tsv: csvTable,
  jsonl: readJsonLines,
  ndjson: readJsonLines,
  npy: npyTable,
  npz: npzTable,
};

/**
 * The table of a file: `.csv` and `.tsv`, `.jsonl` and `.ndjson`, gzipped (`.gz`) or not, `.npy` or `.npz`.
 *
 * @param labels - a .npy file with a label for each row of a .npy file, which becomes the column `label`
 * @throws {@link FileError} when the file cannot be read, has another ending, or does not fit its format
 */
export function readTable(where: string, path: string, labels?: string): Table {
  const ending = /\.(\w+?)(\.gz)?$/i.exec(path)?.[1].toLowerCase() ?? '';
  if (!Object.hasOwn(READERS, ending)) {
    const rule = `must be a file that ends in ${Object.keys(READERS)
      .map((end) => `.${end}`)
      .join(', ')}`;
    throw new FileError(where, path, `${rule}, got ${show(ending)}`);
  }
  const table = READERS[ending](where, path);
  return labels === undefined ? table : withLabels(where, table, labels);
}

function faultOf(where: string, path: string): Fault {
  return (rule, value, cure) =>
    new FileError(where, path, `${rule}, got ${value}${cure === undefined ? '' : `; ${cure}`}`);
}

function csvTable(where: string, path: string): Table {
  const table = readCsv(where, path);
  return {
    ...{ columns: table.header, rows: table.rows.length, fault: faultOf(where, path) },
    value: (row, column) => valueOfText(table.rows[row][column]),
    place: (row) => `line ${table.lines[row]}`,
  };
}

/** The rows of an array: its first index, with all others side by side as columns 0, 1, …. */
function npyTable(where: string, path: string): Table {
  const { shape, values } = readNpy(where, path);
  const fault = faultOf(where, path);
  const [rows = 0, ...others] = shape;
  const columns = others.reduce((product, part) => product * part, 1);
  if (rows === 0 || columns === 0) {
    throw fault('must hold rows', `shape [${shape.join(', ')}]`);
  }
  return {
    ...{ columns: Array.from({ length: columns }, (_, at) => String(at)), rows, fault },
    value: (row, column) => {
      const value = values[row * columns + column];
      return Number.isNaN(value) ? null : value;
    },
    place: (row) => `row ${row}`,
  };
}

/** The arrays of an archive side by side: one of n columns has the columns `name.0`, `name.1`, …, one of numbers its name. */
function npzTable(where: string, path: string): Table {
  const fault = faultOf(where, path);
  const arrays = [...readNpz(where, path)];
  const rows = arrays.length === 0 ? 0 : (arrays[0][1].shape[0] ?? 0);
  if (rows === 0) throw fault('must hold arrays with rows', 'none');
  const columns: string[] = [];
  const places: (readonly [values: Float64Array, width: number, at: number])[] = [];
  for (const [name, { shape, values }] of arrays) {
    if (shape[0] !== rows) {
      const found = `shape [${shape.join(', ')}] of ${show(name)}`;
      throw fault(`must have arrays of ${rows} rows, as the first has`, found);
    }
    const width = values.length / rows;
    for (let at = 0; at < width; at++) {
      columns.push(shape.length === 1 ? name : `${name}.${at}`);
      places.push([values, width, at]);
    }
  }
  return {
    ...{ columns, rows, fault },
    value: (row, column) => {
      const [values, width, at] = places[column];
      const value = values[row * width + at];
      return Number.isNaN(value) ? null : value;
    },
    place: (row) => `row ${row}`,
  };
}

function withLabels(where: string, table: Table, path: string): Table {
  const { columns, rows } = table;
  const labels = npyTable(where, path);
  if (labels.rows !== rows || labels.columns.length !== 1) {
    const found = `${labels.rows} rows of ${labels.columns.length}`;
    throw labels.fault(`must have one label for each of the ${rows} rows of the data`, found);
  }
  return {
    ...table,
    columns: [...columns, 'label'],
    value: (row, column) =>
      column === columns.length ? labels.value(row, 0) : table.value(row, column),
  };
}
