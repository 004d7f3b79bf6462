/** The module that a worker thread runs: piscina calls the default export for each task. */
import { workerData } from 'piscina';
import { Kernel, type KernelModule } from '../../kernel/index.js';
import { STUDIES } from '../all.js';
import { type Task } from './task.js';

/** The data that every worker receives at its start: the kernel, compiled once for all of them. */
export interface WorkerData {
  readonly module: KernelModule;
}

const kernel = new Kernel((workerData as WorkerData).module);
const studies = new Map(STUDIES.map((study) => [study.name as string, study]));

export default function work(task: Task): unknown {
  return studies.get(task.study)?.perform(task, kernel);
}
