/*
 * A binary heap of events: the earliest first, and of one time the earliest added. An event knows its place, so that it
 * is removed without a search.
 */

/** An event at a time. */
export interface Due {
  readonly time: number;
}

/** A call at a time. */
export interface DueCall extends Due {
  readonly act: () => void;
}

interface Placed<Event extends Due> {
  readonly event: Event;
  /** That of the event, which is compared without a look at it. */
  readonly time: number;
  /** The number of events added before it. */
  readonly order: number;
  /** Its place in the heap; −1 after its removal. */
  at: number;
}

export class DueQueue<Event extends Due> {
  readonly #heap: Placed<Event>[] = [];
  #added = 0;

  /** The next event. */
  get first(): Event | undefined {
    return this.#heap.at(0)?.event;
  }

  /** The number of events. */
  get size(): number {
    return this.#heap.length;
  }

  /** Adds an event; the returned function removes it, once. */
  add(event: Event): () => void {
    const { time } = event;
    const placed = { event, time, order: this.#added++, at: this.#heap.length };
    this.#heap.push(placed);
    this.#rise(placed);
    return () => {
      this.#remove(placed);
    };
  }

  /** Removes and returns the next event. */
  shift(): Event | undefined {
    const first = this.#heap.at(0);
    if (first) this.#remove(first);
    return first?.event;
  }

  #remove(placed: Placed<Event>): void {
    if (placed.at < 0) return;
    const last = this.#heap.pop();
    if (last && last !== placed) {
      this.#put(last, placed.at);
      this.#rise(last);
      this.#sink(last);
    }
    placed.at = -1;
  }

  #put(placed: Placed<Event>, at: number): void {
    this.#heap[at] = placed;
    placed.at = at;
  }

  #rise(placed: Placed<Event>): void {
    while (placed.at > 0) {
      const above = this.#heap[(placed.at - 1) >> 1];
      if (isBefore(above, placed)) return;
      this.#swap(above, placed);
    }
  }

  #sink(placed: Placed<Event>): void {
    for (;;) {
      const [left, right] = [2 * placed.at + 1, 2 * placed.at + 2];
      if (left >= this.#heap.length) return;
      const isRight = right < this.#heap.length && isBefore(this.#heap[right], this.#heap[left]);
      const below = this.#heap[isRight ? right : left];
      if (isBefore(placed, below)) return;
      this.#swap(placed, below);
    }
  }

  #swap(a: Placed<Event>, b: Placed<Event>): void {
    const { at } = a;
    this.#put(a, b.at);
    this.#put(b, at);
  }
}

function isBefore(a: Placed<Due>, b: Placed<Due>): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}
