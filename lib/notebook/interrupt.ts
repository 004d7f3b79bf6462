/*
 * The stop button of a notebook, and Ctrl-C in a script, as a signal. The kernel stops waiting for an interrupted
 * asynchronous cell, but the cell's code continues; a study that is given the signal stops.
 */
import { checkSignal } from '../math/checks.js';
import { WorkbenchError } from '../math/errors.js';

/** The reason of an abort by the reader. */
export class InterruptedError extends WorkbenchError {
  override name = 'InterruptedError';
}

const running = new Set<AbortController>();

function stopAll(): void {
  const stopped = [...running];
  running.clear();
  for (const controller of stopped)
    controller.abort(new InterruptedError('interrupted: stopped before it was done'));
}

/**
 * A signal that aborts when the stop button is pressed, for `{ signal: interruptible() }`. Every call returns a new
 * signal, since an aborted one stays aborted.
 */
export function interruptible(): AbortSignal {
  const controller = new AbortController();
  if (running.size === 0) void listen();
  running.add(controller);
  return controller.signal;
}

/** Deferred: a listener for SIGINT registered in the synchronous part of a cell makes an interrupt kill the kernel. */
async function listen(): Promise<void> {
  await Promise.resolve();
  process.removeListener('SIGINT', stopAll);
  process.once('SIGINT', stopAll);
}

/**
 * Lets the kernel process messages within a long asynchronous loop: `await pause(signal)`.
 *
 * @throws {@link InvalidArgumentError} when `signal` is none; the signal's reason once it has aborted
 */
export async function pause(signal?: AbortSignal): Promise<void> {
  checkSignal('pause', signal);
  // A macrotask, because microtasks do not let signals through.
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
