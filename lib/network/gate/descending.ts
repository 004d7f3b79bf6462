/*
 * The keys of one half of a product gate, from the largest score down, as far as a search goes.
 */

/** Keys that are found in one pass at most. */
const MOST_FIRST = 8;

/**
 * Keys in the order of their scores, of equal ones the lower first. One pass finds the first of them, with few changes of
 * place where scores come in no order; a heap finds c more of m for O(m + c log m).
 */
export class Descending {
  readonly #heap: Int32Array;
  readonly #drawn: Int32Array;
  readonly #first: number;
  #keys: Int32Array = new Int32Array();
  #scores: Float64Array = new Float64Array();
  #start = 0;
  /** Keys in the heap; −1 before it is made. */
  #left = -1;
  #count = 0;

  /**
   * @param most - the largest number of keys
   * @param wanted - keys that are looked at as a rule
   */
  constructor(most: number, wanted: number) {
    this.#heap = new Int32Array(most);
    this.#drawn = new Int32Array(most);
    this.#first = Math.min(wanted, MOST_FIRST);
  }

  /** Starts again with `keys`, ascending, in the order of `scores`, of which that of key 0 is at `start`. */
  reset(scores: Float64Array, keys: Int32Array, start = 0): void {
    this.#scores = scores;
    this.#keys = keys;
    this.#start = start;
    this.#left = -1;
    const drawn = this.#drawn;
    const most = Math.min(this.#first, keys.length);
    let count = 0;
    for (let place = 0; place < keys.length; place++) {
      const key = keys[place];
      const score = scores[start + key];
      // Keys ascend, so that an equal score comes after.
      if (count === most && !(score > scores[start + drawn[count - 1]])) continue;
      if (count < most) count++;
      let at = count - 1;
      for (; at > 0 && score > scores[start + drawn[at - 1]]; at--) drawn[at] = drawn[at - 1];
      drawn[at] = key;
    }
    this.#count = count;
  }

  /** The key with `rank` keys before it, or −1 where there are no more. */
  at(rank: number): number {
    while (this.#count <= rank) {
      if (this.#left < 0) this.#makeHeap();
      if (this.#left === 0) return -1;
      this.#drawn[this.#count++] = this.#heap[0];
      this.#heap[0] = this.#heap[--this.#left];
      this.#sink(0);
    }
    return this.#drawn[rank];
  }

  /** Makes the heap of all keys and draws those again that are found. */
  #makeHeap(): void {
    this.#heap.set(this.#keys);
    this.#left = this.#keys.length;
    for (let at = (this.#left >> 1) - 1; at >= 0; at--) this.#sink(at);
    const found = this.#count;
    this.#count = 0;
    if (found > 0) this.at(found - 1);
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
