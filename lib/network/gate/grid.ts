/*
 * Peers on a grid, as product keys see them: peer j is in row ⌊j / m⌋ and column j mod m, m = ⌈√n⌉. The last row may be
 * short.
 */

export interface Grid {
  /** n. */
  readonly peers: number;
  /** m, the number of columns. */
  readonly columns: number;
  /** ⌈n / m⌉, the number of rows. */
  readonly lines: number;
}

/** A grid with its open peers. */
export interface OpenGrid extends Grid {
  /** 1 for each open peer, [n]. */
  readonly open: Uint8Array;
  /** Indices of the open peers, ascending. */
  readonly list: Int32Array;
  /** Of rows and of columns: the number of open peers in each. */
  readonly counts: readonly [Float64Array, Float64Array];
  /** Of rows and of columns: those with an open peer, ascending. */
  readonly keys: readonly [Int32Array, Int32Array];
}

/** The grid of n peers. */
export function gridOf(peers: number): Grid {
  const columns = Math.ceil(Math.sqrt(peers));
  return { peers, columns, lines: Math.ceil(peers / columns) };
}

/** The grid of the peers with a positive entry in `mask`, [n]; of all where undefined. */
export function openGrid(grid: Grid, mask?: ArrayLike<number>): OpenGrid {
  const list = new Int32Array(grid.peers);
  let found = 0;
  for (let peer = 0; peer < grid.peers; peer++) {
    if (!mask || mask[peer] > 0) list[found++] = peer;
  }
  return gridAmong(grid, list.slice(0, found));
}

/** The grid whose open peers are those of `list`, ascending. */
export function gridAmong(grid: Grid, list: Int32Array): OpenGrid {
  const { peers, columns, lines } = grid;
  const open = new Uint8Array(peers);
  const counts = [new Float64Array(lines), new Float64Array(columns)] as const;
  for (const peer of list) {
    const line = Math.floor(peer / columns);
    open[peer] = 1;
    counts[0][line]++;
    counts[1][peer - line * columns]++;
  }
  return { ...grid, open, list, counts, keys: [keysOf(counts[0]), keysOf(counts[1])] };
}

/** The keys with an open peer, ascending. */
function keysOf(counts: Float64Array): Int32Array {
  const keys = new Int32Array(counts.length);
  let found = 0;
  for (let key = 0; key < counts.length; key++) if (counts[key] > 0) keys[found++] = key;
  return keys.subarray(0, found);
}
