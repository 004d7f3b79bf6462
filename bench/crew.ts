/*
 * The same load on every core: one worker a core, each with a separate engine of one compiled module.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type KernelModule } from '../lib/kernel/index.js';
import { wallSeconds } from './clock.js';
import { Load, type Mix } from './load.js';

interface Task {
  readonly module: KernelModule;
  readonly mix: Mix;
  readonly n: number;
}

/** Workers that run a load at the same time. */
export class Crew {
  readonly #workers: Worker[];

  constructor(size: number, task: Task) {
    this.#workers = Array.from(
      { length: size },
      () => new Worker(__filename, { workerData: task }),
    );
  }

  async #all(message: { prepare?: number }): Promise<number[]> {
    const answers = this.#workers.map(
      (worker) =>
        new Promise<number>((resolve, reject) => {
          worker.removeAllListeners();
          worker.once('message', resolve).once('error', reject);
          worker.postMessage(message);
        }),
    );
    return Promise.all(answers);
  }

  /** Network-steps a second of all workers together, by wall time. */
  async rate(steps: number): Promise<number> {
    const widths = await this.#all({ prepare: steps });
    const start = wallSeconds();
    await this.#all({});
    const seconds = wallSeconds() - start;
    return (steps * widths.reduce((a, b) => a + b, 0)) / seconds;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

if (!isMainThread && parentPort) {
  const { module, mix, n } = workerData as Task;
  const load = new Load(module, mix, n);
  const port = parentPort;
  port.on('message', ({ prepare }: { prepare?: number }) => {
    if (prepare === undefined) load.run();
    else load.prepare(prepare);
    port.postMessage(load.width);
  });
}
