/** What a worker thread runs: piscina calls the default export for each task. */
import { workerData } from 'piscina';
import { Kernel, type KernelModule } from '../kernel/index.js';
import { perform, type Task, type Work } from './tasks.js';

/** What every worker is given at its start: the kernel, compiled once for all of them. */
export interface WorkerData {
  readonly module: KernelModule;
}

const kernel = new Kernel((workerData as WorkerData).module);

export default function work<Kind extends keyof Work>(
  task: Task<Kind>,
): Work[Kind]['gives'] | Promise<Work[Kind]['gives']> {
  return perform(task, kernel);
}
