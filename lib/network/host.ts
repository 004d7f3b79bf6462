/*
 * Where peers run: takes calls one by one, and does those of an instant together, cohort by cohort.
 *
 * What has gathered is done in the order in which a round needs it: answers, then training, then others' gradients,
 * then steps of the optimiser, each only once nothing before it is left to do. Questions and gradients of an
 * instant go in an order that their contents decide: a sum must not be rounded as this or that message took a longer way.
 */
import { type VirtualClock } from './clock.js';
import {
  isLearning,
  type Cohort,
  type LearningCohort,
  type AnswerGradient,
  type TrainResult,
  type Request,
  type Batch,
} from './cohort.js';
import { type Rows } from './rows.js';
import { type Service } from './transport/contract.js';

/** One kind of work: the pending tasks and the promises of their results. */
class BatchQueue<Task extends { readonly peer: number }, Result> {
  #waiting: {
    readonly task: Task;
    readonly resolve: (result: Result) => void;
    readonly reject: (error: unknown) => void;
  }[] = [];

  constructor(
    readonly cohortOf: (peer: number) => Cohort,
    readonly work: (cohort: Cohort, tasks: readonly Task[]) => Promise<readonly Result[]>,
    readonly signal: AbortSignal | undefined,
    readonly compare?: (a: Task, b: Task) => number,
  ) {}

  take(task: Task): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject });
    });
  }

  /** Does all that waits; tells whether anything did. */
  async serve(): Promise<boolean> {
    const { compare } = this;
    const waiting = this.#waiting;
    if (waiting.length === 0) return false;
    this.#waiting = [];
    if (compare) waiting.sort((a, b) => compare(a.task, b.task));
    const cohorts = new Map<Cohort, typeof waiting>();
    for (const one of waiting) {
      const cohort = this.cohortOf(one.task.peer);
      const others = cohorts.get(cohort);
      if (others) others.push(one);
      else cohorts.set(cohort, [one]);
    }
    for (const [cohort, those] of cohorts) {
      try {
        // Who stops a run must find the peers as they are, whatever a slow one was still to lead to.
        this.signal?.throwIfAborted();
        const results = await this.work(
          cohort,
          those.map(({ task }) => task),
        );
        for (const [at, { resolve }] of those.entries()) resolve(results[at]);
      } catch (error) {
        // A cohort that fails, fails those who asked it, and nobody else.
        for (const { reject } of those) reject(error);
      }
    }
    return true;
  }
}

/** The peers of one process. */
export class Host implements Service {
  readonly #cohortOf: (peer: number) => Cohort;
  readonly #requests: BatchQueue<Request, Rows>;
  readonly #batches: BatchQueue<Batch, TrainResult>;
  readonly #gradients: BatchQueue<AnswerGradient, undefined>;
  readonly #steps: BatchQueue<{ readonly peer: number }, undefined>;

  /**
   * @param cohortOf - the cohort of a peer @param signal - once it has aborted, nothing more is computed
   */
  constructor(clock: VirtualClock, cohortOf: (peer: number) => Cohort, signal?: AbortSignal) {
    this.#cohortOf = cohortOf;
    this.#requests = new BatchQueue(
      cohortOf,
      async (cohort, queries) => cohort.forward(queries),
      signal,
      byContent,
    );
    this.#batches = new BatchQueue(
      cohortOf,
      async (cohort, studies) => learning(cohort).train(studies),
      signal,
    );
    this.#gradients = new BatchQueue(
      cohortOf,
      async (cohort, lessons) => {
        await cohort.accumulate(lessons);
        return lessons.map(() => undefined);
      },
      signal,
      (a, b) => byContent(a, b) || compare(a.gradient.values, b.gradient.values),
    );
    this.#steps = new BatchQueue(
      cohortOf,
      async (cohort, peers) => {
        await cohort.step(peers.map(({ peer }) => peer));
        return peers.map(() => undefined);
      },
      signal,
    );
    clock.gather(async () => {
      for (const counter of [this.#requests, this.#batches, this.#gradients, this.#steps]) {
        if (await counter.serve()) return true;
      }
      return false;
    });
  }

  forward(peer: number, x: Rows): Promise<Rows> {
    return this.#requests.take({ peer, x });
  }

  train(batch: Batch): Promise<TrainResult> {
    return this.#batches.take(batch);
  }

  /** The answers of the peer's stand-ins to x in place of all answers, [rows, n · width]; undefined without any. */
  async standIns(peer: number, x: Rows): Promise<Rows | undefined> {
    const cohort = this.#cohortOf(peer);
    return isLearning(cohort) ? (await cohort.standIns?.([{ peer, x }]))?.[0] : undefined;
  }

  async backward(peer: number, x: Rows, gradient: Rows): Promise<void> {
    await this.#gradients.take({ peer, x, gradient });
  }

  async step(peer: number): Promise<void> {
    await this.#steps.take({ peer });
  }
}

function learning(cohort: Cohort): LearningCohort {
  if (!isLearning(cohort)) throw new TypeError('train: the cohort must have data of its own');
  return cohort;
}

/** An order that does not depend on how questions came; that of lessons is the same, so that one finds the other. */
function byContent(a: Request, b: Request): number {
  return a.peer - b.peer || compare(a.x.values, b.x.values);
}

/** By the first number in which they differ. */
function compare(a: Float32Array, b: Float32Array): number {
  if (a === b) return 0;
  if (a.length !== b.length) return a.length - b.length;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at] - b[at];
  return 0;
}
