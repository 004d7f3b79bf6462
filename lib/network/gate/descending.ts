/*
 * The keys of one half of a product gate, from the largest score down, as far as a search goes.
 */

/** A heap of keys: the first c of m cost O(m + c log m). Of equal scores the lower key comes first. */
export class Descending {
  readonly #heap: Int32Array;
  readonly #drawn: Int32Array;
  #scores: Float64Array = new Float64Array();
  #start = 0;
  #left = 0;
  #count = 0;

  /** @param most - the largest number of keys */
  constructor(most: number) {
    this.#heap = new Int32Array(most);
    this.#drawn = new Int32Array(most);
  }

  /** Starts again with `keys` in the order of `scores`, of which that of key 0 is at `start`. */
  reset(scores: Float64Array, keys: Int32Array, start = 0): void {
    this.#scores = scores;
    this.#start = start;
    this.#heap.set(keys);
    this.#left = keys.length;
    this.#count = 0;
    for (let at = (keys.length >> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  /** The key with `rank` keys before it, or −1 where there are no more. */
  at(rank: number): number {
    while (this.#count <= rank) {
      if (this.#left === 0) return -1;
      this.#drawn[this.#count++] = this.#heap[0];
      this.#heap[0] = this.#heap[--this.#left];
      this.#sink(0);
    }
    return this.#drawn[rank];
  }

  #sink(start: number): void {
    const heap = this.#heap;
    const scores = this.#scores;
    const first = this.#start;
    const key = heap[start];
    const score = scores[first + key];
    let at = start;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#left) break;
      const [one, other] = [heap[child], heap[child + 1]];
      if (
        child + 1 < this.#left &&
        isBefore(scores[first + other], other, scores[first + one], one)
      )
        child++;
      if (!isBefore(scores[first + heap[child]], heap[child], score, key)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = key;
  }
}

function isBefore(score: number, key: number, other: number, otherKey: number): boolean {
  return score > other || (score === other && key < otherKey);
}
