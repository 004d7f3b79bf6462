/*
 * The network's kernel in this thread: its memory, its instance, and the threads that help.
 */
import { MOST_THREADS } from './control.js';
import { Crew } from './crew.js';
import { Frame } from './frame.js';
import { writeGroups, type Job } from './jobs.js';
import { vectorBitsFromEnvironment } from './vectorBits.js';
import { Pieces } from './memory.js';
import {
  compileNetwork,
  instantiateNetwork,
  type NetworkKernel,
  type Precision,
} from './module.js';

/** Bytes of scratch memory for a bare product, where no job has taken more. */
const MULTIPLY_SCRATCH = 2 ** 20;

/** Multiply-adds below which jobs are done by the caller's thread: the others would be told for too little. */
const WORTH_SHARING = 200_000;

/** Words of the records of jobs under way at which the caller waits for all of them. */
const MOST_WORDS = 2 ** 17;

/** The size of jobs. */
export interface Needs {
  /** The most rows of a job. */
  readonly rows: number;
  /** Multiply-adds of all jobs, about. */
  readonly size: number;
}

/** Jobs under way. */
interface Started {
  /** The number of groups that were ever published, up to theirs. */
  readonly end: number;
  readonly done: () => void;
}

/** Jobs in shared memory, done by one or more threads with the same bytes. */
export class Engine {
  readonly pieces = new Pieces();
  /** Records of the present call. */
  readonly frame = new Frame(this.pieces);
  /** Records of jobs that are under way after the call that started them. */
  readonly lasting = new Frame(this.pieces);
  readonly #kernel: NetworkKernel;
  readonly #crew: Crew;
  readonly #started: Started[] = [];
  #threads = 1;
  #scratch = 0;

  constructor(where: string, precision: Precision) {
    const vectorBits = vectorBitsFromEnvironment(where);
    const module = compileNetwork(where, precision);
    const { memory } = this.pieces;
    this.#kernel = instantiateNetwork(module, memory, vectorBits);
    this.#crew = new Crew(module, memory, vectorBits, this.#kernel);
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
   * Does groups of jobs, along with what was started before where there are several; the records that they refer to are in
   * the frame.
   *
   * @param shape - the address of the largest shape of their peers
   */
  perform(shape: number, groups: readonly (readonly Job[])[], needs: Needs): void {
    if (groups.length === 0) return;
    const shared = this.#shares(needs) && groups.length > 1;
    this.#reserve(shape, needs.rows, shared ? this.#threads : 1);
    const written = writeGroups(this.frame, groups);
    if (shared) {
      this.#crew.publish(written, this.#threads);
      this.settle(this.#crew.published);
    } else for (const group of written) this.#crew.alone(group);
  }

  /**
   * Starts groups of jobs, which other threads do while this one goes on; the records that they refer to are in the lasting
   * frame. Without other threads the jobs are done at once.
   *
   * @param shape - the address of the largest shape of their peers
   * @param done - is called once they are done, by this call or a later one
   * @returns a number by which {@link Engine.settle} waits for them
   */
  start(
    shape: number,
    groups: readonly (readonly Job[])[],
    needs: Needs,
    done?: () => void,
  ): number {
    const crew = this.#crew;
    const shared = this.#shares(needs);
    this.#reserve(shape, needs.rows, shared ? this.#threads : 1);
    const written = writeGroups(this.lasting, groups);
    if (shared) crew.publish(written, this.#threads);
    else for (const group of written) crew.alone(group);
    if (done) this.#started.push({ end: crew.published, done });
    this.settle(this.lasting.taken < MOST_WORDS ? crew.settled : crew.published);
    return crew.published;
  }

  /**
   * Works and waits until all is done that was started up to a call of {@link Engine.start}.
   *
   * @param end - what that call returned. Default: all that was started
   */
  settle(end = this.#crew.published): void {
    const crew = this.#crew;
    crew.settle(end);
    while (this.#started.length > 0 && this.#started[0].end <= crew.settled) {
      this.#started.shift()?.done();
    }
    if (crew.settled === crew.published) this.lasting.reset();
  }

  /** Sets numbers in the memory to 0. */
  clear({ byteOffset, byteLength }: Float32Array): void {
    this.#kernel.clear(byteOffset, byteLength);
  }

  /** Copies numbers in the memory to others, which JavaScript does more slowly where threads share them. */
  copy(from: Float32Array, to: Float32Array): void {
    this.#kernel.copy(from.byteOffset, to.byteOffset, from.byteLength);
  }

  /** C = A B at these addresses, [n, k] [k, m], on this thread: the bare product, for the benchmark. */
  readonly multiply = (a: number, b: number, c: number, n: number, k: number, m: number): void => {
    if (this.#scratch === 0) this.#scratch = MULTIPLY_SCRATCH;
    this.#provide(0);
    this.#kernel.multiply(this.#crew.scratchOf(0), a, b, c, n, k, m);
  };

  #shares({ size }: Needs): boolean {
    return this.#threads > 1 && size >= WORTH_SHARING;
  }

  /** Scratch memory for jobs of `rows` rows on each of `threads` threads. */
  #reserve(shape: number, rows: number, threads: number): void {
    const crew = this.#crew;
    const bytes = this.#kernel.scratchBytes(shape, rows);
    if (bytes > this.#scratch) {
      crew.settle(crew.published);
      for (let thread = 0; thread < crew.size; thread++) {
        const address = crew.scratchOf(thread);
        if (address > 0) this.pieces.give(address, this.#scratch);
        crew.useScratch(thread, 0);
      }
      this.#scratch = bytes;
    }
    if (threads > 1) crew.grow(threads);
    for (let thread = 0; thread < crew.size; thread++) this.#provide(thread);
  }

  #provide(thread: number): void {
    const crew = this.#crew;
    if (crew.scratchOf(thread) === 0) crew.useScratch(thread, this.pieces.take(this.#scratch));
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
