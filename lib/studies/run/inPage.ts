/*
 * Performs the pieces of a study on the calling thread, one after another: a page has no threads of the package and no
 * files. Results pass through the same JSON as under Node.
 */
import { Kernel } from '../../kernel/index.js';
import { WorkbenchError } from '../../math/errors.js';
import { type RunOptions } from '../result.js';
import { type JournalHeader } from './journalLine.js';
import { type Performed } from './pool.js';
import { type Task } from './task.js';

/**
 * Performs every task and returns their results in order.
 *
 * @throws {@link WorkbenchError} where a journal, workers or another engine are asked for; the signal's reason when it
 *   aborts
 */
export async function runTasks(
  { study }: JournalHeader,
  tasks: readonly Task[],
  { perform }: Performed,
  { signal, onProgress, journal, workers = 1, engine = 'threads' }: RunOptions,
): Promise<unknown[]> {
  if (journal !== undefined || workers > 1 || engine !== 'threads') {
    throw new WorkbenchError(
      `${study}: a page performs a study on one thread, without journal and engine; leave these options out`,
    );
  }
  const kernel = new Kernel();
  const results: unknown[] = [];
  for (const task of tasks) {
    signal?.throwIfAborted();
    onProgress?.({ done: results.length, total: tasks.length, resumed: 0 });
    results.push(JSON.parse(JSON.stringify(await perform(task, kernel))));
    await new Promise((resolve) => setTimeout(resolve));
  }
  onProgress?.({ done: tasks.length, total: tasks.length, resumed: 0 });
  return results;
}
