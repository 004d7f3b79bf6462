/*
 * Runs the pieces of a study on worker threads. Results are in the order of the tasks, and each passes through the same
 * JSON as in the journal, so that a resumed run gives the same bytes.
 */
import { setMaxListeners } from 'node:events';
import { createQueue } from '../../files/queue.js';
import { type Kernel } from '../../kernel/index.js';
import { InvalidArgumentError, WorkbenchError } from '../../math/errors.js';
import { type RunOptions } from '../result.js';
import { type Carried } from './carried.js';
import { openJournal, type Journal } from './journal.js';
import { type JournalHeader } from './journalLine.js';
import { Fault, faultOf } from './outcome.js';
import { performerOf } from './engine.js';
import { piecesOf } from './shard.js';
import { type Task } from './task.js';

/** A piece of a study failed; the pieces finished before are in the journal. */
export class StudyError extends WorkbenchError {
  override name = 'StudyError';
}

/** The study that a run performs. */
export interface Performed {
  /** One piece of work, on the calling thread. */
  readonly perform: (task: Task, kernel: Kernel) => unknown;
  readonly carried: Carried;
  /** Whether pieces measure time, so that one is performed at a time. Default false. */
  readonly measured?: boolean;
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
  study: Performed,
  options: RunOptions,
): Promise<unknown[]> {
  const { signal, journal: path } = options;
  signal?.throwIfAborted();
  // A notebook's stop button interrupts the synchronous part of a cell at any point. After one turn of the event loop
  // only the signal stops the study, so that the pool and the journal are closed properly.
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
  const journal = path === undefined ? undefined : await openJournal(path, header, tasks.length);
  try {
    return await runWith(header, tasks, study, options, journal);
  } finally {
    await journal?.close();
  }
}

async function runWith(
  { study: name, shard }: JournalHeader,
  tasks: readonly Task[],
  { perform: performHere, carried, measured = false }: Performed,
  { signal, onProgress, ...options }: RunOptions,
  journal: Journal | undefined,
): Promise<unknown[]> {
  if (measured && options.engine === 'bullmq') {
    const rule = "engine must be 'threads' where time is measured";
    throw new InvalidArgumentError(name, rule, "'bullmq'");
  }
  const results = tasks.map((_, number) => journal?.result(number));
  const wanted = shard ? piecesOf(shard, tasks.length) : [...tasks.keys()];
  const open = wanted.filter((number) => results[number] === undefined);
  const total = wanted.length;
  const resumed = total - open.length;
  let done = resumed;
  const dropped = journal?.dropped ?? 0;
  onProgress?.({ done, total, resumed, ...(dropped > 0 && { dropped }) });
  if (open.length === 0) return results;
  // The first failure stops the other tasks, whose results are not used.
  const stop = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  setMaxListeners(0, stopped);
  let told = '';
  const performer = await performerOf(performHere, carried, options, {
    pieces: open.length,
    ...(measured && { most: 1 }),
    onError: (error) => {
      stop.abort(error);
    },
    onWaiting: (reason) => {
      if (reason === told) return;
      told = reason;
      onProgress?.({ done, total, resumed, ...(reason !== '' && { waiting: reason }) });
    },
  });
  // Each result is kept and reported before the next one is read.
  const inTurn = createQueue();
  const finish = async (number: number, result: unknown): Promise<void> => {
    signal?.throwIfAborted();
    await journal?.keep(number, result);
    results[number] = JSON.parse(JSON.stringify(result));
    onProgress?.({ done: ++done, total, resumed });
  };
  const perform = async (number: number): Promise<unknown> => {
    const task = tasks[number];
    const { seed } = task.values;
    try {
      const outcome = await performer.run(task, stopped);
      // The library's studies give plain data.
      const fault =
        outcome instanceof Fault ? outcome.text : carried.own ? faultOf(outcome) : undefined;
      if (fault === undefined) return outcome;
      throw new StudyError(
        `${name}: network ${task.network} of seed ${seed} must give plain data with finite numbers, got ${fault}`,
      );
    } catch (error) {
      stop.abort(error);
      if (stopped.aborted && stopped.reason !== error) throw stopped.reason;
      if (error instanceof WorkbenchError) throw error;
      throw new StudyError(
        `${name}: network ${task.network} of seed ${seed} failed (${(error as Error).message}); run again to go on`,
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
    await performer.close();
    // Finished results that still wait are kept before the journal is closed.
    await inTurn(() => Promise.resolve());
  }
  return results;
}
