/*
 * Memory of the rows that a peer sends. Each array of its own has memory outside of V8's heap, whose amount brings on
 * collections of the whole heap.
 */

/** Gives an array of so many numbers, of any content. */
export type Take = (count: number) => Float32Array;

/** A new array. */
export const fresh: Take = (count) => new Float32Array(count);

/** The memory of the rows of one round, whose receivers shall read them within their calls. */
export class RoundMemory {
  #buffer = new ArrayBuffer(0);
  #taken = 0;

  /** An array that no other of this round overlaps. */
  readonly take: Take = (count) => {
    const bytes = Float32Array.BYTES_PER_ELEMENT * count;
    if (this.#taken + bytes > this.#buffer.byteLength) {
      // Arrays that were taken keep the memory that they have.
      this.#buffer = new ArrayBuffer(Math.max(2 * this.#buffer.byteLength, bytes));
      this.#taken = 0;
    }
    const numbers = new Float32Array(this.#buffer, this.#taken, count);
    this.#taken += bytes;
    return numbers;
  };

  /** Ends the round: later arrays are written over those that were taken. */
  end(): void {
    this.#taken = 0;
  }
}

/** The memories of rounds that are over, which serve again: the last first, since a cache still holds it. */
export class RoundMemories {
  readonly #free: RoundMemory[] = [];

  take(): RoundMemory {
    return this.#free.pop() ?? new RoundMemory();
  }

  /** Takes back the memory of a round that is over. */
  give(memory: RoundMemory): void {
    memory.end();
    this.#free.push(memory);
  }
}
