/*
 * Runs the pieces of a study on worker threads. Results are in the order of the tasks, and each passes through the same
 * JSON as in the journal, so that a resumed run gives the same bytes.
 */
import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { createQueue } from '../../files/queue.js';
import { compileKernel } from '../../kernel/index.js';
import { WorkbenchError } from '../../math/errors.js';
import { type RunOptions } from '../result.js';
import { openJournal, type Journal } from './journal.js';
import { type JournalHeader } from './journalLine.js';
import { type Task } from './task.js';
import { type WorkerData } from './worker.js';

/** A piece of a study failed; the pieces finished before are in the journal. */
export class StudyError extends WorkbenchError {
  override name = 'StudyError';
}

/**
 * Performs every task and returns their results in order.
 *
 * @param header - the header that the journal must have
 * @throws the signal's reason when it aborts; {@link StudyError} when a task fails;
 *   {@link FileError} when the journal cannot be used
 */
export async function runTasks(
  header: JournalHeader,
  tasks: readonly Task[],
  { signal, onProgress, workers = availableParallelism(), journal: path }: RunOptions,
): Promise<unknown[]> {
  signal?.throwIfAborted();
  // A notebook's stop button interrupts the synchronous part of a cell at any point. After one turn of the event loop
  // only the signal stops the study, so that the pool and the journal are closed properly.
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
  const journal = path === undefined ? undefined : await openJournal(path, header, tasks.length);
  try {
    return await runWith(header.study, tasks, { signal, onProgress, workers, journal });
  } finally {
    await journal?.close();
  }
}

interface Running {
  readonly signal: AbortSignal | undefined;
  readonly onProgress: RunOptions['onProgress'];
  readonly workers: number;
  readonly journal: Journal | undefined;
}

async function runWith(
  study: string,
  tasks: readonly Task[],
  { signal, onProgress, workers, journal }: Running,
): Promise<unknown[]> {
  const results = tasks.map((_, number) => journal?.result(number));
  const open = [...tasks.keys()].filter((number) => results[number] === undefined);
  const resumed = tasks.length - open.length;
  let done = resumed;
  const dropped = journal?.dropped ?? 0;
  onProgress?.({ done, total: tasks.length, resumed, ...(dropped > 0 && { dropped }) });
  const pool =
    open.length === 0
      ? undefined
      : new Piscina({
          filename: join(__dirname, 'worker.js'),
          workerData: { module: compileKernel() } satisfies WorkerData,
          maxThreads: Math.min(workers, open.length),
          minThreads: Math.min(workers, open.length),
        });
  // The first failure stops the other tasks, whose results are not used.
  const stop = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  setMaxListeners(0, stopped);
  // The pool reports here a worker that cannot start, and one that finishes while the pool stops.
  pool?.on('error', (error) => {
    stop.abort(error);
  });
  // Each result is kept and reported before the next one is read.
  const inTurn = createQueue();
  const finish = async (number: number, result: unknown): Promise<void> => {
    signal?.throwIfAborted();
    await journal?.keep(number, result);
    results[number] = JSON.parse(JSON.stringify(result));
    onProgress?.({ done: ++done, total: tasks.length, resumed });
  };
  const perform = async (number: number): Promise<unknown> => {
    const task = tasks[number];
    try {
      return (await pool?.run(task, { signal: stopped })) as unknown;
    } catch (error) {
      stop.abort(error);
      if (stopped.aborted && stopped.reason !== error) throw stopped.reason;
      if (error instanceof WorkbenchError) throw error;
      const { seed } = task.values;
      throw new StudyError(
        `${study}: network ${task.network} of seed ${seed} failed (${(error as Error).message}); run again to go on`,
        { cause: error },
      );
    }
  };
  const work = async (number: number): Promise<void> => {
    const result = await perform(number);
    await inTurn(() => finish(number, result));
  };
  try {
    await Promise.all(open.map(work));
  } finally {
    await pool?.destroy();
    // Finished results that still wait are kept before the journal is closed.
    await inTurn(() => Promise.resolve());
  }
  return results;
}
