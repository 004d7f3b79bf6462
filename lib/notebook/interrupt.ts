/*
 * The stop button of a notebook, and Ctrl-C in a script, as a signal. The kernel stops waiting for an
 * asynchronous cell by itself, but the cell's code would run on; a study that is given the signal stops.
 */
import { WorkbenchError } from '../math/errors.js';

/** The reader stopped it. */
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
 * A signal that aborts when the stop button is pressed, for `{ signal: interruptible() }`. Every cell, and
 * every call, takes its signal: one that has aborted stays so.
 */
export function interruptible(): AbortSignal {
  const controller = new AbortController();
  if (running.size === 0) void listen();
  running.add(controller);
  return controller.signal;
}

/** Registered in the synchronous part of a cell, a listener for SIGINT would make an interrupt kill the kernel. */
async function listen(): Promise<void> {
  await Promise.resolve();
  process.removeListener('SIGINT', stopAll);
  process.once('SIGINT', stopAll);
}

/**
 * Lets the kernel answer, in the midst of a long asynchronous loop of your own: `await pause(signal)`.
 *
 * @throws the signal's reason once it has aborted
 */
export async function pause(signal?: AbortSignal): Promise<void> {
  // A macrotask: microtasks would not let a signal through.
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
