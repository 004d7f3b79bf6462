/*
 * The page's side: asks the worker, takes its frames in order, and replaces a worker that is stuck in an outdated step.
 */
import { type FrameMessage, type FromWorker, type ToWorker } from './protocol.js';

/** The part of a Worker that is in use. */
export interface WorkerLike {
  postMessage(message: ToWorker): void;
  terminate(): void;
  onmessage: ((event: { readonly data: FromWorker }) => void) | null;
}

/** The milliseconds after which an outdated step is ended with its worker. */
const PATIENCE = 400;

export interface Asker {
  ask(values: Readonly<Record<string, unknown>>): void;
  /** The page has painted the frame. */
  more(frame: FrameMessage): void;
  end(): void;
}

/**
 * @param start - starts a worker
 * @param onFrame - a frame that is newer than all before
 * @param onRefusal - the sentence in which the newest question has ended
 */
export function createAsker(
  explorable: string,
  start: () => WorkerLike,
  onFrame: (frame: FrameMessage) => void,
  onRefusal: (message: string) => void,
): Asker {
  let worker: WorkerLike | undefined;
  let [asked, shown] = [0, 0];
  /** Since when the worker owes a frame. */
  let owes: number | undefined;

  const open = (): WorkerLike => {
    const made = start();
    made.onmessage = ({ data }) => {
      if (made !== worker) return;
      owes = undefined;
      if (data.kind === 'refused') {
        if (data.id === asked) onRefusal(data.message);
      } else if (data.id >= shown) {
        shown = data.id;
        onFrame(data);
      }
    };
    return made;
  };
  return {
    ask: (values) => {
      const now = performance.now();
      if (worker && owes !== undefined && now - owes > PATIENCE) {
        worker.terminate();
        worker = undefined;
        owes = undefined;
      }
      worker ??= open();
      owes ??= now;
      worker.postMessage({ kind: 'ask', id: ++asked, explorable, values });
    },
    more: ({ id, last }) => {
      worker?.postMessage({ kind: 'more', id });
      if (!last || id !== asked) owes ??= performance.now();
    },
    end: () => {
      worker?.terminate();
      worker = undefined;
    },
  };
}
