/*
 * The script of pages. The same text runs in the worker, which knows itself by the lack of a document: one file serves
 * both, and a page that is opened from a folder may start a worker from a text, not from a file.
 */
import { EXPLORABLES } from './list.js';
import { mount } from './page/mount.js';
import { type FromWorker, type ToWorker } from './worker/protocol.js';
import { type WorkerLike } from './worker/asker.js';
import { serve } from './worker/serve.js';

/** The function around this script, which the bundler writes. */
declare const workbenchExplorables: () => void;

interface WorkerScope {
  postMessage(message: FromWorker): void;
  onmessage: ((event: { readonly data: ToWorker }) => void) | null;
}

function startWorker(): WorkerLike {
  const text = `${workbenchExplorables.toString()}\nworkbenchExplorables();`;
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker as unknown as WorkerLike;
}

if (typeof document === 'undefined') {
  const scope = globalThis as unknown as WorkerScope;
  // A message to oneself comes after the messages that wait, and sooner than a timer.
  const channel = new MessageChannel();
  let then: (() => void) | undefined;
  channel.port1.onmessage = () => {
    const next = then;
    then = undefined;
    next?.();
  };
  const take = serve(
    (message) => {
      scope.postMessage(message);
    },
    (next) => {
      then = next;
      channel.port2.postMessage(0);
    },
  );
  scope.onmessage = ({ data }) => {
    take(data);
  };
} else {
  for (const element of document.querySelectorAll<HTMLElement>('[data-explorable]')) {
    const found = EXPLORABLES.find(({ name }) => name === element.dataset.explorable);
    if (found) mount(element, found, startWorker);
  }
}
