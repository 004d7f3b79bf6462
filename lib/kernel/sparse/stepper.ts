/*
 * One thread's part of a step: blocks of columns of μ, then tiles of rows. A thread claims the next block or tile from a
 * counter; neither result depends on the thread that computes it.
 */
import { type SparseMarket } from '../../market/index.js';
import { type KernelModule } from '../engine.js';
import { columnBlocks, sumColumns } from './columns.js';
import { createBlock, type Block } from './engine.js';

/** A descent in memory that threads share. */
export interface Shared {
  readonly module: KernelModule;
  /** The market; `weights` are not read. */
  readonly market: SparseMarket;
  readonly splits: Uint32Array;
  /** μ, [n]. */
  readonly shift: Float64Array;
  /** W and W⁺, which change places at each step. */
  readonly weights: readonly [Float64Array, Float64Array];
  readonly learningRate: number;
  readonly frozen: Uint8Array;
  /** The next block or tile, [1]. */
  readonly counter: Int32Array;
}

/** Rows of a tile. */
const TILE = 4096;

export class Stepper {
  readonly #shared: Shared;
  readonly #block: Block;

  constructor(where: string, shared: Shared) {
    this.#shared = shared;
    this.#block = createBlock(where, shared.module, shared.market);
  }

  /** Sums blocks of columns of μ, from the weights `from`, until none is left. */
  sum(from: 0 | 1): void {
    const { market, weights, splits, shift, counter } = this.#shared;
    const blocks = columnBlocks(market.peers);
    for (;;) {
      const block = Atomics.add(counter, 0, 1);
      if (block >= blocks) return;
      sumColumns(market, weights[from], splits, block, shift);
    }
  }

  /** Steps tiles of rows, from the weights `from` to the others, until none is left; returns max |w⁺ − w|. */
  move(from: 0 | 1): number {
    const { peers } = this.#shared.market;
    this.#block.shift.set(this.#shared.shift);
    let most = 0;
    for (;;) {
      const first = Atomics.add(this.#shared.counter, 0, 1) * TILE;
      if (first >= peers) return most;
      const end = Math.min(peers, first + TILE);
      // A NaN stays.
      most = Math.max(most, this.#moveRows(first, end, from));
    }
  }

  #moveRows(first: number, end: number, from: 0 | 1): number {
    const { market, weights, learningRate, frozen } = this.#shared;
    const { known: k, samples, neighbours, factors, stake } = market;
    const block = this.#block;
    const next = weights[1 - from];
    let most = 0;
    for (let i = first; i < end; i += block.rows) {
      const last = Math.min(end, i + block.rows);
      const [at, to] = [i * k, last * k];
      block.neighbours.set(neighbours.subarray(at, to));
      block.factors.set(factors.subarray(at * samples, to * samples));
      block.weights.set(weights[from].subarray(at, to));
      block.stake.set(stake.subarray(i, last));
      for (let row = i; row < last; row++) block.rates[row - i] = frozen[row] ? 0 : learningRate;
      most = Math.max(most, block.step(i, last - i));
      next.set(block.next.subarray(0, to - at), at);
    }
    return most;
  }
}
