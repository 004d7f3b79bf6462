/*
 * What a peer learns about one neighbour: J_j, and D_j and d_j with stand-ins. A block is made when its neighbour is
 * first joined, has its own step count, and is left alone by every step before which it was not joined.
 */
import { type AdamState } from './adam.js';

/** Where parameters are kept. */
export interface Allocator {
  /** A zeroed array. */
  readonly allocate: (length: number) => Float32Array;
  /** Sets numbers that it made to 0. */
  readonly clear: (numbers: Float32Array) => void;
  /** Copies numbers that it made to as many others, its own or of the heap. */
  readonly copy: (from: Float32Array, to: Float32Array) => void;
}

/** Plain arrays of the JavaScript heap. */
export const PLAIN_ARRAYS: Allocator = {
  allocate: (length) => new Float32Array(length),
  clear: (numbers) => numbers.fill(0),
  copy: (from, to) => {
    to.set(from);
  },
};

/** The parameters for one neighbour, [J_j, D_j, d_j] one after the other. */
export interface Block extends AdamState {
  readonly neighbour: number;
  /** Parameters, gradient and both moments, one after the other. */
  readonly all: Float32Array;
  /** Optimizer steps taken. */
  steps: number;
  /** Whether it was joined since its peer's last step. */
  readonly touched: boolean;
  /** The steps that its peer had taken when it was last joined. */
  joined: number;
}

/** A block that serves as one that is made later, once it is dropped. */
export interface StoredBlock extends Block {
  neighbour: number;
  touched: boolean;
}

function isOlder(a: Block, b: Block): boolean {
  return a.joined < b.joined || (a.joined === b.joined && a.neighbour < b.neighbour);
}

/** The blocks of one peer. */
export class Blocks {
  readonly #held = new Map<number, StoredBlock>();
  /** Blocks that were dropped, by their number of parameters. */
  readonly #spare = new Map<number, StoredBlock[]>();
  readonly #touched: StoredBlock[] = [];

  constructor(readonly allocator: Allocator) {}

  get(neighbour: number): StoredBlock | undefined {
    return this.#held.get(neighbour);
  }

  /** All blocks, ascending by neighbour. */
  list(): Block[] {
    return [...this.#held.values()].sort((a, b) => a.neighbour - b.neighbour);
  }

  /** A block of so many parameters, of any values, without gradient or moments. */
  make(neighbour: number, length: number): StoredBlock {
    const spare = this.#spare.get(length)?.pop();
    // Its gradient is 0 since its last step or its drop.
    if (spare) this.allocator.clear(spare.all.subarray(2 * length));
    const block = spare ?? this.#allocate(length);
    block.neighbour = neighbour;
    block.steps = block.joined = 0;
    block.touched = false;
    this.#held.set(neighbour, block);
    return block;
  }

  /** The blocks that were joined since the last step, in the order of their joining. */
  get touched(): readonly Block[] {
    return this.#touched;
  }

  /** Notes that a block is joined. */
  touch(block: StoredBlock): void {
    if (block.touched) return;
    block.touched = true;
    this.#touched.push(block);
  }

  /** Notes a step: no block is joined since. */
  untouch(): void {
    for (const block of this.#touched) block.touched = false;
    this.#touched.length = 0;
  }

  /** Drops the blocks that were joined longest ago, of equals the lower neighbour, until at most `most` are left. */
  forget(most: number): void {
    while (this.#held.size > most) {
      let oldest: StoredBlock | undefined;
      for (const block of this.#held.values()) {
        if (block.touched || (oldest && !isOlder(block, oldest))) continue;
        oldest = block;
      }
      if (!oldest) return;
      this.#spareBlock(oldest);
    }
  }

  /** Drops the blocks of all neighbours that `keep` refuses; no block is joined after. */
  drop(keep: (neighbour: number) => boolean): void {
    this.untouch();
    for (const block of this.#held.values()) {
      if (keep(block.neighbour)) continue;
      this.allocator.clear(block.gradient);
      this.#spareBlock(block);
    }
  }

  #spareBlock(block: StoredBlock): void {
    this.#held.delete(block.neighbour);
    const { length } = block.values;
    const spare = this.#spare.get(length);
    if (spare) spare.push(block);
    else this.#spare.set(length, [block]);
  }

  #allocate(length: number): StoredBlock {
    const all = this.allocator.allocate(4 * length);
    const [values, gradient, first, second] = [0, 1, 2, 3].map((part) =>
      all.subarray(part * length, (part + 1) * length),
    );
    return {
      ...{ all, values, gradient, first, second },
      ...{ neighbour: 0, steps: 0, touched: false, joined: 0 },
    };
  }
}
