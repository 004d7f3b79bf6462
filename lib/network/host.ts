/*
 * The service of the peers in one process. Calls queue during an instant and are dispatched in batches per cohort.
 *
 * Queues are served in the order of a round: forward, train, backward, step, each only when the queues before it are
 * empty. Requests and gradients of an instant are sorted by content, so that rounding does not depend on the order of
 * arrival.
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

/** A dispatch queue: the pending tasks of one kind and the promises of their results. */
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

  /** Dispatches all pending tasks; false where there were none. */
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
        // After an abort no further work may touch the peers, even if a slow peer answers late.
        this.signal?.throwIfAborted();
        const results = await this.work(
          cohort,
          those.map(({ task }) => task),
        );
        for (const [at, { resolve }] of those.entries()) resolve(results[at]);
      } catch (error) {
        // A failure rejects the tasks of this cohort only.
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
   * @param cohortOf - the cohort of a peer
   * @param signal - after its abort no further work is dispatched
   */
  constructor(clock: VirtualClock, cohortOf: (peer: number) => Cohort, signal?: AbortSignal) {
    this.#cohortOf = cohortOf;
    this.#requests = new BatchQueue(
      cohortOf,
      async (cohort, requests) => cohort.forward(requests),
      signal,
      byContent,
    );
    this.#batches = new BatchQueue(
      cohortOf,
      async (cohort, batches) => learning(cohort).train(batches),
      signal,
    );
    this.#gradients = new BatchQueue(
      cohortOf,
      async (cohort, gradients) => {
        await cohort.accumulate(gradients);
        return gradients.map(() => undefined);
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
      for (const queue of [this.#requests, this.#batches, this.#gradients, this.#steps]) {
        if (await queue.serve()) return true;
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

  /** The outputs of the peer's stand-ins for all answers to x, [rows, n · width]; undefined without stand-ins. */
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
  if (!isLearning(cohort)) throw new TypeError('train: the cohort must be one that has data');
  return cohort;
}

/** An order independent of arrival, the same for requests and gradients, so that a gradient finds its activations. */
function byContent(a: Request, b: Request): number {
  return a.peer - b.peer || compare(a.x.values, b.x.values);
}

/** Lexicographic order. */
function compare(a: Float32Array, b: Float32Array): number {
  if (a === b) return 0;
  if (a.length !== b.length) return a.length - b.length;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at] - b[at];
  return 0;
}
