/*
 * Requests that peers will send when their rounds begin: their answers may be computed along with the work of an earlier
 * peer, which alone would leave threads idle.
 */
import { type Request } from './cohort.js';

interface Round {
  /** The time at which the requests will be sent. */
  readonly due: number;
  readonly requests: readonly Request[];
}

export class ExpectedRequests {
  readonly #rounds = new Map<number, Round>();

  /** Notes the requests that `peer` will send at time `due`; earlier ones of the peer are forgotten. */
  expect(peer: number, due: number, requests: readonly Request[]): void {
    this.#rounds.set(peer, { due, requests });
  }

  /** Forgets the requests of a peer: they were sent. */
  sent(peer: number): void {
    this.#rounds.delete(peer);
  }

  /** The requests that are due first. */
  next(): readonly Request[] {
    let first: Round | undefined;
    for (const round of this.#rounds.values()) if (!first || round.due < first.due) first = round;
    return first?.requests ?? [];
  }
}
