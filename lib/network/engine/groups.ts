/*
 * Jobs by peer: those of one peer are one group, in the order of their addition.
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

  /** Adds a job of a member with `rows` rows. */
  add(member: number, rows: number, job: Job): void {
    const group = this.#groups.get(member);
    if (group) group.push(job);
    else this.#groups.set(member, [job]);
    this.rows = Math.max(this.rows, rows);
    this.size += FAN_IN * rows * this.activations;
  }

  list(): readonly (readonly Job[])[] {
    return [...this.#groups.values()];
  }
}

/** Products that make one activation, about. */
const FAN_IN = 64;
