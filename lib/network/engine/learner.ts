/*
 * The training of dense peers by the kernel: the functions of lib/network/model/tensorLearner.ts, equal to rounding.
 */
import {
  type AnswerGradient,
  type Batch,
  type JoinedAnswer,
  type Request,
  type TrainResult,
} from '../cohort.js';
import { type AdamState } from '../model/adam.js';
import { type Learner, type Learning } from '../model/learner.js';
import { type Block, type ParameterStore } from '../model/store.js';
import { rowsOf, type Rows } from '../rows.js';
import { AnswerActivations, type Answered } from './activations.js';
import { DeferredGradients } from './deferred.js';
import { type Engine } from './engine.js';
import { Groups } from './groups.js';
import { Holdings, KernelRows, type Holding } from './holding.js';
import { writeJoined, writeParts, type Job, type JoinedRecord, type PartRecord } from './jobs.js';
import { activationsOf, SHAPE_BYTES, writeShape } from './shape.js';

/** A gradient to send, and where the kernel stores its largest norm. */
interface Outgoing {
  readonly holding: Holding;
  readonly rows: number;
}

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-7];

/** Doubles that a batch results in, before the norms of its gradients. */
const LOSSES = 3;

export class KernelLearner implements Learner {
  readonly #engine: Engine;
  readonly #holdings: Holdings;
  readonly #shape: number;
  readonly #kept: AnswerActivations;
  readonly #deferred: DeferredGradients;
  readonly #memberOf: ReadonlyMap<number, number>;
  /** Jobs of the gradients of an answer that write apart from each other, for two threads. */
  readonly #parts: readonly Job['kind'][];
  /** Blocks that each member joined since its last step; undefined where only the store knows. */
  readonly #joinedBlocks: (Set<Block> | undefined)[];
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
    this.#joinedBlocks = store.members.map(() => undefined);
    // The embedding of codes has gradients from both halves.
    this.#parts =
      store.dimensions.encoding.kind === 'codes' ? ['accumulate'] : ['encoder', 'student'];
  }

  forward(requests: readonly Request[]): Rows[] {
    const { width, hidden, context } = this.store.dimensions;
    const groups = new Groups(this.#kept.numbers);
    const results = this.#engine.frame.take(2 * requests.length);
    const made = requests.map(({ peer, x }, at) => {
      const member = this.#member(peer);
      const known = this.#kept.find(member, x);
      if (known?.ahead === undefined) {
        return this.#answer(groups, at, member, x, results + 8 * at, true);
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
      return known ?? this.#answer(unknown, at, member, x, this.#engine.frame.take(2), false);
    });
    this.#perform(unknown);
    // Other gradients lie in the frame, which holds them for this call.
    const defers = this.#caching && gradients.every(({ gradient }) => this.#isOurs(gradient));
    const groups = new Groups(this.#kept.numbers);
    for (const [at, { peer, x, gradient }] of gradients.entries()) {
      const member = this.#member(peer);
      const jobs = this.#gradientJobs(member, answered[at], x.rows, this.#addressOf(gradient));
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
      return { start, ...this.#learn(groups, batch, results + 8 * start) };
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
      const blocks = [...this.#touchedBlocks(member)].filter((block) => block.touched);
      this.#joinedBlocks[member] = new Set();
      const parts = [
        this.#part(this.store.fixed(member), ++this.store.steps[member]),
        ...blocks.map((block) => this.#part(block, ++block.steps)),
      ];
      groups.add(member, parts.length, {
        ...{ kind: 'step', list: writeParts(frame, parts), count: parts.length },
        result: results + 8 * at,
      });
      return blocks;
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
    this.#joinedBlocks.fill(undefined);
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

  /** Adds the job of an answer, which is lent to its receiver or not, in a group alone. */
  #answer(
    groups: Groups,
    key: number,
    member: number,
    x: Rows,
    result: number,
    lent: boolean,
  ): Answered {
    const answered = this.#kept.make(member, x, lent);
    groups.add(key, x.rows, {
      kind: 'answer',
      values: this.store.values(member).byteOffset,
      x: answered.entered.copy.address,
      rows: x.rows,
      act: answered.activations.address,
      result,
    });
    return answered;
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
      return this.#answer(groups, keyOf(at), member, x, results + 8 * at, false);
    });
    return () => {
      const norms = this.#doubles(results, ahead.length);
      for (const [at, one] of made.entries()) if (one) one.ahead = norms[at];
    };
  }

  /** The jobs of an answer's gradient, in halves where these write apart. */
  #gradientJobs(
    member: number,
    { activations, entered }: Answered,
    rows: number,
    list: number,
  ): (readonly [key: number, job: Job])[] {
    return this.#parts.map((kind, half) => [
      this.#parts.length * member + half,
      {
        kind,
        values: this.store.values(member).byteOffset,
        gradient: this.store.gradient(member).byteOffset,
        x: entered.copy.address,
        rows,
        act: activations.address,
        list,
      },
    ]);
  }

  /** Adds the job of a batch. */
  #learn(
    groups: Groups,
    { peer, x, y, joined, gated }: Batch,
    results: number,
  ): { outgoing: (Outgoing | undefined)[]; gates: [address: number, rows: number][] } {
    const { frame } = this.#engine;
    const member = this.#member(peer);
    const outgoing: (Outgoing | undefined)[] = [];
    const gates: [number, number][] = [];
    const records = joined.map((one, a) => {
      const count = one.rows?.length ?? x.rows;
      const numbers = count * this.store.dimensions.width;
      const holding = one.answer && this.#holdings.take(4 * numbers);
      if (holding) holding.lent = true;
      outgoing.push(holding && { holding, rows: count });
      const gate = gated ? frame.take(count) : 0;
      if (gated) gates.push([gate, count]);
      const out = holding?.address ?? frame.take(numbers);
      return this.#joined(member, one, { count, out, gate, norm: results + 8 * (LOSSES + a) });
    });
    const labels = frame.take(y.length);
    frame.words.set(y, frame.at);
    groups.add(member, x.rows, {
      kind: 'learn',
      values: this.store.values(member).byteOffset,
      gradient: this.store.gradient(member).byteOffset,
      x: this.#kept.enter(x),
      rows: x.rows,
      list: writeJoined(frame, records),
      count: records.length,
      y: labels,
      result: results,
    });
    return { outgoing, gates };
  }

  #joined(
    member: number,
    { peer, answer, rows, factors, received }: JoinedAnswer,
    out: Pick<JoinedRecord, 'count' | 'out' | 'gate' | 'norm'>,
  ): JoinedRecord {
    const { frame } = this.#engine;
    const { dimensions, members } = this.store;
    const block: Block = this.store.join(member, peer);
    this.#touchedBlocks(member).add(block);
    let [rowList, factorList] = [0, 0];
    if (rows) {
      rowList = frame.take(rows.length);
      frame.words.set(rows, frame.at);
    }
    if (typeof factors !== 'number') {
      factorList = frame.take(factors.length);
      frame.floats.set(factors, frame.at);
    }
    const learns = dimensions.standIns && received && answer && members[member] !== peer;
    const after = 4 * dimensions.width * dimensions.context;
    // One literal: objects made by spreading are slow to read.
    return {
      count: out.count,
      out: out.out,
      gate: out.gate,
      norm: out.norm,
      answer: answer ? this.#addressOf(answer) : 0,
      rows: rowList,
      factors: factorList,
      factor: typeof factors === 'number' ? factors : 1,
      block: block.values.byteOffset,
      blockGradient: block.gradient.byteOffset,
      standIn: learns ? block.values.byteOffset + after : 0,
      standInGradient: learns ? block.gradient.byteOffset + after : 0,
    };
  }

  #touchedBlocks(member: number): Set<Block> {
    const found = this.#joinedBlocks[member];
    return found ?? (this.#joinedBlocks[member] = new Set(this.store.heldBlocks(member)));
  }

  #part({ values, gradient, first, second }: AdamState, step: number): PartRecord {
    // Two numbers hold both bias corrections: rate m / (√v + ε).
    const root = Math.sqrt(1 - BETA2 ** step);
    return {
      values: values.byteOffset,
      gradient: gradient.byteOffset,
      first: first.byteOffset,
      second: second.byteOffset,
      count: values.length,
      rate: (this.learning.learningRate * root) / (1 - BETA1 ** step),
      epsilon: EPSILON * root,
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

  /** The address of rows that are read in this call alone. */
  #addressOf(rows: Rows): number {
    const { frame } = this.#engine;
    if (rows instanceof KernelRows && rows.holding.holdings.pieces === this.#engine.pieces) {
      return rows.address;
    }
    const { values } = rows;
    const address = frame.take(values.length);
    frame.floats.set(values, frame.at);
    return address;
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
