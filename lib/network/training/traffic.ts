/*
 * Who asked whom, and what came of it.
 */

/** The outcome of a request to a peer, or of sending it a gradient. */
export const OUTCOMES = ['answered', 'late', 'unreachable', 'invalid', 'failed'] as const;
export type CallOutcome = (typeof OUTCOMES)[number];

/** The calls of one peer to another. */
export type TrafficRow = {
  from: number;
  to: number;
  /** Calls by outcome: answered, timed out, unreachable, invalid answer, failed. */
  asked: number;
} & Record<CallOutcome, number> & {
    /** Questions without an answer that a stand-in answered in its place (§1.8). */
    replaced: number;
    /** Gradients that were refused, or not acknowledged in time. */
    gradientsLost: number;
    /** Rows of x that were sent with the questions. */
    rows: number;
    /** Bytes of questions, answers and gradients, 4 a number, headers left out. */
    bytes: number;
  };

/** Counts calls between n peers. */
export class Traffic {
  readonly #rows: TrafficRow[];

  constructor(readonly peers: number) {
    this.#rows = Array.from({ length: peers * peers }, (_, at) => ({
      from: Math.floor(at / peers),
      to: at % peers,
      asked: 0,
      answered: 0,
      late: 0,
      unreachable: 0,
      invalid: 0,
      failed: 0,
      replaced: 0,
      gradientsLost: 0,
      rows: 0,
      bytes: 0,
    }));
  }

  of(from: number, to: number): TrafficRow {
    return this.#rows[from * this.peers + to];
  }

  /** Pairs that have called each other at all, as plain rows. */
  table(): TrafficRow[] {
    return this.#rows.filter(({ asked }) => asked > 0).map((row) => ({ ...row }));
  }

  /** Puts back a table. */
  restore(table: readonly TrafficRow[]): void {
    for (const row of this.#rows)
      Object.assign(row, new Traffic(1).of(0, 0), { from: row.from, to: row.to });
    for (const row of table) Object.assign(this.of(row.from, row.to), row);
  }
}
