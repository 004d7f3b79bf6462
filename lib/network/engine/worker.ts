/*
 * A thread of a crew: it does groups of jobs as they come, and sleeps where none come for a while.
 */
import { workerData } from 'node:worker_threads';
import { ROUND, THREADS, whileEqual, work } from './control.js';
import { type SharedMemory } from './memory.js';
import { instantiateNetwork, type NetworkModule } from './module.js';

/** The data that a thread is started with. */
export interface ThreadData {
  readonly module: NetworkModule;
  readonly memory: SharedMemory;
  readonly board: number;
  readonly control: Int32Array;
  /** The thread's number, from 1; 0 is the caller's. */
  readonly thread: number;
}

const { memory, board, control, thread, ...data } = workerData as ThreadData;
const kernel = instantiateNetwork(data.module, memory);
const perform = (group: number): void => {
  kernel.performGroup(board, group, thread);
};

let seen = 0;
for (;;) {
  whileEqual(control, ROUND, seen);
  seen = Atomics.load(control, ROUND);
  if (thread < Atomics.load(control, THREADS)) work(control, perform);
}
