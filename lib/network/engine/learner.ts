/*
 * The training of dense peers by the kernel: the functions of lib/network/model/tensorLearner.ts, equal to rounding.
 */
import { type AnswerGradient, type Batch, type Request, type TrainResult } from '../cohort.js';
import { type Learner, type Learning } from '../model/learner.js';
import { type ParameterStore } from '../model/store.js';
import { rowsOf, type Rows } from '../rows.js';
import { AnswerActivations, type ReadByGradient } from './activations.js';
import { type Engine } from './engine.js';
import { GatheredGradients } from './gathered.js';
import { Groups } from './groups.js';
import { Holdings, isIn, KernelRows } from './holding.js';
import { LOSSES, MemberJobs, type Outgoing, type WantedAnswer } from './memberJobs.js';
import { writeShapes, type MemberShape } from './shape.js';
import { StartedJobs } from './started.js';

/** Jobs of answers for each thread, where requests come together. */
const JOBS_OF_THREAD = 4;

export class KernelLearner implements Learner {
  readonly #engine: Engine;
  readonly #holdings: Holdings;
  readonly #shapes: readonly MemberShape[];
  /** The address of the largest. */
  readonly #shape: number;
  readonly #kept: AnswerActivations;
  readonly #started: StartedJobs;
  readonly #memberOf: ReadonlyMap<number, number>;
  readonly #jobs: MemberJobs;
  readonly #gathered: GatheredGradients;
  #caching = false;

