/*
 * Pieces of the kernel's memory in use between calls, and the rows in them.
 */
import { MeasuredRows } from '../measuredRows.js';
import { type Rows } from '../rows.js';
import { type Pieces } from './memory.js';

/** A piece in use: rows of it are out, or a gradient needs it. */
export class Holding {
  /** Whether rows of it are out, which their receiver recycles. */
  lent = false;
  /** Whether a gradient may need it. */
  needed = false;
  /** Jobs under way that refer to it. */
  uses = 0;
  /** Its place among all; −1 once it is given back. */
  place: number;

  constructor(
    readonly address: number,
    readonly bytes: number,
    readonly holdings: Holdings,
    place: number,
  ) {
    this.place = place;
  }

  /** Gives the memory back where it is neither lent nor needed nor used. */
  settle(): void {
    if (!this.lent && !this.needed && this.uses === 0) this.holdings.drop(this);
  }
}

/** All pieces that one learner has in use. */
export class Holdings {
  readonly #all: Holding[] = [];

  constructor(readonly pieces: Pieces) {}

  take(bytes: number): Holding {
    const holding = new Holding(this.pieces.take(bytes), bytes, this, this.#all.length);
    this.#all.push(holding);
    return holding;
  }

  drop(holding: Holding): void {
    if (holding.place < 0) return;
    this.pieces.give(holding.address, holding.bytes);
    const last = this.#all.pop();
    if (last && last !== holding) {
      this.#all[holding.place] = last;
      last.place = holding.place;
    }
    holding.place = -1;
  }

  dropAll(): void {
    while (this.#all.length > 0) this.drop(this.#all[this.#all.length - 1]);
  }
}

/** Rows in a piece of the kernel's memory, valid until they are recycled or their learner releases its caches. */
export class KernelRows extends MeasuredRows {
  constructor(
    rows: number,
    columns: number,
    values: Float32Array,
    largest: number,
    readonly holding: Holding,
    /** The address of the values. */
    readonly address: number,
  ) {
    super(rows, columns, values, largest);
  }
}

/** Whether rows lie in the memory of these holdings, or of others beside them. */
export function isIn({ pieces }: Holdings, rows: Rows): rows is KernelRows {
  return rows instanceof KernelRows && rows.holding.holdings.pieces === pieces;
}
