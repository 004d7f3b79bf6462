/*
 * The threads that share the kernel's memory: the caller's, and others that are started when first wanted and end with
 * the process. Groups of jobs are published one after the other; the others take them at once, the caller's thread while
 * it waits for one.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { WorkbenchError } from '../../math/errors.js';
import {
  FAILED,
  FINISHED,
  GROUPS,
  isDone,
  PLACES,
  PUBLISHED,
  SCRATCH,
  THREADS,
  whileEqual,
  WORDS,
  workOn,
} from './control.js';
import { type WrittenGroup } from './jobs.js';
import { type VectorBits } from './vectorBits.js';
import { type SharedMemory } from './memory.js';
import { type NetworkKernel, type NetworkModule } from './module.js';
import { type ThreadData } from './worker.js';

/** Groups of jobs whose order and thread do not matter. */
export class Crew {
  readonly #control = new Int32Array(new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT));
  /** Threads that were started, the caller's included. */
  size = 1;
  /** Groups that were ever published. */
  published = 0;
  /** Groups that are done, with all before them. */
  settled = 0;

  constructor(
    readonly module: NetworkModule,
    readonly memory: SharedMemory,
    readonly vectorBits: VectorBits,
    readonly kernel: NetworkKernel,
  ) {}

  /** Starts threads up to a total of `threads`, the caller's included. */
  grow(threads: number): void {
    while (this.size < threads) {
      const { module, memory, vectorBits } = this;
      const data = { module, memory, vectorBits, control: this.#control, thread: this.size++ };
      new Worker(join(__dirname, 'worker.js'), { workerData: data satisfies ThreadData }).unref();
    }
  }

  /** The address of the scratch memory of a thread; 0 for none. */
  scratchOf(thread: number): number {
    return this.#control[SCRATCH + thread] >>> 0;
  }

  /** Gives a thread its scratch memory, while no group is under way. */
  useScratch(thread: number, address: number): void {
    this.#control[SCRATCH + thread] = address;
  }

  /** Does a group on this thread, apart from those that were published. */
  alone({ jobs, count }: WrittenGroup): void {
    this.kernel.performJobs(jobs, count, this.scratchOf(0));
  }

  /**
   * Publishes groups for `threads` threads, this one included. One that is late for earlier groups may help, so that all
   * that were started must have scratch memory.
   */
  publish(groups: readonly WrittenGroup[], threads: number): void {
    const control = this.#control;
    Atomics.store(control, THREADS, threads);
    for (let first = 0; first < groups.length; first += PLACES / 2) {
      const some = groups.slice(first, first + PLACES / 2);
      this.settle(this.published + some.length - PLACES);
      for (const { jobs, count } of some) {
        const at = GROUPS + 2 * (this.published++ % PLACES);
        control[at] = jobs;
        control[at + 1] = count;
      }
      Atomics.store(control, PUBLISHED, this.published | 0);
      Atomics.notify(control, PUBLISHED);
    }
  }

  /** Notes which groups are done. */
  look(): void {
    while (this.settled < this.published && isDone(this.#control, this.settled)) this.settled++;
  }

  /** Works and waits until the first `end` groups that were ever published are done. */
  settle(end: number): void {
    const control = this.#control;
    for (;;) {
      const finished = Atomics.load(control, FINISHED);
      this.look();
      if (this.settled >= end) break;
      if (!workOn(control, this.kernel, 0)) whileEqual(control, FINISHED, finished);
    }
    if (Atomics.exchange(control, FAILED, 0) > 0) {
      throw new WorkbenchError('the network kernel stopped: this is a defect of the workbench');
    }
  }
}
