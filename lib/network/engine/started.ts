/*
 * Jobs of one learner that other threads do while its caller goes on: gradients of answers, and answers to requests that
 * will come.
 */
import { type AnswerActivations, type ReadByGradient } from './activations.js';
import { type Engine } from './engine.js';
import { type Groups } from './groups.js';
import { type WantedAnswer } from './memberJobs.js';

export class StartedJobs {
  /** The numbers that {@link Engine.start} gave the last jobs that write to each member's gradients. */
  readonly #gradients = new Map<number, number>();
  /** The same for those that read its parameters alone. */
  readonly #answers = new Map<number, number>();

  /** @param shape - the address of the largest shape of the members */
  constructor(
    readonly engine: Engine,
    readonly shape: number,
    readonly activations: AnswerActivations,
  ) {}

  /** Starts gradients of a member's answers, of which no other may be under way. */
  gradients(member: number, groups: Groups, read: readonly ReadByGradient[]): void {
    const { activations } = this;
    for (const one of read) activations.pinRead(one);
    const end = this.#start(groups, () => {
      for (const one of read) activations.unpinRead(one);
    });
    this.#gradients.set(member, end);
  }

  /**
   * Starts answers that were not asked for yet.
   *
   * @param results - the address of the largest norm of each, in the lasting frame
   */
  answers(groups: Groups, list: readonly WantedAnswer[], results: number): void {
    const { activations, engine } = this;
    for (const { answered } of list) activations.pin(answered);
    const end = this.#start(groups, () => {
      const norms = engine.pieces.doubles(results, list.length);
      for (const [at, { answered }] of list.entries()) {
        answered.largest = norms[at];
        activations.unpin(answered);
      }
    });
    for (const { member, answered } of list) {
      answered.end = end;
      this.#answers.set(member, end);
    }
  }

  /** Waits until nothing writes to the gradients of these members. */
  settleGradients(members: Iterable<number>): void {
    this.#settle(this.#gradients, members);
  }

  /** Waits until nothing reads the parameters of these members or writes to their gradients. */
  settle(members: readonly number[]): void {
    this.#settle(this.#gradients, members);
    this.#settle(this.#answers, members);
  }

  #start(groups: Groups, done: () => void): number {
    return this.engine.start(this.shape, groups.list(), groups, done);
  }

  #settle(ends: Map<number, number>, members: Iterable<number>): void {
    let last = 0;
    for (const member of members) {
      last = Math.max(last, ends.get(member) ?? 0);
      ends.delete(member);
    }
    if (last > 0) this.engine.settle(last);
  }
}
