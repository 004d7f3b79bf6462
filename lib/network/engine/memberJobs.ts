/*
 * The jobs of a store's members, with the records that they refer to, as the kernel reads them.
 */
import { ADAM, correctedRates } from '../../tensors/index.js';
import { type Batch, type JoinedAnswer } from '../cohort.js';
import { type Block, type ParameterStore } from '../model/store.js';
import { type Rows } from '../rows.js';
import { type AnswerActivations, type Answered } from './activations.js';
import { type Frame } from './frame.js';
import { type Groups } from './groups.js';
import { isIn, type Holding, type Holdings } from './holding.js';
import {
  jobsOf,
  writeJoined,
  writeParts,
  writeRequests,
  type Job,
  type JoinedRecord,
  type PartRecord,
  type RequestRecord,
} from './jobs.js';
import { type MemberShape } from './shape.js';

/** A gradient to send, and where the kernel stores its largest norm. */
export interface Outgoing {
  readonly holding: Holding;
  readonly rows: number;
}

/** An answer to compute. */
export interface WantedAnswer {
  readonly member: number;
  readonly answered: Answered;
  readonly rows: number;
  /** Where its largest norm is written. */
  readonly norm: number;
}

function requestRecord(
  { activations, entered }: Answered,
  rows: number,
  gradient: number,
  norm: number,
): RequestRecord {
  return { x: entered.copy.address, rows, act: activations.address, gradient, norm };
}

/** Addresses of parameters, their gradient and moments. */
type StateAddresses = Pick<PartRecord, 'values' | 'gradient' | 'first' | 'second'>;

/** Those of a block. */
function addressesOf({ all: { byteOffset, length } }: Block): StateAddresses {
  return {
    values: byteOffset,
    gradient: byteOffset + length,
    first: byteOffset + 2 * length,
    second: byteOffset + 3 * length,
  };
}

/** Doubles that a batch results in, before the norms of its gradients. */
export const LOSSES = 3;

export class MemberJobs {
  readonly holdings: Holdings;
  /** Jobs of the gradients of an answer that write apart from each other, for two threads. */
  readonly #parts: readonly Job['kind'][];

  /** Where the state of all members begins. */
  readonly #all: StateAddresses;

  /** Those of the last step that was asked for: most parts are at the same one. */
  #rates = { rate: 0, epsilon: 0 };
  #ratesOf = 0;

