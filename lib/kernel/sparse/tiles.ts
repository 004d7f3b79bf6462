/*
 * μ_j = (1/n) Σ_k s_k w_kj by tiles, as the ledger sums its rank.
 *
 * A tile holds the bids s_k w_kj of 4,096 rows for 65,536 columns, in the order of the rows; the tiles of the same
 * columns lie one after another. Rows are written tile by tile as they move; one thread sums all bids for a block of
 * columns and puts each μ_j in the place of its bids, where the rows find it. Memory is read in sequence, the block's
 * part of μ (512 KB) stays in the cache, and each μ_j is summed in the order of the rows, to the bits of the dense rank,
 * on any number of threads.
 */
import { type SparseMarket } from '../../market/index.js';
import { sharedFloat64, sharedUint16, sharedUint32 } from './shared.js';

const COLUMN_BITS = 16;
const COLUMNS = 2 ** COLUMN_BITS;

/** Rows of a tile. */
export const TILE_ROWS = 4096;

/** The bids of a market in tiles. */
export interface Tiles {
  /** The first bid of each tile, [blocks · tiles + 1]: for each block of columns, for each 4,096 rows. */
  readonly start: Uint32Array;
  /** The column of each bid within its block, [n · k]. */
  readonly columns: Uint16Array;
  /** s_k w_kj, or μ_j once they are summed, [n · k]. */
  readonly bids: Float64Array;
}

/** The number of blocks of columns. */
export function columnBlocks(peers: number): number {
  return Math.ceil(peers / COLUMNS);
}

function rowTiles(peers: number): number {
  return Math.ceil(peers / TILE_ROWS);
}

/** The bytes of {@link createTiles}. */
export function tileBytes(peers: number, known: number): number {
  return 10 * peers * known;
}

/** The next place in the tile of each block of columns, for the rows of tile `tile`. */
export function cursorsOf(peers: number, { start }: Tiles, tile: number): Uint32Array {
  const across = rowTiles(peers);
  return Uint32Array.from(
    { length: columnBlocks(peers) },
    (_, block) => start[block * across + tile],
  );
}

/** Places `count` rows of bids, given as the market stores them, after those already in their tiles. */
export function placeBids(
  { bids }: Tiles,
  cursors: Uint32Array,
  known: number,
  count: number,
  neighbours: Uint32Array,
  weights: Float64Array,
  stake: Float64Array,
): void {
  for (let i = 0, at = 0; i < count; i++) {
    const s = stake[i];
    for (const end = at + known; at < end; at++) {
      const block = neighbours[at] >>> COLUMN_BITS;
      const place = cursors[block];
      bids[place] = s * weights[at];
      cursors[block] = place + 1;
    }
  }
}

/** The tiles of a market at its weights. */
export function createTiles({
  peers: n,
  known: k,
  neighbours,
  weights,
  stake,
}: SparseMarket): Tiles {
  const across = rowTiles(n);
  const start = sharedUint32(columnBlocks(n) * across + 1);
  const tileOf = (at: number): number =>
    (neighbours[at] >>> COLUMN_BITS) * across + Math.floor(at / k / TILE_ROWS);
  for (let at = 0; at < n * k; at++) start[tileOf(at) + 1]++;
  for (let tile = 1; tile < start.length; tile++) start[tile] += start[tile - 1];
  const tiles = { start, columns: sharedUint16(n * k), bids: sharedFloat64(n * k) };
  const next = start.slice();
  for (let at = 0; at < n * k; at++) {
    const place = next[tileOf(at)]++;
    tiles.columns[place] = neighbours[at] & (COLUMNS - 1);
    tiles.bids[place] = stake[Math.floor(at / k)] * weights[at];
  }
  return tiles;
}

/** Sums one block of columns and puts μ_j in the place of each bid for j; returns μ of the block. */
export function sumBids(
  { start, columns, bids }: Tiles,
  peers: number,
  block: number,
): Float64Array {
  const part = new Float64Array(Math.min(COLUMNS, peers - block * COLUMNS));
  const across = rowTiles(peers);
  const from = start[block * across];
  const end = start[(block + 1) * across];
  for (let at = from; at < end; at++) part[columns[at]] += bids[at];
  for (let j = 0; j < part.length; j++) part[j] /= peers;
  for (let at = from; at < end; at++) bids[at] = part[columns[at]];
  return part;
}

/** Reads μ_j of some rows' entries, as the market stores them, to `shift`. */
export function readShifts(
  { bids }: Tiles,
  cursors: Uint32Array,
  entries: number,
  neighbours: Uint32Array,
  shift: Float64Array,
): void {
  for (let at = 0; at < entries; at++) {
    const block = neighbours[at] >>> COLUMN_BITS;
    const place = cursors[block];
    shift[at] = bids[place];
    cursors[block] = place + 1;
  }
}
