/*
 * The training of dense peers by the kernel: the functions of lib/network/model/tensorLearner.ts, equal to rounding.
 */
import { type AnswerGradient, type Batch, type Request, type TrainResult } from '../cohort.js';
import { type Learner, type Learning } from '../model/learner.js';
import { type ParameterStore } from '../model/store.js';
import { rowsOf, type Rows } from '../rows.js';
import { AnswerActivations } from './activations.js';
import { DeferredGradients } from './deferred.js';
import { type Engine } from './engine.js';
import { Groups } from './groups.js';
import { Holdings, KernelRows } from './holding.js';
import { LOSSES, MemberJobs, type Outgoing } from './memberJobs.js';
import { activationsOf, SHAPE_BYTES, writeShape } from './shape.js';

export class KernelLearner implements Learner {
  readonly #engine: Engine;
  readonly #holdings: Holdings;
  readonly #shape: number;
  readonly #kept: AnswerActivations;
  readonly #deferred: DeferredGradients;
  readonly #memberOf: ReadonlyMap<number, number>;
  readonly #jobs: MemberJobs;
  #caching = false;

  constructor(
    engine: Engine,
    readonly store: ParameterStore,
    readonly learning: Learning,
  ) {
    this.#engine = engine;
    this.#holdings = new Holdings(engine.pieces);
    // A shape is some bytes, and remains.
    this.#shape = this.#engine.pieces.take(SHAPE_BYTES);
    writeShape(this.#engine.pieces, this.#shape, store, learning.distillationTemperature);
    const { length } = store.members;
    this.#kept = new AnswerActivations(this.#holdings, length, activationsOf(store));
    this.#deferred = new DeferredGradients(this.#kept);
    this.#memberOf = new Map(store.members.map((peer, member) => [peer, member]));
    this.#jobs = new MemberJobs(engine.frame, store, this.#kept, learning.learningRate);
  }

  forward(requests: readonly Request[]): Rows[] {
    const { width, hidden, context } = this.store.dimensions;
    const groups = new Groups(this.#kept.numbers);
    const results = this.#engine.frame.take(2 * requests.length);
    const made = requests.map(({ peer, x }, at) => {
      const member = this.#member(peer);
      const known = this.#kept.find(member, x);
      if (known?.ahead === undefined) {
        return this.#jobs.answer(groups, at, member, x, results + 8 * at, true);
      }
      known.activations.lent = true;
      return known;
    });
    this.#perform(groups);
    const norms = this.#doubles(results, requests.length);
    const answers = requests.map(({ x }, at) => {
      const { activations, ahead = norms[at] } = made[at];
      made[at].ahead = undefined;
      const start = activations.address + 4 * x.rows * (2 * hidden + context);
      const values = this.#engine.pieces.floats(start, x.rows * width);
      if (!this.#caching) return rowsOf(values.slice(), width);
      return new KernelRows(x.rows, width, values, ahead, activations, start);
    });
    this.#end();
    return answers;
  }

  accumulate(gradients: readonly AnswerGradient[]): void {
    const unknown = new Groups(this.#kept.numbers);
    const answered = gradients.map(({ peer, x }, at) => {
      const member = this.#member(peer);
      const known = this.#kept.find(member, x);
      return known ?? this.#jobs.answer(unknown, at, member, x, this.#engine.frame.take(2), false);
    });
    this.#perform(unknown);
    // Other gradients lie in the frame, which holds them for this call.
    const defers = this.#caching && gradients.every(({ gradient }) => this.#isOurs(gradient));
    const groups = new Groups(this.#kept.numbers);
    for (const [at, { peer, x, gradient }] of gradients.entries()) {
      const member = this.#member(peer);
      const jobs = this.#jobs.gradient(member, answered[at], x.rows, gradient);
      if (defers && this.#isOurs(gradient)) {
        const memory = { answered: answered[at], gradient: gradient.holding };
        this.#deferred.add({ member, rows: x.rows, jobs, ...memory });
      } else for (const [key, job] of jobs) groups.add(key, x.rows, job);
    }
    if (!defers) this.#performAfterDeferred(groups);
    this.#end();
  }

  train(batches: readonly Batch[], ahead: readonly Request[] = []): TrainResult[] {
    const { frame } = this.#engine;
    const groups = new Groups(this.#kept.numbers);
    const places = batches.map(({ joined }) => LOSSES + joined.length);
    const count = places.reduce((sum, place) => sum + place, 0);
    const results = frame.take(2 * count);
    let place = 0;
    const made = batches.map((batch, at) => {
      const start = place;
      place += places[at];
      return {
        start,
        ...this.#jobs.batch(groups, this.#member(batch.peer), batch, results + 8 * start),
      };
    });
    const moving = new Set(batches.map(({ peer }) => peer));
    const early = ahead.filter(({ peer }) => !moving.has(peer));
    // Keys below zero: those of the batches are members.
    const noted = this.#answerAhead(groups, early, (at) => -1 - at);
    this.#performAlone(
      batches.map(({ peer }) => peer),
      groups,
    );
    noted();
    const doubles = this.#doubles(results, count);
    const trained = batches.map((batch, at) => {
      const { start, outgoing, gates } = made[at];
      const [loss, studentLoss, distillation] = doubles.subarray(start, start + LOSSES);
      return {
        ...{ loss, studentLoss, distillation },
        gradients: outgoing.map((one, a) => one && this.#sent(one, doubles[start + LOSSES + a])),
        ...(batch.gated && {
          gateGradients: gates.map(([address, rows]) =>
            Float64Array.from(this.#engine.pieces.floats(address, rows)),
          ),
        }),
      };
    });
    this.#end();
    return trained;
  }

  step(peers: readonly number[], ahead: readonly Request[] = []): number[] {
    const { frame } = this.#engine;
    const groups = new Groups(this.#kept.numbers);
    const results = frame.take(2 * peers.length);
    const touched = peers.map((peer, at) => {
      const member = this.#member(peer);
      this.#kept.forget(member);
      return this.#jobs.step(groups, member, results + 8 * at);
    });
    const moved = new Set(peers);
    const early = ahead.filter(({ peer }) => moved.has(peer));
    const noted = this.#answerAhead(groups, early, (at) => this.#member(early[at].peer));
    this.#performAlone(peers, groups);
    noted();
    const stepped = this.#doubles(results, peers.length);
    const skipped = peers.filter((peer, at) => {
      const back = stepped[at] === 0 ? 1 : 0;
      this.store.steps[this.#member(peer)] -= back;
      for (const block of touched[at]) {
        block.steps -= back;
        block.touched = false;
      }
      return back > 0;
    });
    this.#end();
    return skipped;
  }

  changed(): void {
    this.#kept.forgetAll();
    this.#jobs.changed();
  }

  cache(threads: number): void {
    this.#caching = true;
    this.#engine.useThreads(threads);
  }

  flush(): void {
    this.#perform(new Groups(this.#kept.numbers));
    this.#engine.frame.reset();
  }

  recycle(rows: Rows): void {
    if (!this.#isOurs(rows)) return;
    rows.holding.lent = false;
    rows.holding.settle();
  }

  release(): void {
    this.flush();
    this.changed();
    this.#holdings.dropAll();
    this.#caching = false;
    this.#engine.useThreads(1);
  }

  /**
   * Adds the answers to requests that will come, where threads would be idle, of peers whose parameters will not have
   * moved.
   *
   * @param keyOf - the group of a request
   * @returns a function that notes what was computed
   */
  #answerAhead(
    groups: Groups,
    ahead: readonly Request[],
    keyOf: (at: number) => number,
  ): () => void {
    if (!this.#caching || groups.count >= this.#engine.threads) return () => undefined;
    const results = this.#engine.frame.take(2 * ahead.length);
    const made = ahead.map(({ peer, x }, at) => {
      const member = this.#member(peer);
      if (this.#kept.find(member, x)) return undefined;
      return this.#jobs.answer(groups, keyOf(at), member, x, results + 8 * at, false);
    });
    return () => {
      const norms = this.#doubles(results, ahead.length);
      for (const [at, one] of made.entries()) if (one) one.ahead = norms[at];
    };
  }

  #sent({ holding, rows }: Outgoing, largest: number): Rows {
    const { width } = this.store.dimensions;
    const values = this.#engine.pieces.floats(holding.address, rows * width);
    if (this.#caching) {
      return new KernelRows(rows, width, values, largest, holding, holding.address);
    }
    return rowsOf(values.slice(), width);
  }

  #isOurs(rows: Rows): rows is KernelRows {
    return rows instanceof KernelRows && rows.holding.holdings === this.#holdings;
  }

  #doubles(address: number, count: number): Float64Array {
    return new Float64Array(this.#engine.pieces.memory.buffer, address, count);
  }

  /** Performs jobs that write to gradients of these peers, after what was put off for them. */
  #performAlone(peers: readonly number[], groups: Groups): void {
    if (this.#deferred.concerns(peers.map((peer) => this.#member(peer)))) {
      this.#performAfterDeferred(groups);
    } else this.#perform(groups);
  }

  #performAfterDeferred(groups: Groups): void {
    this.#perform(new Groups(this.#kept.numbers));
    this.#perform(groups);
  }

  /** Performs jobs, along with what was put off. */
  #perform(groups: Groups): void {
    const { groups: deferred, done } = this.#deferred.take();
    groups.join(deferred);
    this.#engine.perform(this.#shape, groups.list(), groups);
    done();
  }

  /** Ends a call. Its records are forgotten, and without caching its activations too. */
  #end(): void {
    this.#engine.frame.reset();
    if (!this.#caching) {
      this.#kept.forgetAll();
      this.#holdings.dropAll();
    }
    this.#kept.leave();
  }

  #member(peer: number): number {
    const member = this.#memberOf.get(peer);
    if (member === undefined) throw new TypeError(`peer ${peer} must be of this cohort`);
    return member;
  }
}
