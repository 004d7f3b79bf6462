/*
 * Jobs by what they write: those of one peer, or of one half of its gradients, are one group, in the order of their
 * addition. Threads take the largest group first, so that none is left with it alone at the end.
 */
import { type Job } from './jobs.js';

/** Jobs that are done one after the other. */
interface Group {
  readonly jobs: Job[];
  /** Activations that take as long. */
  size: number;
}

/** Answers that take as long as a job, about; a batch takes a fourth more for each answer that is joined. */
const ANSWERS: Readonly<Record<Job['kind'], number>> = {
  answer: 1,
  encoder: 1,
  student: 1,
  accumulate: 2,
  learn: 3,
  step: 0,
};
const JOINED = 0.25;

export class Groups {
  readonly #groups = new Map<number, Group>();
  /** The most rows of a job. */
  rows = 0;
  /** Multiply-adds of all jobs, about. */
  size = 0;

  /** Adds a job with `rows` rows, of each of which it computes `activations` numbers, to a group. */
  add(key: number, rows: number, activations: number, job: Job): void {
    const answers = ANSWERS[job.kind] + (job.kind === 'learn' ? JOINED * (job.count ?? 0) : 0);
    const size = rows * activations * answers;
    const group = this.#groups.get(key);
    if (group) {
      group.jobs.push(job);
      group.size += size;
    } else this.#groups.set(key, { jobs: [job], size });
    this.rows = Math.max(this.rows, rows);
    this.size += FAN_IN * rows * activations;
  }

  /** The groups in the order in which threads take them. */
  list(): readonly (readonly Job[])[] {
    return [...this.#groups.values()].sort((a, b) => b.size - a.size).map(({ jobs }) => jobs);
  }
}

/** Products that make one activation, about. */
const FAN_IN = 64;
