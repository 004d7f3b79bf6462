/*
 * The performers of pieces of work: worker threads, or the calling thread, which performs one piece after another and
 * leaves time to its event loop between them.
 */
import { join } from 'node:path';
import { Piscina } from 'piscina';
import { createQueue } from '../../files/queue.js';
import { compileKernel, Kernel } from '../../kernel/index.js';
import { type ModulePlace } from '../../parameters/registry.js';
import { type Task } from './task.js';
import { type WorkerData } from './worker.js';

/** Performs pieces of work. */
export interface Performer {
  /** @throws the error of the piece, or the signal's reason (rejects) */
  readonly run: (task: Task, signal: AbortSignal) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** Worker threads, which load the modules before their first piece. */
export function onWorkers(
  threads: number,
  modules: readonly ModulePlace[],
  onError: (error: unknown) => void,
): Performer {
  const pool = new Piscina({
    filename: join(__dirname, 'worker.js'),
    workerData: { module: compileKernel(), modules } satisfies WorkerData,
    maxThreads: threads,
    minThreads: threads,
  });
  // The pool reports here a worker that cannot start, and one that finishes while the pool stops.
  pool.on('error', onError);
  return {
    run: (task, signal) => pool.run(task, { signal }) as Promise<unknown>,
    close: () => pool.destroy(),
  };
}

/** The calling thread. Tasks and results are copied, as they are between threads. */
export function onThisThread(perform: (task: Task, kernel: Kernel) => unknown): Performer {
  const kernel = new Kernel(compileKernel());
  const inTurn = createQueue();
  return {
    run: (task, signal) =>
      inTurn(async () => {
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
        try {
          return structuredClone(await perform(structuredClone(task), kernel));
        } catch (cause) {
          // As from a worker, whose errors lose their class.
          throw new Error(cause instanceof Error ? cause.message : String(cause), { cause });
        }
      }),
    close: () => Promise.resolve(),
  };
}
