/*
 * A thread of a crew: it does groups of jobs as they come, and sleeps where none come for a while.
 */
import { workerData } from 'node:worker_threads';
import { PUBLISHED, THREADS, whileEqual, workOn } from './control.js';
import { type VectorBits } from './vectorBits.js';
import { type SharedMemory } from './memory.js';
import { instantiateNetwork, type NetworkModule } from './module.js';

/** The data that a thread is started with. */
export interface ThreadData {
  readonly module: NetworkModule;
  readonly memory: SharedMemory;
  readonly control: Int32Array;
  readonly vectorBits: VectorBits;
  /** The thread's number, from 1; 0 is the caller's. */
  readonly thread: number;
}

const { module: compiled, memory, control, vectorBits, thread } = workerData as ThreadData;
const kernel = instantiateNetwork(compiled, memory, vectorBits);

let seen = 0;
for (;;) {
  whileEqual(control, PUBLISHED, seen);
  seen = Atomics.load(control, PUBLISHED);
  if (thread < Atomics.load(control, THREADS)) while (workOn(control, kernel, thread));
}
