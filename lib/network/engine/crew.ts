/*
 * The threads that share the kernel's memory: the caller's, and others that are started when first wanted and end with
 * the process.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { WorkbenchError } from '../../math/errors.js';
import {
  CLAIM,
  claimOf,
  DONE,
  FAILED,
  MOST_GROUPS,
  ROUND,
  THREADS,
  whileEqual,
  WORDS,
  work,
} from './control.js';
import { type SharedMemory } from './memory.js';
import { type NetworkKernel, type NetworkModule } from './module.js';
import { type ThreadData } from './worker.js';

/** Groups of jobs whose order and thread do not matter. */
export class Crew {
  readonly #control = new Int32Array(new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT));
  #round = 0;
  /** Threads that were started, the caller's included. */
  size = 1;

  /** @param board - the address of what `performGroup` reads */
  constructor(
    readonly module: NetworkModule,
    readonly memory: SharedMemory,
    readonly kernel: NetworkKernel,
    readonly board: number,
  ) {}

  /** Starts threads up to a total of `threads`, the caller's included. */
  grow(threads: number): void {
    while (this.size < threads) {
      const data: ThreadData = {
        ...{ module: this.module, memory: this.memory, board: this.board },
        ...{ control: this.#control, thread: this.size++ },
      };
      new Worker(join(__dirname, 'worker.js'), { workerData: data }).unref();
    }
  }

  /** Does groups 0 to count − 1 on this thread alone. */
  alone(count: number): void {
    for (let group = 0; group < count; group++) this.kernel.performGroup(this.board, group, 0);
  }

  /**
   * Does groups 0 to count − 1, at most {@link MOST_GROUPS}, on `threads` threads; one that is late for an earlier round
   * may help, so that all that were started must have scratch memory. The caller's thread works and waits: its wait is
   * short, since the groups of a round are of like size.
   */
  together(count: number, threads: number): void {
    const control = this.#control;
    Atomics.store(control, THREADS, threads);
    Atomics.store(control, DONE, 0);
    this.#round = (this.#round + 1) & 0x7ffff;
    Atomics.store(control, CLAIM, claimOf(this.#round, Math.min(count, MOST_GROUPS)));
    Atomics.add(control, ROUND, 1);
    Atomics.notify(control, ROUND);
    work(control, (group) => {
      this.kernel.performGroup(this.board, group, 0);
    });
    for (;;) {
      const done = Atomics.load(control, DONE);
      if (done === count) break;
      whileEqual(control, DONE, done);
    }
    if (Atomics.exchange(control, FAILED, 0) > 0) {
      throw new WorkbenchError('the network kernel stopped: this is a defect of the workbench');
    }
  }
}
