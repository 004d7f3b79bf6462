/*
 * What a peer learns about one neighbour: J_j, and D_j and d_j with stand-ins. A block is made when its neighbour is
 * first joined, has its own step count, and is left alone by every step before which it was not joined.
 */
import { type AdamState } from './adam.js';

/** Where parameters are kept. */
export interface Allocator {
  /** A zeroed array. */
  readonly allocate: (length: number) => Float32Array;
}

/** Plain arrays of the JavaScript heap. */
export const PLAIN_ARRAYS: Allocator = { allocate: (length) => new Float32Array(length) };

/** The parameters for one neighbour, [J_j, D_j, d_j] one after the other. */
export interface Block extends AdamState {
  readonly neighbour: number;
  /** Optimizer steps taken. */
  steps: number;
  /** Whether it was joined since its peer's last step. */
  touched: boolean;
  /** The steps that its peer had taken when it was last joined. */
  joined: number;
}

function isOlder(a: Block, b: Block): boolean {
  return a.joined < b.joined || (a.joined === b.joined && a.neighbour < b.neighbour);
}

/** The blocks of one peer. Arrays of blocks that are dropped serve those made later. */
export class Blocks {
  readonly #held = new Map<number, Block>();
  readonly #spare = new Map<number, Float32Array[]>();

  constructor(readonly allocator: Allocator) {}

  get(neighbour: number): Block | undefined {
    return this.#held.get(neighbour);
  }

  /** All blocks, ascending by neighbour. */
  list(): Block[] {
    return [...this.#held.values()].sort((a, b) => a.neighbour - b.neighbour);
  }

  /** A zeroed block of so many parameters. */
  make(neighbour: number, length: number): Block {
    const all = this.#spare.get(length)?.pop() ?? this.allocator.allocate(4 * length);
    const part = (at: number): Float32Array => all.subarray(at * length, (at + 1) * length);
    all.fill(0);
    const block: Block = {
      neighbour,
      ...{ values: part(0), gradient: part(1), first: part(2), second: part(3) },
      ...{ steps: 0, touched: false, joined: 0 },
    };
    this.#held.set(neighbour, block);
    this.#arrays.set(block, all);
    return block;
  }

  /** Drops the blocks that were joined longest ago, of equals the lower neighbour, until at most `most` are left. */
  forget(most: number): void {
    while (this.#held.size > most) {
      let oldest: Block | undefined;
      for (const block of this.#held.values()) {
        if (block.touched || (oldest && !isOlder(block, oldest))) continue;
        oldest = block;
      }
      if (!oldest) return;
      const { neighbour } = oldest;
      this.drop((other) => other !== neighbour);
    }
  }

  /** Drops the blocks of all neighbours that `keep` refuses. */
  drop(keep: (neighbour: number) => boolean): void {
    for (const [neighbour, block] of this.#held) {
      if (keep(neighbour)) continue;
      this.#held.delete(neighbour);
      const all = this.#arrays.get(block);
      if (!all) continue;
      const { length } = block.values;
      const spare = this.#spare.get(length);
      if (spare) spare.push(all);
      else this.#spare.set(length, [all]);
    }
  }

  /** The whole array of each block. */
  readonly #arrays = new WeakMap<Block, Float32Array>();
}
