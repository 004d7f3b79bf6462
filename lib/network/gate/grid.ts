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
  const { peers, columns, lines } = grid;
  const open = new Uint8Array(peers);
  const list = new Int32Array(peers);
  const counts = [new Float64Array(lines), new Float64Array(columns)] as const;
  let found = 0;
  for (let line = 0, peer = 0; line < lines; line++) {
    for (let column = 0; column < columns && peer < peers; column++, peer++) {
      if (mask && !(mask[peer] > 0)) continue;
      open[peer] = 1;
      list[found++] = peer;
      counts[0][line]++;
      counts[1][column]++;
    }
  }
  const keysOf = (values: Float64Array): Int32Array =>
    Int32Array.from([...values.keys()].filter((key) => values[key] > 0));
  const keys = [keysOf(counts[0]), keysOf(counts[1])] as const;
  return { ...grid, open, list: list.slice(0, found), counts, keys };
}
