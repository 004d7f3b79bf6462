/** The module that a worker thread runs: piscina calls the default export for each task. */
import { workerData } from 'piscina';
import { Kernel, type KernelModule } from '../../kernel/index.js';
import { type ModulePlace } from '../../parameters/registry.js';
import { STUDIES } from '../all.js';
import { useSame } from '../use/use.js';
import { type Task } from './task.js';

/** The data that every worker receives at its start. */
export interface WorkerData {
  /** The kernel, compiled once for all of them. */
  readonly module: KernelModule;
  /** The modules with definitions that the run uses. */
  readonly modules: readonly ModulePlace[];
}

const data = workerData as WorkerData;
const kernel = new Kernel(data.module);
const ready = useSame(data.modules);
// Each task reports it.
ready.catch(() => undefined);

export default async function work(task: Task): Promise<unknown> {
  await ready;
  return STUDIES.find(({ name }) => name === task.study)?.perform(task, kernel);
}
