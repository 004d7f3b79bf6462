/*
 * A binary heap of events: the earliest first, and of one time the earliest added. An event knows its place, so that it
 * is removed without a search.
 */

/** An event at a time. */
export interface Due {
  readonly time: number;
  readonly act: () => void;
}

interface Placed extends Due {
  /** The number of events added before it. */
  readonly order: number;
  /** Its place in the heap; −1 after its removal. */
  at: number;
}

export class DueQueue {
  readonly #heap: Placed[] = [];
  #added = 0;

  /** The next event. */
  get first(): Due | undefined {
    return this.#heap.at(0);
  }

  /** The number of events. */
  get size(): number {
    return this.#heap.length;
  }

  /** Adds an event; the returned function removes it, once. */
  add({ time, act }: Due): () => void {
    const event = { time, act, order: this.#added++, at: this.#heap.length };
    this.#heap.push(event);
    this.#rise(event);
    return () => {
      this.#remove(event);
    };
  }

  /** Removes and returns the next event. */
  shift(): Due | undefined {
    const first = this.#heap.at(0);
    if (first) this.#remove(first);
    return first;
  }

  #remove(event: Placed): void {
    if (event.at < 0) return;
    const last = this.#heap.pop();
    if (last && last !== event) {
      this.#put(last, event.at);
      this.#rise(last);
      this.#sink(last);
    }
    event.at = -1;
  }

  #put(event: Placed, at: number): void {
    this.#heap[at] = event;
    event.at = at;
  }

  #rise(event: Placed): void {
    while (event.at > 0) {
      const above = this.#heap[(event.at - 1) >> 1];
      if (isBefore(above, event)) return;
      this.#swap(above, event);
    }
  }

  #sink(event: Placed): void {
    for (;;) {
      const [left, right] = [2 * event.at + 1, 2 * event.at + 2];
      if (left >= this.#heap.length) return;
      const isRight = right < this.#heap.length && isBefore(this.#heap[right], this.#heap[left]);
      const below = this.#heap[isRight ? right : left];
      if (isBefore(event, below)) return;
      this.#swap(event, below);
    }
  }

  #swap(a: Placed, b: Placed): void {
    const { at } = a;
    this.#put(a, b.at);
    this.#put(b, at);
  }
}

function isBefore(a: Placed, b: Placed): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}
