/*
 * Virtual time: what happens when is decided by numbers, not by the machine, so that an asynchronous run is the same
 * for the same seed, and a wait of an hour takes no time at all.
 *
 * Everything that is due at one instant happens before time moves on: first whatever promises lead to, then the work
 * that has gathered (see {@link VirtualClock.gather}), again and again until the instant is quiet.
 */
import { checkNonNegative } from '../math/checks.js';
import { WorkbenchError } from '../math/errors.js';

/** Time as peers see it, in units of one round of an average peer. */
export interface Clock {
  readonly now: number;
  /** Resolves `delay` later. */
  wait: (delay: number) => Promise<void>;
  /** Calls `act` `delay` later, unless the function that it returns is called before. */
  after: (delay: number, act: () => void) => () => void;
}

interface Due {
  readonly time: number;
  readonly act: () => void;
}

/** Nothing is due any more, and yet something has not ended: a defect of a peer or of a transport. */
export class StalledError extends WorkbenchError {
  override name = 'StalledError';
}

export class VirtualClock implements Clock {
  #now: number;
  /** By time, then in the order of the calls. */
  readonly #due: Due[] = [];
  readonly #gathered: (() => Promise<boolean>)[] = [];

  /** @param start - what it shows at first. Default 0. */
  constructor(start = 0) {
    checkNonNegative('VirtualClock', 'start', start);
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  wait(delay: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(delay, resolve);
    });
  }

  after(delay: number, act: () => void): () => void {
    checkNonNegative('after', 'delay', delay);
    const due = { time: this.#now + delay, act };
    this.#insert(due);
    return () => {
      const at = this.#due.indexOf(due);
      if (at >= 0) this.#due.splice(at, 1);
    };
  }

  /**
   * Registers work that gathers during an instant and is done together, such as all questions to one group of peers.
   *
   * @param work - does what has gathered; tells whether there was anything
   */
  gather(work: () => Promise<boolean>): void {
    this.#gathered.push(work);
  }

  /**
   * Lets time pass until `end` settles, and returns what it resolves to.
   *
   * @throws what `end` rejects with; the signal's reason when it aborts; {@link StalledError} when nothing is due and
   *   `end` has not settled
   */
  async run<T>(end: Promise<T>, signal?: AbortSignal): Promise<T> {
    // A box: what a callback sets is not seen by the compiler.
    const state = { settled: false };
    const settle = (): void => {
      state.settled = true;
    };
    end.then(settle, settle);
    for (;;) {
      // A macrotask: every promise that could go on has gone on, and Ctrl-C gets through.
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      if (state.settled) return end;
      if (await unlessAborted(this.#step(), signal)) continue;
      throw new StalledError(
        'run: a peer or a transport must settle every promise, got one that nothing will settle',
      );
    }
  }

  /** Lets time pass until nothing is due any more. */
  async drain(signal?: AbortSignal): Promise<void> {
    do {
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    } while (await unlessAborted(this.#step(), signal));
  }

  /** Does the gathered work, or else advances time to the next due event; false where there is neither. */
  async #step(): Promise<boolean> {
    if (await this.#perform()) return true;
    const next = this.#due.shift();
    if (!next) return false;
    this.#now = next.time;
    next.act();
    while (this.#due.length > 0 && this.#due[0].time === this.#now) this.#due.shift()?.act();
    return true;
  }

  async #perform(): Promise<boolean> {
    for (const work of this.#gathered) if (await work()) return true;
    return false;
  }

  #insert(due: Due): void {
    let [low, high] = [0, this.#due.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#due[middle].time <= due.time) low = middle + 1;
      else high = middle;
    }
    this.#due.splice(low, 0, due);
  }
}

/** The value that `work` resolves to; rejects with the signal's reason although the work may never end. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(signal.reason as Error);
    };
  });
  signal.addEventListener('abort', stop);
  // The work may have brought it about at once.
  if (signal.aborted) stop();
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