  constructor(
    engine: Engine,
    readonly store: ParameterStore,
    readonly learning: Learning,
  ) {
    this.#engine = engine;
    this.#holdings = new Holdings(engine.pieces);
    this.#shapes = writeShapes(engine.pieces, store, learning.distillationTemperature);
    this.#shape = this.#shapes.reduce((a, b) => (a.hidden < b.hidden ? b : a)).address;
    const numbers = this.#shapes.map(({ activations }) => activations);
    this.#kept = new AnswerActivations(this.#holdings, numbers);
    this.#started = new StartedJobs(engine, this.#shape, this.#kept);
    this.#memberOf = new Map(store.members.map((peer, member) => [peer, member]));
    this.#jobs = new MemberJobs(
      engine.frame,
      store,
      this.#shapes,
      this.#kept,
      learning.learningRate,
    );
    this.#gathered = new GatheredGradients(this.#jobs, this.#kept, (groups) => {
      this.#perform(groups);
    });
  }

  forward(requests: readonly Request[]): Rows[] {
    const { width, context } = this.store.dimensions;
    const groups = new Groups();
    const { frame } = this.#engine;
    const results = frame.take(2 * requests.length);
    const wanted: WantedAnswer[] = [];
    const made = requests.map(({ peer, x }, at) => {
      const member = this.#member(peer);
      const known = this.#kept.find(member, x);
      if (known?.end === undefined) {
        const answered = this.#kept.make(member, x, true);
        wanted.push({ member, answered, rows: x.rows, norm: results + 8 * at });
        return answered;
      }
      known.activations.lent = true;
      return known;
    });
    this.#jobs.answers(groups, wanted, this.#together(wanted.length), frame);
    this.#perform(groups);
    this.#engine.settle(made.reduce((last, { end = 0 }) => Math.max(last, end), 0));
    const norms = this.#engine.pieces.doubles(results, requests.length);
    const answers = requests.map(({ peer, x }, at) => {
      const { hidden } = this.#shapes[this.#member(peer)];
      const { activations, largest = norms[at] } = made[at];
      made[at].end = made[at].largest = undefined;
      const start = activations.address + 4 * x.rows * (2 * hidden + context);
      const values = this.#engine.pieces.floats(start, x.rows * width);
      if (!this.#caching) return rowsOf(values.slice(), width);
      return new KernelRows(x.rows, width, values, largest, activations, start);
    });
    this.#end();
    return answers;
  }

  accumulate(gradients: readonly AnswerGradient[]): void {
    const unknown = new Groups();
    const wanted: WantedAnswer[] = [];
    const answered = gradients.map(({ peer, x }) => {
      const member = this.#member(peer);
      const known = this.#kept.find(member, x);
      if (known) return known;
      const made = this.#kept.make(member, x, false);
      wanted.push({ member, answered: made, rows: x.rows, norm: this.#engine.frame.take(2) });
      return made;
    });
    this.#jobs.answers(unknown, wanted, this.#together(wanted.length), this.#engine.frame);
    this.#perform(unknown);
    const places = new Map<number, number[]>();
    gradients.forEach(({ peer }, at) => {
      const member = this.#member(peer);
      const others = places.get(member);
      if (others) others.push(at);
      else places.set(member, [at]);
    });
    this.#started.settleGradients(places.keys());
    for (const [member, those] of places) {
      const read = those.map((at): ReadByGradient => {
        return { answered: answered[at], gradient: gradients[at].gradient };
      });
      if (this.#sharing) this.#start(member, read);
      else this.#gather(member, read);
    }
    for (const { peer, x } of gradients) this.#kept.finish(this.#member(peer), x);
    this.#end();
  }

  train(batches: readonly Batch[]): TrainResult[] {
    const { frame } = this.#engine;
    const places = batches.map(({ joined }) => LOSSES + joined.length);
    const count = places.reduce((sum, place) => sum + place, 0);
    const results = frame.take(2 * count);
    const members = batches.map(({ peer }) => this.#member(peer));
    this.#started.settleGradients(members);
    this.#gathered.compute(members);
    const starts = this.#sharing && batches.length > 1;
    let place = 0;
    const made = batches.map((batch, at) => {
      const start = place;
      place += places[at];
      const groups = new Groups();
      const written = this.#jobs.batch(groups, members[at], batch, results + 8 * start);
      // Others begin with it while this thread makes the next one.
      if (starts) this.#engine.start(this.#shape, groups.list(), groups);
      else this.#perform(groups);
      return { start, ...written };
    });
    if (starts) this.#engine.settle();
    const doubles = this.#engine.pieces.doubles(results, count);
    const trained = batches.map((batch, at) => {
      const { start, outgoing, gates } = made[at];
      return {
        loss: doubles[start],
        studentLoss: doubles[start + 1],
        distillation: doubles[start + 2],
        gradients: outgoing.map((one, a) => one && this.#sent(one, doubles[start + LOSSES + a])),
        ...(batch.gated && { gateGradients: this.#gateGradients(gates) }),
      };
    });
    this.#end();
    return trained;
  }

  step(peers: readonly number[]): number[] {
    const { frame } = this.#engine;
    const groups = new Groups();
    const results = frame.take(2 * peers.length);
    const members = peers.map((peer) => this.#member(peer));
    this.#started.settle(members);
    this.#gathered.compute(members);
    for (const [at, member] of members.entries()) {
      this.#kept.forget(member);
      this.#jobs.step(groups, member, results + 8 * at);
    }
    this.#perform(groups);
    const stepped = this.#engine.pieces.doubles(results, peers.length);
    const skipped = peers.filter((_, at) => {
      const member = members[at];
      const isSkipped = stepped[at] === 0;
      if (isSkipped) {
        this.store.steps[member]--;
        for (const block of this.store.touchedBlocks(member)) block.steps--;
      }
      this.store.untouch(member);
      return isSkipped;
    });
    this.#end();
    return skipped;
  }

  anticipate(requests: readonly Request[]): void {
    if (!this.#sharing) return;
    const groups = new Groups();
    const { lasting } = this.#engine;
    const results = lasting.take(2 * requests.length);
    const list: WantedAnswer[] = [];
    for (const { peer, x } of requests) {
      const member = this.#member(peer);
      if (this.#kept.find(member, x)) continue;
      const answered = this.#kept.make(member, x, false);
      list.push({ member, answered, rows: x.rows, norm: results + 8 * list.length });
    }
    this.#jobs.answers(groups, list, this.#together(list.length), lasting);
    if (list.length > 0) this.#started.answers(groups, list, results);
  }

  changed(): void {
    this.#kept.forgetAll();
  }

  cache(threads: number): void {
    this.flush();
    this.#caching = true;
    this.#engine.useThreads(threads);
  }

  flush(): void {
    this.#engine.settle();
    this.#gathered.compute();
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

  /** Whether jobs are started for other threads, rather than done at once. */
  get #sharing(): boolean {
    return this.#caching && this.#engine.threads > 1;
  }

  /** Requests of one job: as many as leave every thread some jobs. */
  #together(requests: number): number {
    const { threads } = this.#engine;
    return threads > 1 ? Math.ceil(requests / (JOBS_OF_THREAD * threads)) : Infinity;
  }

  #sent({ holding, rows }: Outgoing, largest: number): Rows {
    const { width } = this.store.dimensions;
    const values = this.#engine.pieces.floats(holding.address, rows * width);
    if (this.#caching) {
      return new KernelRows(rows, width, values, largest, holding, holding.address);
    }
    return rowsOf(values.slice(), width);
  }

  /** Parts of one array: an array for each would cost more than its numbers. */
  #gateGradients(gates: readonly [address: number, rows: number][]): Float64Array[] {
    const all = new Float64Array(gates.reduce((sum, [, rows]) => sum + rows, 0));
    let end = 0;
    return gates.map(([address, rows]) => {
      const part = all.subarray(end, (end += rows));
      part.set(this.#engine.pieces.floats(address, rows));
      return part;
    });
  }

  #isOurs(rows: Rows): rows is KernelRows {
    return rows instanceof KernelRows && rows.holding.holdings === this.#holdings;
  }

  /** Starts the gradients of a member's answers for other threads. */
  #start(member: number, read: readonly ReadByGradient[]): void {
    const groups = new Groups();
    this.#jobs.gradients(groups, member, read, this.#engine.lasting);
    this.#started.gradients(member, groups, read);
  }

  /** Lets the gradients of a member's answers wait, or computes them where they are enough or do not last. */
  #gather(member: number, read: readonly ReadByGradient[]): void {
    let waits = this.#caching;
    for (const one of read) {
      const isFull = this.#gathered.add(member, one);
      waits &&= !isFull && isIn(this.#holdings, one.gradient);
    }
    if (!waits) this.#gathered.compute([member]);
  }

  #perform(groups: Groups): void {
    this.#engine.perform(this.#shape, groups.list(), groups);
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
