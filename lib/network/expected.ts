/*
 * Requests that peers will send when their rounds begin. Their answers may be computed before, while JavaScript and other
 * threads would wait for each other, as soon as those who answer have made their steps.
 */
import { type Request } from './cohort.js';
import { DueQueue, type Due } from './dueQueue.js';

/** The rounds that begin at one time. */
interface Beginning {
  /** The requests of each peer that were not taken yet, made when they are first looked at. */
  readonly requests: Map<number, readonly Request[] | (() => readonly Request[])>;
  /** Removes the time from the queue. */
  readonly remove: () => void;
}

export class ExpectedRequests {
  readonly #queue = new DueQueue<Due>();
  readonly #beginnings = new Map<number, Beginning>();
  /** The time at which the next round of each peer begins; none for a peer in a round. */
  readonly #times = new Map<number, number>();

  /** Notes that a peer's round has ended, and what makes the requests that it will send at the beginning of the next. */
  expect(peer: number, time: number, requests: () => readonly Request[]): void {
    this.begin(peer);
    this.#times.set(peer, time);
    const found = this.#beginnings.get(time);
    const beginning = found ?? { requests: new Map(), remove: this.#queue.add({ time }) };
    if (!found) this.#beginnings.set(time, beginning);
    beginning.requests.set(peer, requests);
  }

  /** Notes that a peer's round begins: its requests are sent. */
  begin(peer: number): void {
    const time = this.#times.get(peer);
    if (time === undefined) return;
    this.#times.delete(peer);
    const beginning = this.#beginnings.get(time);
    beginning?.requests.delete(peer);
    if (beginning?.requests.size !== 0) return;
    beginning.remove();
    this.#beginnings.delete(time);
  }

  /** Whether the next round of a peer is among the first to begin. */
  isFirst(peer: number): boolean {
    const { first } = this.#queue;
    return first !== undefined && this.#times.get(peer) === first.time;
  }

  /** The requests of the rounds that begin first, to peers that are in no round; each is returned once. */
  take(): Request[] {
    const { first } = this.#queue;
    const requests = first && this.#beginnings.get(first.time)?.requests;
    const ready: Request[] = [];
    for (const [peer, found] of requests ?? []) {
      const waiting = typeof found === 'function' ? found() : found;
      requests?.set(peer, waiting);
      const some = waiting.filter((request) => this.#times.has(request.peer));
      if (some.length === 0) continue;
      ready.push(...some);
      const rest = waiting.filter((request) => !this.#times.has(request.peer));
      requests?.set(peer, rest);
    }
    return ready;
  }
}
