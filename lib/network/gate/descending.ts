/*
 * The keys of one half of a product gate, from the largest score down, as far as a search goes.
 */

/** The first keys of each row of a batch, in order, where they are known; −1 where there are no more. */
export interface FirstKeys {
  /** [rows, few]. */
  readonly keys: Int32Array;
  readonly few: number;
}

/**
 * Keys in the order of their scores, of equal ones the lower first. Those that are known cost nothing; a heap finds c more
 * of m for O(m + c log m).
 */
export class Descending {
  #heap: Int32Array | undefined;
  readonly #drawn: Int32Array;
  #keys: Int32Array = new Int32Array();
  #scores: Float64Array = new Float64Array();
  #start = 0;
  /** Keys in the heap; −1 before it is made. */
  #left = -1;
  #count = 0;

  /** @param most - the largest number of keys */
  constructor(readonly most: number) {
    this.#drawn = new Int32Array(most);
  }

  /**
   * Starts again with `keys` in the order of a row of `scores`.
   *
   * @param size - the scores of a row
   */
  reset(scores: Float64Array, keys: Int32Array, size: number, row = 0, first?: FirstKeys): void {
    this.#scores = scores;
    this.#keys = keys;
    this.#start = row * size;
    this.#left = -1;
    let count = 0;
    if (first) {
      const from = row * first.few;
      for (; count < first.few && first.keys[from + count] >= 0; count++) {
        this.#drawn[count] = first.keys[from + count];
      }
    }
    this.#count = count;
  }

  /** The key with `rank` keys before it, or −1 where there are no more. */
  at(rank: number): number {
    while (this.#count <= rank) {
      // Most searches end before it is needed.
      const heap = (this.#heap ??= new Int32Array(this.most));
      if (this.#left < 0) this.#fill(heap);
      if (this.#left === 0) return -1;
      this.#drawn[this.#count++] = heap[0];
      heap[0] = heap[--this.#left];
      this.#sink(heap, 0);
    }
    return this.#drawn[rank];
  }

  /** Makes the heap of all keys and draws those again that are found. */
  #fill(heap: Int32Array): void {
    heap.set(this.#keys);
    this.#left = this.#keys.length;
    for (let at = (this.#left >> 1) - 1; at >= 0; at--) this.#sink(heap, at);
    const found = this.#count;
    this.#count = 0;
    if (found > 0) this.at(found - 1);
  }

  #sink(heap: Int32Array, start: number): void {
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
