/*
 * What threads tell each other, in shared words: which groups of jobs there are, which are claimed, and which are done.
 * Groups are numbered in the order of their publication, for good; a group's place is its number modulo the number of
 * places.
 */
import { type NetworkKernel } from './module.js';

/** Threads at most. */
export const MOST_THREADS = 64;

/** Places of groups; those of groups that are not done are not written again. */
export const PLACES = 2 ** 12;

/** The words of the control block. */
const CLAIMED = 0;
/** Groups that were published; threads sleep on it. */
export const PUBLISHED = 1;
/** Groups that are done; the caller sleeps on it. */
export const FINISHED = 2;
/** Groups that failed: a defect of the kernel. */
export const FAILED = 3;
/** Threads that work; those of a higher number sleep. */
export const THREADS = 4;
/** The address of each thread's scratch memory. */
export const SCRATCH = 5;
/** The address of each group's first job, and the number of its jobs. */
export const GROUPS = SCRATCH + MOST_THREADS;
/** One more than the number of the last group that was done in each place. */
const DONE = GROUPS + 2 * PLACES;
export const WORDS = DONE + PLACES;

/** Whether group `group`, one of the last {@link PLACES}, is done. */
export function isDone(control: Int32Array, group: number): boolean {
  return Atomics.load(control, DONE + (group % PLACES)) === ((group + 1) | 0);
}

/** Does the next group that is not claimed, for thread `thread`; false where all are. */
export function workOn(control: Int32Array, kernel: NetworkKernel, thread: number): boolean {
  const next = claim(control);
  if (next === undefined) return false;
  const place = next & (PLACES - 1);
  const at = GROUPS + 2 * place;
  try {
    kernel.performJobs(control[at], control[at + 1], control[SCRATCH + thread]);
  } catch {
    // The caller waits for every group, so that a failure is told in place of an endless wait.
    Atomics.add(control, FAILED, 1);
  }
  Atomics.store(control, DONE + place, (next + 1) | 0);
  Atomics.add(control, FINISHED, 1);
  Atomics.notify(control, FINISHED);
  return true;
}

/** The number of the next group, now this thread's, in 32 bits; undefined where all are claimed. */
function claim(control: Int32Array): number | undefined {
  for (;;) {
    const next = Atomics.load(control, CLAIMED);
    if (next === Atomics.load(control, PUBLISHED)) return undefined;
    if (Atomics.compareExchange(control, CLAIMED, next, (next + 1) | 0) === next) return next;
  }
}

/** Looks before a thread sleeps, some 400 µs: to wake a sleeper takes its caller up to 70. */
const LOOKS = 120_000;

/** Waits until a word differs from `value`. */
export function whileEqual(control: Int32Array, word: number, value: number): void {
  for (let looks = 0; looks < LOOKS; looks++) {
    if (Atomics.load(control, word) !== value) return;
  }
  Atomics.wait(control, word, value);
}
