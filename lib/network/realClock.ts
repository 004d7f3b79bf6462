/*
 * Real time. Timers of Node of different delays may fire in any order; a queue keeps that of the times.
 */
import { checkFunction, checkNonNegative, checkPositive, checkSignal } from '../math/checks.js';
import { checkPromise } from './checkPromise.js';
import { performFirst, unlessAborted, type Timeline } from './clock.js';
import { DueQueue, type DueCall } from './dueQueue.js';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The longest delay of a timer in Node, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The time since the clock was made, by the machine's steady clock, which no setting of the date moves. */
export class RealClock implements Timeline {
  readonly #start = performance.now();
  readonly #unit: number;
  readonly #due = new DueQueue<DueCall>();
  readonly #gathered: (() => Promise<boolean>)[] = [];
  readonly #idle: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** The time of the event that the timer is for. */
  #timed = Infinity;
  #performing = false;
  /** Whether work has gathered that may not have been seen. */
  #announced = false;

  /** @param unit - milliseconds of one unit of time. Default 1000: time is in seconds */
  constructor(unit = 1000) {
    checkPositive('RealClock', 'unit', unit);
    this.#unit = unit;
  }

  get now(): number {
    return (performance.now() - this.#start) / this.#unit;
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
    const remove = this.#due.add({ time: this.now + delay, act });
    this.#setTimer();
    return () => {
      remove();
      this.#setTimer();
    };
  }

  gather(work: () => Promise<boolean>): () => void {
    checkFunction('gather', 'work', work);
    this.#gathered.push(work);
    return () => {
      this.#announced = true;
      if (this.#performing) return;
      this.#performing = true;
      void this.#perform();
    };
  }

  run<T>(end: Promise<T>, signal?: AbortSignal): Promise<T> {
    checkPromise('run', 'end', end);
    checkSignal('run', signal);
    return unlessAborted(end, signal);
  }

  async drain(signal?: AbortSignal): Promise<void> {
    checkSignal('drain', signal);
    if (this.due === 0) return;
    const idle = new Promise<void>((resolve) => {
      this.#idle.push(resolve);
    });
    await unlessAborted(idle, signal);
  }

  async #perform(): Promise<void> {
    // Promises alone would keep the process from its input and output; and what arrives meanwhile is one batch.
    while (this.#announced) {
      this.#announced = false;
      do await nextTurn();
      while (await performFirst(this.#gathered));
    }
    this.#performing = false;
  }

  #setTimer(): void {
    const next = this.#due.first?.time ?? Infinity;
    if (next === Infinity) for (const resolve of this.#idle.splice(0)) resolve();
    // A timer that is too early for the next event costs less than one for each event.
    if (next >= this.#timed && next < Infinity) return;
    clearTimeout(this.#timer);
    this.#timed = next;
    if (next === Infinity) return;
    const milliseconds = Math.ceil((next - this.now) * this.#unit);
    this.#timer = setTimeout(
      () => {
        this.#timed = Infinity;
        try {
          while ((this.#due.first?.time ?? Infinity) <= this.now) this.#due.shift()?.act();
        } finally {
          // The events after one that throws are performed.
          this.#setTimer();
        }
      },
      Math.min(Math.max(0, milliseconds), LONGEST_TIMER),
    );
  }
}
