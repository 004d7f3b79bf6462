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

/** A name of a count. */
export type Count = Exclude<keyof TrafficRow, 'from' | 'to'>;

/** The place of each count among those of a pair. */
const PLACES: Readonly<Record<Count, number>> = {
  ...{ asked: 0, answered: 1, late: 2, unreachable: 3, invalid: 4, failed: 5 },
  ...{ clipped: 6, skipped: 7, replaced: 8, gradientsLost: 9, rows: 10, bytes: 11 },
};
const COUNTS = Object.keys(PLACES) as Count[];

/** Pairs for which there is room at first. */
const FIRST = 64;

/**
 * Counts calls between n peers. The counts of all pairs are one array, since an object for each of the pairs that ever
 * spoke is work for every collection of garbage.
 */
export class Traffic {
  /** The first count of each pair, by from · n + to. */
  readonly #pairs = new Map<number, number>();
  #counts = new Float64Array(FIRST * COUNTS.length);

  constructor(readonly peers: number) {}

  /** The pair of a caller and a callee, for {@link Traffic.add}. */
  pair(from: number, to: number): number {
    const key = from * this.peers + to;
    const found = this.#pairs.get(key);
    if (found !== undefined) return found;
    const start = this.#pairs.size * COUNTS.length;
    if (start === this.#counts.length) {
      const counts = new Float64Array(2 * start);
      counts.set(this.#counts);
      this.#counts = counts;
    }
    this.#pairs.set(key, start);
    return start;
  }

  /** Adds to a count of a pair. */
  add(pair: number, count: Count, by = 1): void {
    this.#counts[pair + PLACES[count]] += by;
  }

  /** The counts of the calls of one peer to another. */
  row(from: number, to: number): TrafficRow {
    return this.#rowOf(from * this.peers + to, this.pair(from, to));
  }

  /**
   * The rows of pairs with at least one request, and of peers with clipped gradients or skipped steps: those of a peer's
   * own requests together, each ascending.
   */
  table(): TrafficRow[] {
    const keys = new Float64Array(this.#pairs.size);
    let count = 0;
    this.#pairs.forEach((_, key) => (keys[count++] = key));
    const rows: TrafficRow[] = [];
    for (const key of keys.sort()) {
      const row = this.#rowOf(key, this.#pairs.get(key) ?? 0);
      if (row.asked + row.clipped + row.skipped > 0) rows.push(row);
    }
    return rows;
  }

  /** Restores the counts of a table. */
  restore(table: readonly TrafficRow[]): void {
    this.#pairs.clear();
    this.#counts.fill(0);
    for (const row of table) {
      const pair = this.pair(row.from, row.to);
      for (const count of COUNTS) this.add(pair, count, row[count]);
    }
  }

  #rowOf(key: number, pair: number): TrafficRow {
    const from = Math.floor(key / this.peers);
    const of = (count: Count): number => this.#counts[pair + PLACES[count]];
    // One literal: a table has many rows.
    return {
      from,
      to: key - from * this.peers,
      asked: of('asked'),
      answered: of('answered'),
      late: of('late'),
      unreachable: of('unreachable'),
      invalid: of('invalid'),
      failed: of('failed'),
      clipped: of('clipped'),
      skipped: of('skipped'),
      replaced: of('replaced'),
      gradientsLost: of('gradientsLost'),
      rows: of('rows'),
      bytes: of('bytes'),
    };
  }
}
