/*
 * A thread of a crew: it does groups of jobs as they come, and sleeps where none come for a while.
 */
import { workerData } from 'node:worker_threads';
import { ROUND, SLEEPERS, work } from './control.js';
import { type SharedMemory } from './memory.js';
import { instantiateNetwork, type NetworkModule } from './module.js';

/** What a thread is started with. */
export interface ThreadData {
  readonly module: NetworkModule;
  readonly memory: SharedMemory;
  readonly board: number;
  readonly control: Int32Array;
  /** The thread's number, from 1; 0 is the caller's. */
  readonly thread: number;
}

/** Looks at the round before a thread sleeps, some 100 µs: to wake a sleeper takes about as long. */
const LOOKS = 30_000;

const { module, memory, board, control, thread } = workerData as ThreadData;
const kernel = instantiateNetwork(module, memory);
const perform = (group: number): void => {
  kernel.performGroup(board, group, thread);
};

let seen = 0;
for (;;) {
  let looks = 0;
  while (Atomics.load(control, ROUND) === seen && looks < LOOKS) looks++;
  if (looks === LOOKS) {
    Atomics.add(control, SLEEPERS, 1);
    Atomics.wait(control, ROUND, seen);
    Atomics.sub(control, SLEEPERS, 1);
  }
  seen = Atomics.load(control, ROUND);
  work(control, perform);
}
