/*
 * μ_j = (1/n) Σ_k s_k w_kj by blocks of columns.
 *
 * Rows are sorted, so that the weights of a row that fall into a block of columns lie together. A block's part of μ
 * stays in a core's cache while all rows are read, and one thread sums it in the order of the rows: the bits are those
 * of the dense rank, on any number of threads.
 */
import { type SparseMarket } from '../../market/index.js';
import { sharedUint32 } from './shared.js';

/** Columns of a block: 512 KB of μ. */
export const COLUMN_BITS = 16;
const COLUMNS = 2 ** COLUMN_BITS;

/** The number of blocks of columns. */
export function columnBlocks(peers: number): number {
  return Math.ceil(peers / COLUMNS);
}

/** The bytes of {@link splitRows}. */
export function splitBytes(peers: number): number {
  return 4 * peers * (columnBlocks(peers) + 1);
}

/** The first entry of each row in each block of columns, [blocks + 1, n], counted from the row's first. */
export function splitRows({ peers: n, known: k, neighbours }: SparseMarket): Uint32Array {
  const blocks = columnBlocks(n);
  const splits = sharedUint32(n * (blocks + 1));
  for (let i = 0; i < n; i++) {
    let l = 0;
    for (let block = 1; block <= blocks; block++) {
      const end = block * COLUMNS;
      while (l < k && neighbours[i * k + l] < end) l++;
      splits[block * n + i] = l;
    }
  }
  return splits;
}

/** Writes μ of one block of columns to the same place of `shift`, [n]. */
export function sumColumns(
  { peers: n, known: k, neighbours, stake }: SparseMarket,
  weights: Float64Array,
  splits: Uint32Array,
  block: number,
  shift: Float64Array,
): void {
  const first = block * COLUMNS;
  const part = shift.subarray(first, first + COLUMNS).fill(0);
  const from = block * n;
  for (let i = 0, row = 0; i < n; i++, row += k) {
    const s = stake[i];
    const end = row + splits[from + n + i];
    for (let at = row + splits[from + i]; at < end; at++) {
      part[neighbours[at] - first] += s * weights[at];
    }
  }
  for (let j = 0; j < part.length; j++) part[j] /= n;
}
