/*
 * The peers that a batch asks: those of a choice with a gate above 0, each with its places.
 */

/** One more than the place of a peer among those asked; between constructions all 0, so that none is made for each. */
let marks = new Int32Array();
/** The peers that were found so far, and then where the next place of each belongs. */
let found = new Int32Array();

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
    if (marks.length < n) marks = new Int32Array(n);
    if (found.length < length) found = new Int32Array(length);
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
