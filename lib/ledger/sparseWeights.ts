/*
 * Sparse weights: of the n² scores w_ij only those above 0 are stored, by rows in the input (CSR) and in tiles for the
 * ledger.
 *
 * R_j += s_i w_ij has random access to R by rows, and to S by columns: 8 MB each at n = 1,000,000, beyond a
 * core's cache, which takes half a second for 64 million entries. A tile holds the entries of 65,536 rows and as
 * many columns, whose parts of S and R (512 KB each) stay in the cache, and stores an entry's position in 32 bits,
 * row · 65,536 + column. Tiles keep the order of the rows, so that each R_j is summed in the order of the dense
 * formula, to the same bits.
 */
import { checkInteger, checkObject, show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';

/** Weights by rows (CSR): row i is the entries from `rowStart[i]` to `rowStart[i + 1]`, in any order. */
export interface SparseRows {
  /** n, at least 1. */
  readonly peers: number;
  /** [n + 1], from 0 to the number of entries. */
  readonly rowStart: Uint32Array;
  /** The peer that each entry scores, [entries]; no peer occurs twice in a row. */
  readonly columns: Uint32Array | Int32Array;
  /** The scores, [entries], not negative; each row sums to 1. */
  readonly values: Float64Array | Float32Array;
}

/** Checked weights in the ledger's layout, which share no memory with the input. */
export interface SparseWeights {
  /** n. */
  readonly peers: number;
  /** The number of stored weights. */
  readonly entries: number;
  /** The index of each tile's first entry, tiles in row-major order, [tiles² + 1]. */
  readonly tileStart: Uint32Array;
  /** Row and column within the tile, row · 65,536 + column, [entries]. */
  readonly places: Uint32Array;
  /** The scores, [entries], in the precision of the input. */
  readonly values: Float64Array | Float32Array;
}

/** A tile has 2¹⁶ rows and columns, so that a position fits into 32 bits. */
export const TILE_BITS = 16;
const LOW = (1 << TILE_BITS) - 1;

/** The tolerance of row sums around 1, from the rounding in each precision. */
const ROW_SUM_TOLERANCE = { double: 1e-9, single: 1e-6 };

export function tilesAcross(peers: number): number {
  return Math.ceil(peers / (1 << TILE_BITS));
}

const where = 'createSparseWeights';

function checkShape({ peers, rowStart, columns, values }: SparseRows): void {
  checkInteger(where, 'peers', peers, 1, 2 ** 32 - 1);
  const refuse = (rule: string, found: string): never => {
    throw new InvalidArgumentError(where, rule, found);
  };
  if (!(rowStart instanceof Uint32Array) || rowStart.length !== peers + 1) {
    refuse(`rowStart must be a Uint32Array of shape [${peers + 1}]`, show(rowStart));
  }
  if (!(columns instanceof Uint32Array || columns instanceof Int32Array)) {
    refuse('columns must be a Uint32Array or Int32Array', show(columns));
  }
  if (!(values instanceof Float64Array || values instanceof Float32Array)) {
    refuse('values must be a Float64Array or Float32Array', show(values));
  }
  if (values.length !== columns.length) {
    refuse(`values must have the length of columns, ${columns.length}`, String(values.length));
  }
  if (rowStart[0] !== 0) refuse('rowStart must begin at 0', String(rowStart[0]));
  if (rowStart[peers] !== columns.length) {
    refuse(
      `rowStart must end at the number of entries, ${columns.length}`,
      String(rowStart[peers]),
    );
  }
  for (let i = 0; i < peers; i++) {
    if (rowStart[i + 1] >= rowStart[i]) continue;
    refuse('rowStart must not decrease', `${rowStart[i]} and ${rowStart[i + 1]}`);
  }
}

/** Checks one row's scores and that they sum to 1. */
function checkRow({ rowStart, values }: SparseRows, i: number, tolerance: number): void {
  let sum = 0;
  for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
    const value = values[at];
    if (!(value >= 0 && value < Infinity)) {
      const found = `${value} in row ${i}`;
      throw new InvalidArgumentError(where, 'values must be finite and not negative', found);
    }
    sum += value;
  }
  if (!(Math.abs(sum - 1) <= tolerance)) {
    const found = `${sum} in row ${i}`;
    throw new InvalidArgumentError(where, 'values must have rows that sum to 1', found);
  }
}

