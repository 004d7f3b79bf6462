/*
 * The network's kernel in this thread: its memory, its instance, and the threads that help.
 */
import { Crew } from './crew.js';
import { MOST_GROUPS } from './control.js';
import { Frame } from './frame.js';
import { writeGroups, type Job } from './jobs.js';
import { Pieces } from './memory.js';
import {
  compileNetwork,
  instantiateNetwork,
  type NetworkKernel,
  type Precision,
} from './module.js';

/** Threads at most. */
export const MOST_THREADS = 64;

/** Words of the board: addresses of jobs and groups, and of each thread's scratch memory. */
const BOARD_WORDS = 2 + MOST_THREADS;

/** Bytes of scratch memory for a bare product, where no job has taken more. */
const MULTIPLY_SCRATCH = 2 ** 20;

/** Multiply-adds below which a round of jobs is done by the caller's thread: the others would be told for too little. */
const WORTH_SHARING = 200_000;

/** Jobs in shared memory, done by one or more threads with the same bytes. */
export class Engine {
  readonly pieces = new Pieces();
  readonly frame = new Frame(this.pieces);
  readonly #kernel: NetworkKernel;
  readonly #crew: Crew;
  readonly #board: Uint32Array;
  #threads = 1;
  #scratch = 0;

  constructor(where: string, precision: Precision) {
    const module = compileNetwork(where, precision);
    const { memory } = this.pieces;
    const board = this.pieces.take(4 * BOARD_WORDS);
    this.#board = new Uint32Array(memory.buffer, board, BOARD_WORDS);
    this.#kernel = instantiateNetwork(module, memory);
    this.#crew = new Crew(module, memory, this.#kernel, board);
  }

  /** Threads that share what is to be done, this one included. */
  get threads(): number {
    return this.#threads;
  }

  /** Lets `threads` threads share what is to be done, this one included. */
  useThreads(threads: number): void {
    this.#threads = Math.min(threads, MOST_THREADS);
  }

  /**
   * Does groups of jobs; the records that they refer to are in the frame.
   *
   * @param shape - the address of the shape of their peers
   * @param rows - the most rows of a job
   * @param size - multiply-adds of all jobs, about
   */
  perform(
    shape: number,
    groups: readonly (readonly Job[])[],
    { rows, size }: { readonly rows: number; readonly size: number },
  ): void {
    if (groups.length === 0) return;
    const { jobs, groups: address, count } = writeGroups(this.frame, shape, groups);
    const shared = this.#threads > 1 && count > 1 && size >= WORTH_SHARING;
    this.#reserve(shape, rows, shared ? this.#threads : 1);
    this.#board[0] = jobs;
    for (let first = 0; first < count; first += MOST_GROUPS) {
      const some = Math.min(MOST_GROUPS, count - first);
      this.#board[1] = address + 8 * first;
      if (shared) this.#crew.together(some, this.#threads);
      else this.#crew.alone(some);
    }
  }

  /** C = A B at these addresses, [n, k] [k, m], on this thread: the bare product, for the benchmark. */
  readonly multiply = (a: number, b: number, c: number, n: number, k: number, m: number): void => {
    this.#board[2] ||= this.pieces.take((this.#scratch = MULTIPLY_SCRATCH));
    this.#kernel.multiply(this.#board.byteOffset, a, b, c, n, k, m);
  };

  /** Scratch memory for jobs of `rows` rows on each of `threads` threads. */
  #reserve(shape: number, rows: number, threads: number): void {
    const bytes = this.#kernel.scratchBytes(shape, rows);
    if (bytes > this.#scratch) {
      for (let thread = 0; thread < MOST_THREADS; thread++) {
        const address = this.#board[2 + thread];
        if (address > 0) this.pieces.give(address, this.#scratch);
        this.#board[2 + thread] = 0;
      }
      this.#scratch = bytes;
    }
    if (threads > 1) this.#crew.grow(threads);
    for (let thread = 0; thread < this.#crew.size; thread++) {
      this.#board[2 + thread] ||= this.pieces.take(this.#scratch);
    }
  }
}

const engines = new Map<Precision, Engine>();

/**
 * The engine of this thread for a precision, made when first wanted.
 *
 * @throws {@link InvalidArgumentError} where the engine of JavaScript lacks what the precision takes
 */
export function engineFor(where: string, precision: Precision): Engine {
  const found = engines.get(precision) ?? new Engine(where, precision);
  engines.set(precision, found);
  return found;
}
