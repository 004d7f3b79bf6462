/*
 * The service of the peers in one process. Calls queue during an instant and are dispatched in batches per cohort.
 *
 * Queues are served in the order of a round: forward, train, backward, step, each only when the queues before it are
 * empty. Requests and gradients of an instant are sorted by content, so that rounding does not depend on the order of
 * arrival.
 */
import { type Timeline } from './clock.js';
import {
  isLearning,
  type Cohort,
  type LearningCohort,
  type AnswerGradient,
  type TrainResult,
  type Request,
  type Batch,
} from './cohort.js';
import { ExpectedRequests } from './expected.js';
import { type Rows } from './rows.js';
import { SETTLE_WITHIN, settled } from './settle.js';
import { TimeoutError, type Service } from './transport/contract.js';

/** The conditions under which a host computes. */
export interface HostOptions {
  /** After its abort no further work is dispatched. */
  readonly signal?: AbortSignal | undefined;
  /** Real time, in milliseconds, within which a cohort must settle. Default {@link SETTLE_WITHIN}. */
  readonly settleWithin?: number;
}

/** The cohorts that did not settle in time, with the error: no further work is dispatched to them. */
type Unsettled = Map<Cohort, TimeoutError>;

/** A dispatch queue: the pending tasks of one kind and the promises of their results. */
class BatchQueue<Task extends { readonly peer: number }, Result> {
  #waiting: {
    readonly task: Task;
    readonly resolve: (result: Result) => void;
    readonly reject: (error: unknown) => void;
  }[] = [];

  constructor(
    readonly name: string,
    readonly cohortOf: (peer: number) => Cohort,
    readonly work: (
      cohort: Cohort,
      tasks: readonly Task[],
    ) => readonly Result[] | Promise<readonly Result[]>,
    readonly unsettled: Unsettled,
    readonly options: HostOptions,
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
        this.options.signal?.throwIfAborted();
        const results = await this.#workOf(
          cohort,
          those.map(({ task }) => task),
        );
        those.forEach(({ resolve }, at) => {
          resolve(results[at]);
        });
      } catch (error) {
        // A failure rejects the tasks of this cohort only.
        for (const { reject } of those) reject(error);
      }
    }
    return true;
  }

  async #workOf(cohort: Cohort, tasks: readonly Task[]): Promise<readonly Result[]> {
    const known = this.unsettled.get(cohort);
    if (known) throw known;
    const { settleWithin = SETTLE_WITHIN, signal } = this.options;
    try {
      const work = this.work(cohort, tasks);
      if (!('then' in work)) return work;
      const what = (): string => `${this.name}: peer ${cohort.members.join(', ')}`;
      return await settled(work, what, settleWithin, signal);
    } catch (error) {
      if (error instanceof TimeoutError) this.unsettled.set(cohort, error);
      throw error;
    }
  }
}

/** The peers of one process. */
export class Host implements Service {
  readonly #cohortOf: (peer: number) => Cohort;
  readonly #requests: BatchQueue<Request, Rows>;
  readonly #batches: BatchQueue<Batch, TrainResult>;
  readonly #gradients: BatchQueue<AnswerGradient, undefined>;
  readonly #steps: BatchQueue<{ readonly peer: number }, boolean>;
  readonly #unsettled: Unsettled = new Map();
  /** Tells the clock that work has gathered. */
  readonly #announce: () => void;
  readonly #expected = new ExpectedRequests();

