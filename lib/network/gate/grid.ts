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

/** The grid of n peers. */
export function gridOf(peers: number): Grid {
  const columns = Math.ceil(Math.sqrt(peers));
  return { peers, columns, lines: Math.ceil(peers / columns) };
}

/** A grid with its open peers. All but their list is made when it is first read: a search among few peers reads no more. */
export class OpenGrid implements Grid {
  readonly peers: number;
  readonly columns: number;
  readonly lines: number;
  #open: Uint8Array | undefined;
  #counts: readonly [Float64Array, Float64Array] | undefined;
  #keys: readonly [Int32Array, Int32Array] | undefined;

  /** @param list - indices of the open peers, ascending */
  constructor(
    { peers, columns, lines }: Grid,
    readonly list: Int32Array,
  ) {
    this.peers = peers;
    this.columns = columns;
    this.lines = lines;
  }

  /** 1 for each open peer, [n]. */
  get open(): Uint8Array {
    if (!this.#open) {
      this.#open = new Uint8Array(this.peers);
      for (const peer of this.list) this.#open[peer] = 1;
    }
    return this.#open;
  }

  /** Of rows and of columns: the number of open peers in each. */
  get counts(): readonly [Float64Array, Float64Array] {
    return (this.#counts ??= this.#count());
  }

  /** Of rows and of columns: those with an open peer, ascending. */
  get keys(): readonly [Int32Array, Int32Array] {
    return (this.#keys ??= [keysOf(this.counts[0]), keysOf(this.counts[1])]);
  }

  #count(): readonly [Float64Array, Float64Array] {
    const counts = [new Float64Array(this.lines), new Float64Array(this.columns)] as const;
    for (const peer of this.list) {
      const line = Math.floor(peer / this.columns);
      counts[0][line]++;
      counts[1][peer - line * this.columns]++;
    }
    return counts;
  }
}

/** The grid of the peers with a positive entry in `mask`, [n]. */
export function openGrid(grid: Grid, mask: ArrayLike<number>): OpenGrid {
  const list = new Int32Array(grid.peers);
  let found = 0;
  for (let peer = 0; peer < grid.peers; peer++) if (mask[peer] > 0) list[found++] = peer;
  return new OpenGrid(grid, list.slice(0, found));
}

let last: OpenGrid | undefined;

/** The grid of n peers that are all open: one for all gates of a network, so that a cache holds it. */
export function wholeGrid(peers: number): OpenGrid {
  if (last?.peers === peers) return last;
  last = new OpenGrid(
    gridOf(peers),
    Int32Array.from({ length: peers }, (_, peer) => peer),
  );
  return last;
}

/** The keys with an open peer, ascending. */
function keysOf(counts: Float64Array): Int32Array {
  const keys = new Int32Array(counts.length);
  let found = 0;
  for (let key = 0; key < counts.length; key++) if (counts[key] > 0) keys[found++] = key;
  return keys.subarray(0, found);
}
