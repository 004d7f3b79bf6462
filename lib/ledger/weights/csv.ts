/*
 * CSV: triplets by their columns, or a matrix with what stands around it.
 */
import { csvColumn, csvNumber, parseCsv, type CsvTable } from '../../files/csv.js';
import { FileError } from '../../math/errors.js';
import { show } from '../../math/show.js';
import { WHERE, type Content, type Reading, type Stake } from './options.js';

const TRIPLET = ['from', 'to', 'weight'];
/** Headings of a column of names, besides an empty one. */
const NAMING = ['', 'peer', 'name'];

const isNumber = (text: string): boolean => text !== '' && !Number.isNaN(Number(text));

/** The table with the header that it has, or is told to have; headings that say a part are in small letters. */
function tableOf(path: string, text: string, header: Reading['header']): CsvTable {
  const bare = parseCsv(WHERE, path, text, { header: false });
  const named = header === null ? !bare.rows[0].every(isNumber) : header === 'yes';
  if (!named) return bare;
  const table = parseCsv(WHERE, path, text);
  const parts = [...TRIPLET, ...NAMING, 'stake'];
  const lower = (name: string): string =>
    parts.includes(name.toLowerCase()) ? name.toLowerCase() : name;
  return { ...table, header: table.header.map(lower) };
}

const columnAt = ({ rows }: CsvTable, column: number): string[] => rows.map((row) => row[column]);

function numbersAt(table: CsvTable, column: number): Float64Array {
  return Float64Array.from(table.rows, (_, row) => csvNumber(WHERE, table, row, column));
}

/** Weights of a CSV file. */
export function contentOfCsv(path: string, text: string, { header, layout }: Reading): Content {
  const table = tableOf(path, text, header);
  const isTriplets = TRIPLET.every((name) => table.header.includes(name));
  if (layout === 'triplets' || (layout === null && isTriplets)) return tripletsOf(table);
  if (layout === null && TRIPLET.some((name) => table.header.includes(name))) {
    // A heading that is misspelt is no name of a peer.
    for (const name of TRIPLET) csvColumn(WHERE, table, name);
  }
  return matrixOf(table);
}

function tripletsOf(table: CsvTable): Content {
  const unnamed = table.header.length === 3 && table.header.every((name, at) => name === `${at}`);
  const [from, to, weight] = unnamed
    ? [0, 1, 2]
    : TRIPLET.map((name) => csvColumn(WHERE, table, name));
  return {
    triplets: {
      ...{ from: columnAt(table, from), to: columnAt(table, to) },
      weight: numbersAt(table, weight),
    },
  };
}

function matrixOf(table: CsvTable): Content {
  const { header, rows, path } = table;
  const named = header.some((name, at) => name !== `${at}`);
  const stakeAt = named ? header.indexOf('stake') : -1;
  const first = columnAt(table, 0);
  const naming = (named && NAMING.includes(header[0])) || !first.some(isNumber);
  const columns = header.flatMap((_, at) => (at === stakeAt || (naming && at === 0) ? [] : [at]));
  if (columns.length === 0) {
    throw new FileError(
      WHERE,
      path,
      `must have a column of weights, got ${show(header.join(','))}`,
    );
  }
  return {
    weights: rows.map((_, row) =>
      Float64Array.from(columns, (column) => csvNumber(WHERE, table, row, column)),
    ),
    ...(named && { names: columns.map((column) => header[column]) }),
    ...(naming && { rowNames: first }),
    ...(stakeAt >= 0 && { stake: numbersAt(table, stakeAt) }),
  };
}

/** Stake of a CSV file: the columns peer (or name) and stake, or one column of numbers. */
export function stakeOfCsv(path: string, text: string, header: Reading['header']): Stake {
  const table = tableOf(path, text, header);
  if (table.header.length === 1) return numbersAt(table, 0);
  const peers = columnAt(
    table,
    Math.max(
      0,
      table.header.findIndex((name) => NAMING.includes(name)),
    ),
  );
  const twice = peers.findIndex((name, at) => peers.indexOf(name) < at);
  if (twice >= 0) {
    const place = `${show(peers[twice])} twice, on line ${table.lines[twice]} again`;
    throw new FileError(WHERE, path, `must name each peer once, got ${place}`);
  }
  const held = numbersAt(table, csvColumn(WHERE, table, 'stake'));
  return Object.fromEntries(peers.map((name, at) => [name, held[at]]));
}
