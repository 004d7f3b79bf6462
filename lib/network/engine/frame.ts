/*
 * Memory for calls of the kernel: records and short lists, one after the other, all forgotten at once.
 */
import { type Pieces } from './memory.js';

interface Chunk {
  readonly address: number;
  /** Words of four bytes. */
  readonly size: number;
  readonly words: Int32Array;
  readonly floats: Float32Array;
}

const CHUNK = 2 ** 16;

/** Words that are handed out one after the other. After each call `words`, `floats` and `at` are those of its words. */
export class Frame {
  readonly #chunks: Chunk[] = [];
  #chunk = -1;
  #end = 0;
  words: Int32Array = new Int32Array();
  floats: Float32Array = new Float32Array();
  /** The index of the first word that was handed out last. */
  at = 0;
  /** Words that are handed out. */
  taken = 0;

  constructor(readonly pieces: Pieces) {}

  /** The address of `count` words of four bytes, a multiple of 16. Their values are any. */
  take(count: number): number {
    let chunk = this.#chunks[this.#chunk] as Chunk | undefined;
    if (!chunk || this.#end + count > chunk.size) chunk = this.#next(count);
    this.at = this.#end;
    this.#end += Math.ceil(count / 4) * 4;
    this.taken += count;
    return chunk.address + 4 * this.at;
  }

  /** Forgets all that was handed out. */
  reset(): void {
    this.#chunk = -1;
    this.#end = 0;
    this.taken = 0;
    this.words = new Int32Array();
  }

  #next(count: number): Chunk {
    this.#chunk++;
    const found = this.#chunks[this.#chunk] as Chunk | undefined;
    const chunk = found && found.size >= count ? found : this.#make(count);
    if (chunk !== found) this.#chunks.splice(this.#chunk, 0, chunk);
    this.words = chunk.words;
    this.floats = chunk.floats;
    this.#end = 0;
    return chunk;
  }

  #make(count: number): Chunk {
    const size = Math.max(CHUNK, count);
    const address = this.pieces.take(4 * size);
    const { buffer } = this.pieces.memory;
    return {
      ...{ address, size },
      words: new Int32Array(buffer, address, size),
      floats: new Float32Array(buffer, address, size),
    };
  }
}
