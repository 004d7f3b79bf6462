/*
 * Requests that peers will send when their rounds begin: their answers may be computed along with the work of an earlier
 * peer, which alone would leave threads idle.
 */
import { type Request } from './cohort.js';
import { DueQueue } from './dueQueue.js';

interface Round {
  /** The time at which the requests will be sent. */
  readonly time: number;
  readonly requests: readonly Request[];
}

export class ExpectedRequests {
  readonly #rounds = new DueQueue<Round>();
  /** Functions that forget the requests of each peer. */
  readonly #forget = new Map<number, () => void>();

  /** Notes the requests that `peer` will send at time `time`; earlier ones of the peer are forgotten. */
  expect(peer: number, time: number, requests: readonly Request[]): void {
    this.sent(peer);
    this.#forget.set(peer, this.#rounds.add({ time, requests }));
  }

  /** Forgets the requests of a peer: they were sent. */
  sent(peer: number): void {
    this.#forget.get(peer)?.();
    this.#forget.delete(peer);
  }

  /** The requests that are due first. */
  next(): readonly Request[] {
    return this.#rounds.first?.requests ?? [];
  }
}
