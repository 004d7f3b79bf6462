/*
 * The threads of a sparse descent: the caller's alone, or workers that share its memory.
 */
import { startThread } from '#host/threads.js';
import { InvalidArgumentError } from '../../math/errors.js';
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
  if (!startThread) {
    const rule = 'workers must be 1 where threads cannot share memory, as on a page';
    throw new InvalidArgumentError(where, rule, String(threads));
  }
  const start = startThread;
  const crew = Array.from({ length: threads }, () =>
    start<Order, number>('kernel/sparse/worker.js', { where, shared }),
  );
  return {
    perform: async (order) =>
      Math.max(...(await Promise.all(crew.map((thread) => thread.ask(order))))),
    end: async () => {
      await Promise.all(crew.map((thread) => thread.end()));
    },
  };
}

/** A crew of `threads` workers, or the caller's thread where it is one. */
export function createCrew(where: string, shared: Shared, threads: number): Crew {
  return threads === 1 ? alone(where, shared) : together(where, shared, threads);
}
