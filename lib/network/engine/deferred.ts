/*
 * Gradients of answers that are accumulated along with the next jobs: threads then have more to share at once, and wait
 * for each other less often.
 */
import { type AnswerActivations, type Answered } from './activations.js';
import { Groups } from './groups.js';
import { type Holding } from './holding.js';
import { type Job } from './jobs.js';

/** The gradient of one answer, with the memory that its jobs read. */
export interface Deferred {
  readonly member: number;
  readonly rows: number;
  readonly answered: Answered;
  readonly gradient: Holding;
  /** Its jobs, each with the key of its group. */
  readonly jobs: readonly (readonly [key: number, job: Job])[];
}

/** Gradients of the answers of one learner that were put off. */
export class DeferredGradients {
  #groups: Groups;
  readonly #members = new Set<number>();
  #held: Deferred[] = [];

  constructor(readonly activations: AnswerActivations) {
    this.#groups = new Groups(activations.numbers);
  }

  /** Puts a gradient off, after the earlier ones of its member. */
  add(one: Deferred): void {
    const { member, rows, answered, gradient, jobs } = one;
    for (const [key, job] of jobs) this.#groups.add(key, rows, job);
    this.#members.add(member);
    this.activations.pin(answered);
    gradient.uses++;
    this.#held.push(one);
  }

  /** Whether a gradient of one of these members is put off. */
  concerns(members: Iterable<number>): boolean {
    for (const member of members) if (this.#members.has(member)) return true;
    return false;
  }

  /** The jobs that were put off, which are so no longer, and a function that is called when they are done. */
  take(): { readonly groups: Groups; readonly done: () => void } {
    const [groups, held] = [this.#groups, this.#held];
    this.#groups = new Groups(this.activations.numbers);
    this.#members.clear();
    this.#held = [];
    const done = (): void => {
      for (const { answered, gradient } of held) {
        this.activations.unpin(answered);
        gradient.uses--;
        gradient.settle();
      }
    };
    return { groups, done };
  }
}
