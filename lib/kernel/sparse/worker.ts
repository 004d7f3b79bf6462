/*
 * A worker thread of a sparse descent.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Stepper, type Shared } from './stepper.js';

/** One phase of a step, from the weights of this index. */
export interface Order {
  readonly phase: 'sum' | 'move';
  readonly from: 0 | 1;
}

const { where, shared } = workerData as { readonly where: string; readonly shared: Shared };
const stepper = new Stepper(where, shared);
parentPort?.on('message', ({ phase, from }: Order) => {
  if (phase === 'sum') stepper.sum();
  parentPort?.postMessage(phase === 'move' ? stepper.move(from) : 0);
});
