import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** A thread that answers one message at a time. */
export interface Thread<Order, Answer> {
  ask(order: Order): Promise<Answer>;
  end(): Promise<void>;
}

/** Starts a thread of a module below lib; undefined where there are none. */
export const startThread:
  (<Order, Answer>(path: string, data: object) => Thread<Order, Answer>) | undefined = (
  path,
  data,
) => {
  const worker = new Worker(join(__dirname, '..', '..', path), { workerData: data });
  return {
    ask: (order) =>
      new Promise((resolve, reject) => {
        worker.removeAllListeners('message').removeAllListeners('error');
        worker.once('message', resolve).once('error', reject);
        worker.postMessage(order);
      }),
    end: async () => {
      await worker.terminate();
    },
  };
};
