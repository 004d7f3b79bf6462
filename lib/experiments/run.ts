/*
 * Runs the pieces of a study on worker threads. Results come back in the order of the tasks, and each
 * through the same JSON as in the journal, so that they are the same bytes however a run went.
 */
import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { compileKernel } from '../kernel/index.js';
import { checkInteger } from '../math/checks.js';
import { WorkbenchError } from '../math/errors.js';
import { Journal, type JournalHeader } from './journal.js';
import { type RunOptions } from './study.js';
import { type Task, type Work } from './tasks.js';
import { type WorkerData } from './worker.js';

/** A piece of a study failed; what was finished before is in the journal. */
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
export async function runTasks<Kind extends keyof Work>(
  header: JournalHeader,
  tasks: readonly Task<Kind>[],
  { signal, onProgress, workers = availableParallelism(), journal: path }: RunOptions,
): Promise<Work[Kind]['gives'][]> {
  checkInteger(header.study, 'workers', workers, 1);
  signal?.throwIfAborted();
  // A notebook's stop button cuts off what a cell does before its first turn of the event loop, wherever it is;
  // from here on it is the signal that stops, and what was begun is ended properly.
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
  const journal = path === undefined ? undefined : new Journal(path, header);
  const results = tasks.map(
    (_, number) => journal?.result(number) as Work[Kind]['gives'] | undefined,
  );
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
  // The first failure stops the others: they would only finish work that nobody waits for.
  const stop = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  setMaxListeners(0, stopped);
  // A worker that ends its task in the moment it is stopped is reported here; so is one that cannot start.
  pool?.on('error', (error) => {
    stop.abort(error);
  });
  const perform = async (number: number): Promise<void> => {
    const task = tasks[number];
    try {
      const result: unknown = await pool?.run(task, { signal: stopped });
      journal?.keep(number, result);
      results[number] = JSON.parse(JSON.stringify(result)) as Work[Kind]['gives'];
    } catch (error) {
      stop.abort(error);
      if (stopped.aborted && stopped.reason !== error) throw stopped.reason;
      if (error instanceof WorkbenchError) throw error;
      const { seed } = task.parameters;
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
  return results as Work[Kind]['gives'][];
}
