/*
 * The peers that a batch asks: those of a choice with a gate above 0, each with its places, and the most important of them.
 */

/** One more than the place of a peer among those asked; between calls all 0, so that none is made for each. */
let marks = new Int32Array();
/** The peers that were found so far, and then where the next place of each belongs. */
let found = new Int32Array();
/** The sum of gates of each of them. */
let sums = new Float64Array();

/** Makes room for n peers and so many places. */
function makeRoom(n: number, places: number): void {
  if (marks.length < n) marks = new Int32Array(n);
  if (found.length >= places) return;
  found = new Int32Array(places);
  sums = new Float64Array(places);
}

/**
 * The peers with the `count` largest sums of gates among those of a choice, of equal sums the lower peer, ascending;
 * undefined where it has no more than these.
 *
 * @param chosen - the peer of each place
 * @param gates - g of each place
 * @param n - the number of all peers
 */
export function mostImportant(
  chosen: Int32Array,
  gates: Float64Array,
  n: number,
  count: number,
): Int32Array | undefined {
  makeRoom(n, chosen.length);
  let asked = 0;
  for (let place = 0; place < chosen.length; place++) {
    if (!(gates[place] > 0)) continue;
    const peer = chosen[place];
    if (marks[peer] === 0) {
      found[asked] = peer;
      sums[asked] = 0;
      marks[peer] = ++asked;
    }
    sums[marks[peer] - 1] += gates[place];
  }
  for (let at = 0; at < asked; at++) marks[found[at]] = 0;
  if (asked <= count) return undefined;
  // The places of the best among those found, the best first.
  const best = new Int32Array(count);
  for (let at = 0, taken = 0; at < asked; at++) {
    if (taken === count && !isAhead(at, best[count - 1])) continue;
    if (taken < count) taken++;
    let place = taken - 1;
    for (; place > 0 && isAhead(at, best[place - 1]); place--) best[place] = best[place - 1];
    best[place] = at;
  }
  return best.map((at) => found[at]).sort();
}

function isAhead(at: number, other: number): boolean {
  return sums[at] > sums[other] || (sums[at] === sums[other] && found[at] < found[other]);
}

/** Peers, ascending, and the places of each among those of a choice, ascending. */
export class ChosenPeers {
  /** [asked]. */
  readonly peers: Int32Array;
  /** I = Σ_x g(x) of each peer, [asked]. */
  readonly importance: Float64Array;
  /** Where the places of each peer begin, and where all end. */
  readonly #starts: Int32Array;
  readonly #places: Int32Array;

  /**
   * @param chosen - the peer of each place
   * @param gates - g of each place
   * @param n - the number of all peers
   */
  constructor(
    chosen: Int32Array,
    readonly gates: Float64Array,
    n: number,
  ) {
    const { length } = chosen;
    makeRoom(n, length);
    let [asked, count] = [0, 0];
    for (let place = 0; place < length; place++) {
      if (!(gates[place] > 0)) continue;
      count++;
      const peer = chosen[place];
      if (marks[peer] > 0) continue;
      marks[peer] = 1;
      found[asked++] = peer;
    }
    // Parts of one array: an array for each would cost more than its numbers.
    const all = new Int32Array(2 * asked + 1 + count);
    const peers = (this.peers = all.subarray(0, asked));
    const starts = (this.#starts = all.subarray(asked, 2 * asked + 1));
    const places = (this.#places = all.subarray(2 * asked + 1));
    const importance = (this.importance = new Float64Array(asked));
    peers.set(found.subarray(0, asked));
    peers.sort();
    for (let at = 0; at < asked; at++) marks[peers[at]] = at + 1;
    for (let place = 0; place < length; place++) {
      if (!(gates[place] > 0)) continue;
      const mark = marks[chosen[place]];
      starts[mark]++;
      importance[mark - 1] += gates[place];
    }
    for (let at = 1; at <= asked; at++) starts[at] += starts[at - 1];
    for (let at = 0; at < asked; at++) found[at] = starts[at];
    for (let place = 0; place < length; place++) {
      if (gates[place] > 0) places[found[marks[chosen[place]] - 1]++] = place;
    }
    for (let at = 0; at < asked; at++) marks[peers[at]] = 0;
  }

  /** The number of all their places. */
  get count(): number {
    return this.#places.length;
  }

  /** The places of the peer that is the `at`-th. */
  placesOf(at: number): Int32Array {
    return this.#places.subarray(this.#starts[at], this.#starts[at + 1]);
  }
}
