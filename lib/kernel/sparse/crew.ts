/*
 * The threads of a sparse descent: the caller's alone, or workers that share its memory.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Order } from './worker.js';
import { Stepper, type Shared } from './stepper.js';

/** Takes steps of one descent. */
export interface Crew {
  /** One phase of a step by all threads; the largest of their results, NaN where one is. */
  perform(order: Order): Promise<number>;
  /** Ends the threads. */
  end(): Promise<void>;
}

function alone(where: string, shared: Shared): Crew {
  const stepper = new Stepper(where, shared);
  return {
    perform: ({ phase, from }) => {
      if (phase === 'move') return Promise.resolve(stepper.move(from));
      stepper.sum();
      return Promise.resolve(0);
    },
    end: () => Promise.resolve(),
  };
}

function together(where: string, shared: Shared, threads: number): Crew {
  const path = join(__dirname, 'worker.js');
  const workers = Array.from(
    { length: threads },
    () => new Worker(path, { workerData: { where, shared } }),
  );
  const ask = (worker: Worker, order: Order): Promise<number> =>
    new Promise((resolve, reject) => {
      worker.removeAllListeners('message').removeAllListeners('error');
      worker.once('message', resolve).once('error', reject);
      worker.postMessage(order);
    });
  return {
    perform: async (order) =>
      Math.max(...(await Promise.all(workers.map((worker) => ask(worker, order))))),
    end: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** A crew of `threads` workers, or the caller's thread where it is one. */
export function createCrew(where: string, shared: Shared, threads: number): Crew {
  return threads === 1 ? alone(where, shared) : together(where, shared, threads);
}