function refuseColumn(column: number, i: number, peers: number): never {
  const rule =
    column >= 0 && column < peers
      ? 'columns must not name a peer twice in a row'
      : `columns must be from 0 to ${peers - 1}`;
  throw new InvalidArgumentError(where, rule, `${column} in row ${i}`);
}

/** Checks all rows; returns the number of entries of each tile, shifted by one. */
function countTiles(rows: SparseRows): Uint32Array {
  const { peers, rowStart, columns, values } = rows;
  const across = tilesAcross(peers);
  const counts = new Uint32Array(across * across + 1);
  const tolerance = ROW_SUM_TOLERANCE[values instanceof Float64Array ? 'double' : 'single'];
  // For each column, the last row, counted from 1, that has an entry in it.
  const named = new Uint32Array(peers);
  for (let i = 0; i < peers; i++) {
    checkRow(rows, i, tolerance);
    const first = (i >>> TILE_BITS) * across + 1;
    for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
      const column = columns[at];
      if (!(column >= 0 && column < peers) || named[column] === i + 1) {
        refuseColumn(column, i, peers);
      }
      named[column] = i + 1;
      counts[first + (column >>> TILE_BITS)]++;
    }
  }
  return counts;
}

/** @throws {@link InvalidArgumentError} unless `weights` are of the layout that {@link createSparseWeights} makes. */
export function checkSparseWeights(caller: string, weights: SparseWeights): void {
  const { peers, tileStart, places, values } = Object(weights) as SparseWeights;
  const isMade =
    Number.isSafeInteger(peers) &&
    tileStart instanceof Uint32Array &&
    tileStart.length === tilesAcross(peers) ** 2 + 1 &&
    places instanceof Uint32Array &&
    (values instanceof Float64Array || values instanceof Float32Array) &&
    values.length === places.length &&
    tileStart.every((start, tile) => tile === 0 || start >= tileStart[tile - 1]) &&
    tileStart[tileStart.length - 1] === places.length;
  if (isMade) return;
  throw new InvalidArgumentError(caller, 'weights must be from createSparseWeights', show(weights));
}

/**
 * Checks weights given by rows and arranges them for {@link sparseRank} and {@link sparseInflate}, once, at the cost of
 * about five blocks. The result takes 8 or 12 bytes an entry and does not refer to the rows.
 *
 * @throws {@link InvalidArgumentError} when a shape, a column, a value or a row's sum breaks its rule
 */
export function createSparseWeights(given: SparseRows): SparseWeights {
  checkObject(where, 'rows', given);
  const { peers, rowStart, columns, values } = given;
  const rows = { peers, rowStart, columns, values };
  checkShape(rows);
  const entries = columns.length;
  const across = tilesAcross(peers);
  const tileStart = countTiles(rows);
  for (let tile = 1; tile < tileStart.length; tile++) tileStart[tile] += tileStart[tile - 1];
  const next = tileStart.slice();
  const places = new Uint32Array(entries);
  const out =
    values instanceof Float64Array ? new Float64Array(entries) : new Float32Array(entries);
  for (let i = 0; i < peers; i++) {
    const first = (i >>> TILE_BITS) * across;
    const row = (i & LOW) << TILE_BITS;
    for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
      const column = columns[at];
      const to = next[first + (column >>> TILE_BITS)]++;
      places[to] = row | (column & LOW);
      out[to] = values[at];
    }
  }
  return { peers, entries, tileStart, places, values: out };
}
