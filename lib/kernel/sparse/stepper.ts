/*
 * One thread's part of a step: blocks of columns of μ, then tiles of rows. A thread claims the next block or tile from a
 * counter; neither result depends on the thread that computes it.
 */
import { type SparseMarket } from '../../market/index.js';
import { type KernelModule } from '../engine.js';
import { createBlock, type Block } from './engine.js';
import {
  columnBlocks,
  cursorsOf,
  placeBids,
  readShifts,
  sumBids,
  TILE_ROWS,
  type Tiles,
} from './tiles.js';

/** A descent in memory that threads share. */
export interface Shared {
  readonly module: KernelModule;
  /** The market; `weights` are not read. */
  readonly market: SparseMarket;
  readonly tiles: Tiles;
  /** W and W⁺, which change places at each step. */
  readonly weights: readonly [Float64Array, Float64Array];
  readonly learningRate: number;
  readonly frozen: Uint8Array;
  /** The next block or tile, [1]. */
  readonly counter: Int32Array;
}

/** The part of one thread. */
export class Stepper {
  readonly #shared: Shared;
  readonly #block: Block;

  constructor(where: string, shared: Shared) {
    this.#shared = shared;
    this.#block = createBlock(where, shared.module, shared.market);
  }

  /** Sums blocks of columns of μ until none is left. */
  sum(): void {
    const { market, tiles, counter } = this.#shared;
    const blocks = columnBlocks(market.peers);
    for (;;) {
      const block = Atomics.add(counter, 0, 1);
      if (block >= blocks) return;
      sumBids(tiles, market.peers, block);
    }
  }

  /** Steps tiles of rows, from the weights `from` to the others, until none is left; returns max |w⁺ − w|. */
  move(from: 0 | 1): number {
    const { peers } = this.#shared.market;
    let most = 0;
    for (;;) {
      const tile = Atomics.add(this.#shared.counter, 0, 1);
      if (tile * TILE_ROWS >= peers) return most;
      // A NaN stays.
      most = Math.max(most, this.#moveTile(tile, from));
    }
  }

  #moveTile(tile: number, from: 0 | 1): number {
    const { market, tiles, weights, learningRate, frozen } = this.#shared;
    const { peers, known: k, samples, neighbours, factors, stake } = market;
    const block = this.#block;
    const next = weights[1 - from];
    const [read, placed] = [cursorsOf(peers, tiles, tile), cursorsOf(peers, tiles, tile)];
    const end = Math.min(peers, (tile + 1) * TILE_ROWS);
    let most = 0;
    for (let i = tile * TILE_ROWS; i < end; i += block.rows) {
      const last = Math.min(end, i + block.rows);
      const [at, to] = [i * k, last * k];
      block.neighbours.set(neighbours.subarray(at, to));
      readShifts(tiles, read, to - at, block.neighbours, block.shift);
      block.factors.set(factors.subarray(at * samples, to * samples));
      block.weights.set(weights[from].subarray(at, to));
      block.stake.set(stake.subarray(i, last));
      for (let row = i; row < last; row++) block.rates[row - i] = frozen[row] ? 0 : learningRate;
      most = Math.max(most, block.step(i, last - i));
      next.set(block.next.subarray(0, to - at), at);
      placeBids(tiles, placed, k, last - i, block.neighbours, block.next, block.stake);
    }
    return most;
  }
}