  /** @param cohortOf - the cohort of a peer */
  constructor(clock: Timeline, cohortOf: (peer: number) => Cohort, options: HostOptions = {}) {
    this.#cohortOf = cohortOf;
    const unsettled = this.#unsettled;
    this.#requests = new BatchQueue(
      'forward',
      cohortOf,
      (cohort, requests) => cohort.forward(requests),
      unsettled,
      options,
      byContent,
    );
    this.#batches = new BatchQueue(
      'train',
      cohortOf,
      (cohort, batches) => {
        this.#anticipate();
        return learning(cohort).train(batches);
      },
      unsettled,
      options,
    );
    this.#gradients = new BatchQueue(
      'accumulate',
      cohortOf,
      (cohort, gradients) => {
        const none = (): undefined[] => gradients.map(() => undefined);
        const work = cohort.accumulate(gradients);
        return work ? work.then(none) : none();
      },
      unsettled,
      options,
      (a, b) => byContent(a, b) || compare(a.gradient.values, b.gradient.values),
    );
    this.#steps = new BatchQueue(
      'step',
      cohortOf,
      (cohort, peers) => {
        const stepped = (skipped: readonly number[]): boolean[] =>
          peers.map(({ peer }) => !skipped.includes(peer));
        const work = cohort.step(peers.map(({ peer }) => peer));
        return 'then' in work ? work.then(stepped) : stepped(work);
      },
      unsettled,
      options,
    );
    this.#announce = clock.gather(async () => {
      for (const queue of [this.#requests, this.#batches, this.#gradients, this.#steps]) {
        if (await queue.serve()) return true;
      }
      return false;
    });
  }

  forward(peer: number, x: Rows): Promise<Rows> {
    return this.#take(this.#requests, { peer, x });
  }

  train(batch: Batch): Promise<TrainResult> {
    return this.#take(this.#batches, batch);
  }

  /** The output for x of the peer's stand-in for `neighbour`, [rows, width]; undefined without stand-ins. */
  async standIn(peer: number, neighbour: number, x: Rows): Promise<Rows | undefined> {
    const cohort = this.#cohortOf(peer);
    if (!isLearning(cohort)) return undefined;
    return (await cohort.standIns?.([{ peer, neighbour, x }]))?.[0];
  }

  backward(peer: number, x: Rows, gradient: Rows): Promise<void> {
    return this.#take(this.#gradients, { peer, x, gradient });
  }

  /** One optimizer step of a peer; false where it was not finite and was skipped. */
  step(peer: number): Promise<boolean> {
    return this.#take(this.#steps, { peer });
  }

  /**
   * Notes that a peer's round has ended.
   *
   * @param requests - makes those that it will send to others when the next begins; may be called before
   */
  expect(peer: number, time: number, requests: () => readonly Request[]): void {
    this.#expected.expect(peer, time, requests);
    // Another peer's request to this one is left to itself: the caller answers it sooner than a thread with other work.
    if (this.#expected.isFirst(peer)) this.#anticipate();
  }

  /** Notes that a peer's round begins. */
  begin(peer: number): void {
    this.#expected.begin(peer);
  }

  #anticipate(): void {
    const cohorts = new Map<Cohort, Request[]>();
    for (const request of this.#expected.take()) {
      const cohort = this.#cohortOf(request.peer);
      const others = cohorts.get(cohort);
      if (others) others.push(request);
      else cohorts.set(cohort, [request]);
    }
    for (const [cohort, requests] of cohorts) cohort.anticipate?.(requests);
  }

  #take<Task extends { readonly peer: number }, Result>(
    queue: BatchQueue<Task, Result>,
    task: Task,
  ): Promise<Result> {
    const result = queue.take(task);
    this.#announce();
    return result;
  }

  /** Takes back rows that a peer's cohort returned, which are read no more. */
  recycle(peer: number, rows: Rows): void {
    this.#cohortOf(peer).recycle?.(rows);
  }

  /** Discards the accumulated gradients of a peer that trains. */
  discard(peer: number): void {
    learning(this.#cohortOf(peer)).discard(peer);
  }

  /** The peers whose functions did not settle in time, with the reason. */
  unsettled(): { readonly peer: number; readonly reason: string }[] {
    return [...this.#unsettled].flatMap(([{ members }, { message }]) =>
      members.map((peer) => ({ peer, reason: message })),
    );
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
