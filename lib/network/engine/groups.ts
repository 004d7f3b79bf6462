/*
 * Jobs by what they write: those of one peer, or of one half of its gradients, are one group, in the order of their
 * addition.
 */
import { type Job } from './jobs.js';

export class Groups {
  readonly #groups = new Map<number, Job[]>();
  /** The most rows of a job. */
  rows = 0;
  /** Multiply-adds of all jobs, about. */
  size = 0;

  /** @param activations - numbers that a job computes for a row */
  constructor(readonly activations: number) {}

  /** Adds a job with `rows` rows to a group. */
  add(key: number, rows: number, job: Job): void {
    const group = this.#groups.get(key);
    if (group) group.push(job);
    else this.#groups.set(key, [job]);
    this.rows = Math.max(this.rows, rows);
    this.size += FAN_IN * rows * this.activations;
  }

  get count(): number {
    return this.#groups.size;
  }

  list(): readonly (readonly Job[])[] {
    return [...this.#groups.values()];
  }
}

/** Products that make one activation, about. */
const FAN_IN = 64;
