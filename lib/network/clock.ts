/*
 * The contract of clocks, and virtual time. Numbers decide the order of events, so that an asynchronous run is the same for the same seed on every
 * machine, and a wait of an hour takes no real time.
 *
 * Time advances only after the current instant is complete: all promises that can settle have settled, and the
 * gathered work (see {@link VirtualClock.gather}) is done, repeatedly, until there is no more of either.
 */
import { checkFlag, checkFunction, checkNonNegative, checkSignal } from '../math/checks.js';
import { WorkbenchError } from '../math/errors.js';
import { checkPromise } from './checkPromise.js';
import { DueQueue, type DueCall } from './dueQueue.js';

/** Time, virtual or real; never earlier than before. Virtual time has units of one round of an average peer. */
export interface Clock {
  readonly now: number;
  /** Resolves after `delay`. */
  wait: (delay: number) => Promise<void>;
  /** Calls `act` after `delay`, in the order of the times and then of the calls; the returned function cancels the call. */
  after: (delay: number, act: () => void) => () => void;
}

/** A clock on which work is gathered, and that is run to an end: {@link VirtualClock} or {@link RealClock}. */
export interface Timeline extends Clock {
  /** Events that are due. */
  readonly due: number;
  /**
   * Registers work that gathers during an instant and is done in one batch, such as all requests to a cohort. Time waits
   * for the promise of work without a limit.
   *
   * @param work - does the gathered work; resolves to false where there was none
   * @returns a function to be called when work has gathered
   */
  gather: (work: () => Promise<boolean>) => () => void;
  /**
   * The value of `end`, as soon as it settles.
   *
   * @throws (rejects) the reason of `end` when it rejects; the signal's reason when it aborts
   */
  run: <T>(end: Promise<T>, signal?: AbortSignal) => Promise<T>;
  /** Resolves when no event is due. */
  drain: (signal?: AbortSignal) => Promise<void>;
}

/** A run waits for a promise that no event, peer or transport will settle. */
export class StalledError extends WorkbenchError {
  override name = 'StalledError';
}

export class VirtualClock implements Timeline {
  #now: number;
  /** Events of one time keep the order of their calls. */
  readonly #due = new DueQueue<DueCall>();
  readonly #gathered: (() => Promise<boolean>)[] = [];
  /** Calls of {@link VirtualClock.hold} in effect. */
  #holds = 0;
  #wake: (() => void) | undefined;

  /** @param start - the initial time. Default 0. */
  constructor(start = 0) {
    checkNonNegative('VirtualClock', 'start', start);
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  get due(): number {
    return this.#due.size;
  }

  wait(delay: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(delay, resolve);
    });
  }

  after(delay: number, act: () => void): () => void {
    checkNonNegative('after', 'delay', delay);
    checkFunction('after', 'act', act);
    return this.#due.add({ time: this.#now + delay, act });
  }

  /**
   * Registers work that gathers during an instant and is done in one batch, such as all requests to a cohort. Time waits
   * for the promise of work without a limit.
   *
   * @param work - does the gathered work; resolves to false where there was none
   * @returns a function without effect: every instant asks for work before it ends
   */
  gather(work: () => Promise<boolean>): () => void {
    checkFunction('gather', 'work', work);
    this.#gathered.push(work);
    return () => undefined;
  }

  /** Stops time and gathered work until the returned function is called, for work in real time. */
  hold(): () => void {
    this.#holds++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      if (--this.#holds === 0) this.#wake?.();
    };
  }

  /**
   * Advances time until `end` settles, and returns its value.
   *
   * @param end - a promise itself, neither a proxy of one nor another object with `then`
   * @throws the reason of `end` when it rejects; the signal's reason when it aborts; {@link StalledError} when nothing is due and
   *   `end` has not settled
   */
  async run<T>(end: Promise<T>, signal?: AbortSignal): Promise<T> {
    checkPromise('run', 'end', end);
    checkSignal('run', signal);
    // An object, since the compiler does not see assignments of a variable in a callback.
    const state = { settled: false };
    const settle = (): void => {
      state.settled = true;
    };
    end.then(settle, settle);
    for (;;) {
      // A macrotask lets every ready promise continue, and signals of the process be handled.
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      if (state.settled) return end;
      if (await unlessAborted(this.#step(), signal)) continue;
      throw new StalledError(
        'run: a peer or a transport must settle every promise, got one that nothing will settle',
      );
    }
  }

  /** Advances time until no event is due. */
  async drain(signal?: AbortSignal): Promise<void> {
    checkSignal('drain', signal);
    do {
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    } while (await unlessAborted(this.#step(), signal));
  }

  /** Waits for the end of all holds, does the gathered work, or advances time to the next event; false where there is none. */
  async #step(): Promise<boolean> {
    // Work waits for holds too, so that its batches do not depend on real time.
    if (this.#holds > 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      return true;
    }
    if (await performFirst(this.#gathered)) return true;
    const next = this.#due.shift();
    if (!next) return false;
    this.#now = next.time;
    next.act();
    while (this.#due.first?.time === this.#now) this.#due.shift()?.act();
    return true;
  }
}

/** Does the first of the gathered works that there is; false where there is none. */
export async function performFirst(
  gathered: readonly (() => Promise<boolean>)[],
): Promise<boolean> {
  for (const work of gathered) {
    const found: unknown = await work();
    checkFlag('gather', 'value of work', found);
    if (found) return true;
  }
  return false;
}

/** The value of `work`; rejects with the signal's reason even where the work never settles. */
export async function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (!signal) return work;
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(signal.reason as Error);
    };
  });
  signal.addEventListener('abort', stop);
  // The work may have aborted the signal synchronously.
  if (signal.aborted) stop();
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
