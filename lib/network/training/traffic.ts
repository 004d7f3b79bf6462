/*
 * Counts of the calls between peers, by outcome.
 */

/** The outcomes of a request to a peer. */
export const OUTCOMES = ['answered', 'late', 'unreachable', 'invalid', 'failed'] as const;
export type CallOutcome = (typeof OUTCOMES)[number];

/** The calls of one peer to another. */
export type TrafficRow = {
  from: number;
  to: number;
  /** Requests sent; each has one of the outcomes answered, timed out, unreachable, invalid answer, failed. */
  asked: number;
} & Record<CallOutcome, number> & {
    /** Answers with rows clipped to the limit; of a peer with itself, gradients that it received and clipped. */
    clipped: number;
    /** Of a peer with itself: training steps that were not finite and were skipped. */
    skipped: number;
    /** Requests without an answer for which a stand-in answered (§1.8). */
    replaced: number;
    /** Gradients that were refused or not acknowledged in time. */
    gradientsLost: number;
    /** Rows of x sent with the requests. */
    rows: number;
    /** Bytes of requests, answers and gradients, 4 per number, without headers. */
    bytes: number;
  };

/** Counts calls between n peers; pairs without a call have no row. */
export class Traffic {
  readonly #rows = new Map<number, TrafficRow>();

  constructor(readonly peers: number) {}

  of(from: number, to: number): TrafficRow {
    const pair = from * this.peers + to;
    let row = this.#rows.get(pair);
    if (!row) {
      row = {
        ...{ from, to, asked: 0, answered: 0, late: 0, unreachable: 0, invalid: 0, failed: 0 },
        ...{ clipped: 0, skipped: 0, replaced: 0, gradientsLost: 0, rows: 0, bytes: 0 },
      };
      this.#rows.set(pair, row);
    }
    return row;
  }

  /**
   * The rows of pairs with at least one request, and of peers with clipped gradients or skipped steps, copied: those of a
   * peer's own requests together, each ascending.
   */
  table(): TrafficRow[] {
    return [...this.#rows]
      .filter(([, { asked, clipped, skipped }]) => asked + clipped + skipped > 0)
      .sort(([a], [b]) => a - b)
      .map(([, row]) => ({ ...row }));
  }

  /** Restores the counts of a table. */
  restore(table: readonly TrafficRow[]): void {
    this.#rows.clear();
    for (const row of table) Object.assign(this.of(row.from, row.to), row);
  }
}