  /**
   * @param shapes - those of the members
   * @param learningRate - η of Adam
   */
  constructor(
    readonly frame: Frame,
    readonly store: ParameterStore,
    readonly shapes: readonly MemberShape[],
    readonly kept: AnswerActivations,
    readonly learningRate: number,
  ) {
    this.holdings = kept.holdings;
    // The embedding of codes has gradients from both halves.
    this.#parts =
      store.dimensions.encoding.kind === 'codes' ? ['accumulate'] : ['encoder', 'student'];
    const { values, gradient, first, second } = store.all;
    this.#all = {
      values: values.byteOffset,
      gradient: gradient.byteOffset,
      first: first.byteOffset,
      second: second.byteOffset,
    };
  }

  /**
   * Adds the jobs of answers, each in a group alone.
   *
   * @param most - requests of one job
   */
  answers(groups: Groups, list: readonly WantedAnswer[], most: number, frame: Frame): void {
    const byMember = new Map<number, RequestRecord[]>();
    for (const { member, answered, rows, norm } of list) {
      const record = requestRecord(answered, rows, 0, norm);
      const others = byMember.get(member);
      if (others) others.push(record);
      else byMember.set(member, [record]);
    }
    let key = 0;
    for (const [member, records] of byMember) {
      for (const some of jobsOf(records, most)) {
        this.#requests(groups, key++, 'answer', member, some, frame);
      }
    }
  }

  /**
   * Adds the jobs of the gradients of a member's answers, in halves where these write apart.
   *
   * @param frame - where a gradient is copied to that does not lie in the kernel's memory
   */
  gradients(
    groups: Groups,
    member: number,
    list: readonly { readonly answered: Answered; readonly gradient: Rows }[],
    frame: Frame,
  ): void {
    const records = list.map(({ answered, gradient }) =>
      requestRecord(answered, gradient.rows, this.#addressOf(gradient, frame), 0),
    );
    for (const some of jobsOf(records)) {
      for (const [half, kind] of this.#parts.entries()) {
        this.#requests(groups, this.#parts.length * member + half, kind, member, some, frame);
      }
    }
  }

  /** Adds the job of a batch. */
  batch(
    groups: Groups,
    member: number,
    { x, y, joined, gated }: Batch,
    results: number,
  ): { outgoing: (Outgoing | undefined)[]; gates: [address: number, rows: number][] } {
    const { frame } = this;
    const outgoing: (Outgoing | undefined)[] = [];
    const gates: [number, number][] = [];
    const records = joined.map((one, a) => {
      const count = one.rows?.length ?? x.rows;
      const numbers = count * this.store.dimensions.width;
      const holding = one.answer && this.holdings.take(4 * numbers);
      if (holding) holding.lent = true;
      outgoing.push(holding && { holding, rows: count });
      const gate = gated ? frame.take(count) : 0;
      if (gated) gates.push([gate, count]);
      const out = holding?.address ?? frame.take(numbers);
      return this.#joined(member, one, { count, out, gate, norm: results + 8 * (LOSSES + a) });
    });
    const labels = frame.take(y.length);
    frame.words.set(y, frame.at);
    const { address: shape, activations } = this.shapes[member];
    const { values, gradient } = this.#fixed(member);
    groups.add(member, x.rows, activations, {
      kind: 'learn',
      shape,
      values,
      gradient,
      x: this.kept.enter(x),
      rows: x.rows,
      list: writeJoined(frame, records),
      count: records.length,
      y: labels,
      result: results,
    });
    return { outgoing, gates };
  }

  /** Adds the job of a member's step, and counts it. */
  step(groups: Groups, member: number, result: number): void {
    const { store } = this;
    const parts = [this.#part(this.#fixed(member), store.size, ++store.steps[member])];
    for (const block of store.touchedBlocks(member)) {
      parts.push(this.#part(addressesOf(block), block.all.length / 4, ++block.steps));
    }
    groups.add(member, parts.length, this.shapes[member].activations, {
      kind: 'step',
      list: writeParts(this.frame, parts),
      count: parts.length,
      result,
    });
  }

  /** Adds a job of requests. */
  #requests(
    groups: Groups,
    key: number,
    kind: Job['kind'],
    member: number,
    records: readonly RequestRecord[],
    frame: Frame,
  ): void {
    const { address: shape, activations } = this.shapes[member];
    const { values, gradient } = this.#fixed(member);
    const rows = records.reduce((sum, record) => sum + record.rows, 0);
    groups.add(key, rows, activations, {
      kind,
      shape,
      count: records.length,
      list: writeRequests(frame, records),
      values,
      gradient,
    });
  }

  #joined(
    member: number,
    { peer, answer, rows, factors, received }: JoinedAnswer,
    out: Pick<JoinedRecord, 'count' | 'out' | 'gate' | 'norm'>,
  ): JoinedRecord {
    const { frame } = this;
    const { dimensions, members } = this.store;
    const block = addressesOf(this.store.join(member, peer));
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
      answer: answer ? this.#addressOf(answer, frame) : 0,
      rows: rowList,
      factors: factorList,
      factor: typeof factors === 'number' ? factors : 1,
      block: block.values,
      blockGradient: block.gradient,
      standIn: learns ? block.values + after : 0,
      standInGradient: learns ? block.gradient + after : 0,
    };
  }

  /**
   * The addresses of what a member holds once, without a look at its arrays: those of a thousand peers are in no cache.
   */
  #fixed(member: number): StateAddresses {
    const { values, gradient, first, second } = this.#all;
    const offset = 4 * this.store.size * member;
    return {
      values: values + offset,
      gradient: gradient + offset,
      first: first + offset,
      second: second + offset,
    };
  }

  #part(
    { values, gradient, first, second }: StateAddresses,
    count: number,
    step: number,
  ): PartRecord {
    if (step !== this.#ratesOf) {
      this.#rates = correctedRates({ ...ADAM, learningRate: this.learningRate }, step);
      this.#ratesOf = step;
    }
    const { rate, epsilon } = this.#rates;
    return {
      values,
      gradient,
      first,
      second,
      count,
      rate,
      epsilon,
    };
  }

  /** The address of rows, which are copied to a frame unless they lie in the kernel's memory. */
  #addressOf(rows: Rows, frame: Frame): number {
    if (isIn(this.holdings, rows)) return rows.address;
    const { values } = rows;
    const address = frame.take(values.length);
    frame.floats.set(values, frame.at);
    return address;
  }
}
