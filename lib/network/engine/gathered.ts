/*
 * Gradients of answers that wait until their member's gradients are read: those of several answers are one job, which
 * goes through the member's parameters and gradients once.
 */
import { type AnswerActivations, type ReadByGradient } from './activations.js';
import { Groups } from './groups.js';
import { MOST_ROWS } from './jobs.js';
import { type MemberJobs } from './memberJobs.js';

/** The gradients of one member that wait. */
interface Waiting {
  readonly read: ReadByGradient[];
  rows: number;
}

export class GatheredGradients {
  readonly #waiting = new Map<number, Waiting>();

  /** @param perform - does jobs at once */
  constructor(
    readonly jobs: MemberJobs,
    readonly activations: AnswerActivations,
    readonly perform: (groups: Groups) => void,
  ) {}

  /** Lets a gradient wait, as long as its rows are valid; whether its member has as many now as one job takes. */
  add(member: number, read: ReadByGradient): boolean {
    this.activations.pinRead(read);
    const waiting = this.#waiting.get(member) ?? { read: [], rows: 0 };
    this.#waiting.set(member, waiting);
    waiting.read.push(read);
    waiting.rows += read.gradient.rows;
    return waiting.rows >= MOST_ROWS;
  }

  /** Computes what waits of these members, of all by default, in the order of its addition. */
  compute(members: Iterable<number> = [...this.#waiting.keys()]): void {
    if (this.#waiting.size === 0) return;
    const groups = new Groups();
    const done: ReadByGradient[] = [];
    for (const member of members) {
      const waiting = this.#waiting.get(member);
      if (!waiting) continue;
      this.#waiting.delete(member);
      this.jobs.gradients(groups, member, waiting.read, this.jobs.frame);
      done.push(...waiting.read);
    }
    this.perform(groups);
    for (const read of done) this.activations.unpinRead(read);
  }
}
