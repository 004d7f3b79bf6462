/*
 * The numbers of a peer's own network: 0 for itself, one for each neighbour. They are its own affair: other peers and
 * the ledger have numbers of their own, which change when peers leave.
 */
export class Slots {
  /** The id at each number. */
  readonly #ids: (string | undefined)[];

  /** @param size - the most peers */
  constructor(
    readonly own: string,
    readonly size: number,
    ids: readonly (string | undefined | null)[] = [],
  ) {
    this.#ids = Array.from({ length: size }, (_, slot) => ids[slot] ?? undefined);
    this.#ids[0] = own;
  }

  idAt(slot: number): string | undefined {
    return this.#ids[slot];
  }

  /** The number of a peer; −1 for one without. */
  of(id: string): number {
    return this.#ids.indexOf(id);
  }

  /**
   * Gives a number to each peer that has none: a free one, or that of a peer that has left, whose parameters the
   * newcomer's go on from.
   */
  assign(present: readonly string[]): void {
    for (const id of present) {
      if (this.of(id) >= 0) continue;
      const free = this.#ids.indexOf(undefined);
      const left = this.#ids.findIndex((one) => one !== undefined && !present.includes(one));
      const slot = free >= 0 ? free : left;
      if (slot > 0) this.#ids[slot] = id;
    }
  }

  /** The ids by number, for a checkpoint. */
  save(): (string | null)[] {
    return this.#ids.map((id) => id ?? null);
  }
}
