/*
 * Runs the pieces of a study on worker threads. Results come back in the order of the tasks, and each passes
 * through the same JSON as in the journal, so that they are the same bytes whether or not a run was resumed.
 */
import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { compileKernel } from '../../kernel/index.js';
import { checkInteger } from '../../math/checks.js';
import { WorkbenchError } from '../../math/errors.js';
import { type RunOptions } from '../result.js';
import { Journal, type JournalHeader } from './journal.js';
import { type Task } from './task.js';
import { type WorkerData } from './worker.js';

/** A piece of a study failed; the pieces finished before are in the journal. */
export class StudyError extends WorkbenchError {
  override name = 'StudyError';
}

/**
 * Performs every task and returns their results in order.
 *
 * @param header - what the journal must agree on
 * @throws the signal's reason when it aborts; {@link StudyError} when a task fails;
 *   {@link FileError} when the journal cannot be used
 */
export async function runTasks(
  header: JournalHeader,
  tasks: readonly Task[],
  { signal, onProgress, workers = availableParallelism(), journal: path }: RunOptions,
): Promise<unknown[]> {
  checkInteger(header.study, 'workers', workers, 1);
  signal?.throwIfAborted();
  // A notebook's stop button interrupts a cell's synchronous part at any point; after one turn of the event loop
  // only the signal stops the study, and the pool and the journal are closed properly.
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
  const journal = path === undefined ? undefined : new Journal(path, header);
  const results = tasks.map((_, number) => journal?.result(number));
  const open = [...tasks.keys()].filter((number) => results[number] === undefined);
  const resumed = tasks.length - open.length;
  let done = resumed;
  onProgress?.({ done, total: tasks.length, resumed });
  const pool =
    open.length === 0
      ? undefined
      : new Piscina({
          filename: join(__dirname, 'worker.js'),
          workerData: { module: compileKernel() } satisfies WorkerData,
          maxThreads: Math.min(workers, open.length),
          minThreads: Math.min(workers, open.length),
        });
  // The first failure stops the other tasks, since their results are not used.
  const stop = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  setMaxListeners(0, stopped);
  // The pool reports a worker that cannot start here, and one that finishes while it is stopped.
  pool?.on('error', (error) => {
    stop.abort(error);
  });
  const perform = async (number: number): Promise<void> => {
    const task = tasks[number];
    try {
      const result: unknown = await pool?.run(task, { signal: stopped });
      journal?.keep(number, result);
      results[number] = JSON.parse(JSON.stringify(result));
    } catch (error) {
      stop.abort(error);
      if (stopped.aborted && stopped.reason !== error) throw stopped.reason;
      if (error instanceof WorkbenchError) throw error;
      const { seed } = task.values;
      throw new StudyError(
        `${header.study}: network ${task.network} of seed ${seed} failed (${(error as Error).message}); run again to go on`,
        { cause: error },
      );
    }
    onProgress?.({ done: ++done, total: tasks.length, resumed });
  };
  try {
    await Promise.all(open.map(perform));
  } finally {
    await pool?.destroy();
    journal?.close();
  }
  return results;
}
