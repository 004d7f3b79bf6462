/*
 * What threads tell each other, in shared words: which groups of jobs are left, and how many are done. A claim is one
 * exchange of a word that holds both the round and the groups left, so that a late thread cannot claim a group of the
 * next round by the count of the last.
 */

/** The words of the control block. */
export const CLAIM = 0;
export const DONE = 1;
/** Counts rounds; threads sleep on it. */
export const ROUND = 2;
/** Groups that failed: a defect of the kernel. */
export const FAILED = 3;
/** Threads that work in this round; those of a higher number wait. */
export const THREADS = 4;
export const WORDS = 5;

const GROUP_BITS = 12;
/** Groups of one round at most. */
export const MOST_GROUPS = 2 ** GROUP_BITS - 1;

/** The claim word of a round with `left` groups left. */
export function claimOf(round: number, left: number): number {
  return (round << GROUP_BITS) | left;
}

/** Does groups, `perform(index)`, until the present round has none left. */
export function work(control: Int32Array, perform: (group: number) => void): void {
  for (;;) {
    const claim = Atomics.load(control, CLAIM);
    const left = claim & MOST_GROUPS;
    if (left === 0) return;
    if (Atomics.compareExchange(control, CLAIM, claim, claim - 1) !== claim) continue;
    try {
      perform(left - 1);
    } catch {
      // The caller waits for every group, so that a failure is told in place of an endless wait.
      Atomics.add(control, FAILED, 1);
    }
    Atomics.add(control, DONE, 1);
    Atomics.notify(control, DONE);
  }
}

/** Looks before a thread sleeps, some 100 µs: to wake a sleeper takes about as long. */
const LOOKS = 30_000;

/** Waits until a word differs from `value`. */
export function whileEqual(control: Int32Array, word: number, value: number): void {
  for (let looks = 0; looks < LOOKS; looks++) {
    if (Atomics.load(control, word) !== value) return;
  }
  Atomics.wait(control, word, value);
}
