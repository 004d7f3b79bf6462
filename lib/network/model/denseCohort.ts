import type { Rank, Tensor, Tensor3D } from '@tensorflow/tfjs';
import { type RandomStream } from '../../math/random.js';
import { fromHost, toHost, type Tensorflow } from '../../tensors/index.js';
import {
  type Context,
  type LearningCohort,
  type AnswerGradient,
  type TrainResult,
  type Request,
  type SavedState,
  type Batch,
} from '../cohort.js';
import { rowsOf, type Rows } from '../rows.js';
import { backwardOf, type Backward, type Gradients, type Activations } from './backward.js';
import { ANSWERING, forwardOf, type Forward, type Parameters } from './forward.js';
import { type Dimensions, type LayerName } from './layout.js';
import { Stack } from './stack.js';
import { standInAnswers, standInGradients } from './standIns.js';
import { joinedStacks, separateStacks, type Slice } from './stacking.js';

/** Hyperparameters of the dense peers' training. */
export interface Learning {
  /** η of Adam. */
  readonly learningRate: number;
  /** T_d of (11). */
  readonly distillationTemperature: number;
}

/** The cached activations of a stack of answers. */
interface CachedStack {
  readonly of: readonly Slice<Request>[];
  readonly activations: Activations;
}

/** Dense peers of one shape, computed as stacked products. */
export class DenseCohort implements LearningCohort {
  readonly #stack: Stack;
  readonly #forward: Forward;
  readonly #backward: Backward;
  /** The activations of the last answers; undefined without caching. */
  #cached: CachedStack[] | undefined;
  readonly #answering: readonly LayerName[];
  readonly #memberOf: ReadonlyMap<number, number>;

  /**
   * @param members - their indices in the network
   * @param hidden - hidden units of each, at most those of the dimensions
   * @param streams - the random stream of each peer's initial parameters
   */
  constructor(
    readonly tf: Tensorflow,
    readonly dimensions: Dimensions,
    readonly members: readonly number[],
    hidden: readonly number[],
    streams: readonly RandomStream[],
    readonly learning: Learning,
  ) {
    this.#stack = new Stack(dimensions, hidden, streams);
    this.#forward = forwardOf(tf, dimensions);
    this.#backward = backwardOf(tf, dimensions);
    this.#answering = ANSWERING.filter((name) => this.#stack.names.includes(name));
    this.#memberOf = new Map(members.map((peer, member) => [peer, member]));
  }

  forward(requests: readonly Request[]): Rows[] {
    this.#clear();
    return this.#compute(joinedStacks(requests), this.#answering, (slices, parameters) => {
      const activations = this.#backward.forward(parameters, this.#sharedX(slices));
      if (this.#cached) this.#keep(this.#cached, slices, activations);
      return this.#rows(activations.answer, slices);
    });
  }

  accumulate(gradients: readonly AnswerGradient[]): void {
    this.#compute(joinedStacks(gradients), this.#answering, (slices, parameters, chosen) => {
      const known = this.#cached?.find(({ of }) => isSame(of, slices));
      const activations =
        known?.activations ?? this.#backward.forward(parameters, this.#sharedX(slices));
      const gradient = this.#stacked(slices, ({ gradient: rows }) => rows);
      this.#add(this.#backward.answerGradients(parameters, activations, gradient), chosen);
      return [];
    });
  }

  train(batches: readonly Batch[]): TrainResult[] {
    const { distillationTemperature } = this.learning;
    const { names } = this.#stack;
    return this.#compute(separateStacks(batches), names, (slices, parameters, chosen) => {
      const { losses, inputs, gradients } = this.#backward.descent(
        parameters,
        this.#x(slices),
        this.#inputs(slices),
        this.#labels(slices),
        distillationTemperature,
      );
      this.#add(gradients, chosen);
      this.#trainStandIns(slices, parameters, chosen);
      const { loss, studentLoss, distillation } = losses;
      const terms = [loss, studentLoss, distillation].map((term) => term.dataSync());
      return this.#rows(inputs, slices).map((rows, at) => ({
        loss: terms[0][at],
        studentLoss: terms[1][at],
        distillation: terms[2][at],
        gradient: rows,
      }));
    });
  }

  standIns(requests: readonly Request[]): Rows[] {
    return this.#compute(separateStacks(requests), this.#stack.names, (slices, parameters) => {
      const { tf, dimensions } = this;
      const { standIn } = standInAnswers(tf, dimensions, parameters, this.#x(slices));
      return this.#rows(standIn, slices);
    });
  }

  logits(batches: readonly Batch[], context: Context): Rows[] {
    return this.#compute(separateStacks(batches), this.#stack.names, (slices, parameters) => {
      const x = this.#x(slices);
      const logits =
        context === 'student'
          ? this.#forward.studentLogits(parameters, x)
          : this.#forward.logits(parameters, x, this.#inputs(slices));
      return this.#rows(logits, slices);
    });
  }

  pullback(batches: readonly Batch[], cotangents: readonly Rows[]): Rows[] {
    const { tf } = this;
    const tasks = batches.map((batch, at) => ({ ...batch, cotangent: cotangents[at] }));
    return this.#compute(separateStacks(tasks), this.#stack.names, (slices, parameters) => {
      const x = this.#x(slices);
      const cotangent = this.#stacked(slices, (task) => task.cotangent);
      const gradient = tf.grad((inputs: Tensor) =>
        tf.sum(tf.mul(this.#forward.logits(parameters, x, inputs as Tensor3D), cotangent)),
      )(this.#inputs(slices));
      return this.#rows(gradient, slices);
    });
  }

  step(peers: readonly number[]): number[] {
    this.#clear();
    const members = peers.map((peer) => this.#member(peer));
    const skipped = this.#stack.step(this.tf, members, this.learning.learningRate);
    return skipped.map((member) => this.members[member]);
  }

  discard(peer: number): void {
    this.#stack.discard(this.#member(peer));
  }

  /** Hidden units of one peer, without padding. */
  hiddenOf(peer: number): number {
    return this.#stack.hidden[this.#member(peer)];
  }

  /** The layers of one peer, copied. */
  parametersOf(peer: number): ReturnType<Stack['layersOf']> {
    return this.#stack.layersOf(this.#member(peer));
  }

  save(): SavedState {
    return this.#stack.save();
  }

  restore(state: SavedState): void {
    this.#clear();
    this.#stack.restore(state);
  }

  cache(): void {
    this.#stack.cache();
    this.#cached ??= [];
  }

  release(): void {
    this.#clear();
    this.#cached = undefined;
    this.#stack.release();
  }

  #add(gradients: Gradients, chosen: readonly number[]): void {
    for (const [name, gradient] of gradients) {
      toHost(this.tf, gradient, (values) => {
        this.#stack.accumulate(name, chosen, values);
      });
    }
  }

  /** Accumulates the gradients of the stand-ins from the received answers, where the batch has any. */
  #trainStandIns(
    slices: readonly Slice<Batch>[],
    parameters: Parameters,
    chosen: readonly number[],
  ): void {
    const { tf, dimensions } = this;
    const examples = slices.flatMap(({ tasks }) => tasks.flatMap(({ example }) => example ?? []));
    if (!dimensions.standIns || examples.length < slices.length) return;
    const [{ rows }] = slices;
    const stacked = (parts: readonly Float32Array[], columns: number): Tensor3D => {
      const values = new Float32Array(parts.length * rows * columns);
      for (const [at, part] of parts.entries()) values.set(part, at * rows * columns);
      return tf.tensor3d(values, [parts.length, rows, columns]);
    };
    const { peers, width } = dimensions;
    const gradients = standInGradients(
      ...([tf, dimensions, parameters, this.#x(slices)] as const),
      stacked(
        examples.map(({ answers }) => answers.values),
        peers * width,
      ),
      stacked(
        examples.map(({ answered }) => answered),
        peers,
      ),
    );
    this.#add(gradients, chosen);
  }

  /** Caches the activations of answers for the backward pass. */
  #keep(cached: CachedStack[], of: readonly Slice<Request>[], activations: Activations): void {
    for (const tensor of Object.values(activations)) this.tf.keep(tensor as Tensor);
    cached.push({ of, activations });
  }

  #clear(): void {
    for (const { activations } of this.#cached?.splice(0) ?? []) {
      for (const tensor of new Set(Object.values(activations) as Tensor[])) tensor.dispose();
    }
  }

  /** Runs `work` for every stack; results are in the order of the tasks. */
  #compute<Task extends Request, Result>(
    stacks: readonly (readonly Slice<Task>[])[],
    names: readonly LayerName[],
    work: (
      slices: readonly Slice<Task>[],
      parameters: Parameters,
      chosen: readonly number[],
    ) => readonly Result[],
  ): Result[] {
    const results: Result[] = [];
    for (const slices of stacks) {
      const chosen = slices.map(({ peer }) => this.#member(peer));
      this.tf.engine().startScope();
      try {
        const found = work(slices, this.#stack.tensors(this.tf, chosen, names), chosen);
        const places = slices.flatMap((slice) => slice.places);
        for (const [at, result] of found.entries()) results[places[at]] = result;
      } finally {
        this.tf.engine().endScope();
      }
    }
    return results;
  }

  #member(peer: number): number {
    const member = this.#memberOf.get(peer);
    if (member === undefined) throw new TypeError(`peer ${peer} must be of this cohort`);
    return member;
  }

  #x(slices: readonly Slice<Request>[]): Tensor3D {
    return this.#stacked(slices, ({ x }) => x);
  }

  /** x of the slices, as [1, rows, columns] where all share it. */
  #sharedX(slices: readonly Slice<Request>[]): Tensor3D {
    const numbers = this.dimensions.encoding.kind === 'numbers';
    const [first] = slices;
    const shared = numbers && slices.every((slice) => isSameX(first, slice));
    return this.#x(shared ? [first] : slices);
  }

  /** One-hot labels, [slices, rows, classes]. */
  #labels(slices: readonly Slice<Batch>[]): Tensor3D {
    const { classes } = this.dimensions;
    const [{ rows }] = slices;
    return fromHost<Rank.R3>(this.tf, [slices.length, rows, classes], (values) => {
      let row = 0;
      for (const { y } of slices.flatMap(({ tasks }) => tasks)) {
        for (const label of y) values[row++ * classes + label] = 1;
      }
    });
  }

  #inputs(slices: readonly Slice<Batch>[]): Tensor3D {
    return this.#stacked(slices, ({ inputs }) => inputs);
  }

  /** One field of every task, stacked, [slices, rows, columns]. */
  #stacked<Task>(slices: readonly Slice<Task>[], part: (task: Task) => Rows): Tensor3D {
    const { columns } = part(slices[0].tasks[0]);
    const { rows } = slices[0];
    return fromHost<Rank.R3>(this.tf, [slices.length, rows, columns], (values) => {
      let at = 0;
      for (const task of slices.flatMap(({ tasks }) => tasks)) {
        const { values: own } = part(task);
        values.set(own, at);
        at += own.length;
      }
    });
  }

  /** The rows of a tensor that belong to each task. */
  #rows(tensor: Tensor, slices: readonly Slice<Request>[]): Rows[] {
    const columns = tensor.shape[2] ?? 1;
    return toHost(this.tf, tensor, (values) => {
      let at = 0;
      return slices.flatMap(({ tasks }) =>
        tasks.map(({ x }) => {
          const start = at;
          at += x.rows * columns;
          return rowsOf(values.slice(start, at), columns);
        }),
      );
    });
  }
}

/** Whether two slices hold identical arrays of x. */
function isSameX(a: Slice<Request>, b: Slice<Request>): boolean {
  return (
    a === b ||
    (a.tasks.length === b.tasks.length &&
      a.tasks.every(({ x }, at) => x.values === b.tasks[at].x.values))
  );
}

/** Whether two stacks hold the same peers with identical arrays of x. */
function isSame(a: readonly Slice<Request>[], b: readonly Slice<Request>[]): boolean {
  return (
    a.length === b.length &&
    a.every((slice, at) => slice.peer === b[at].peer && isSameX(slice, b[at]))
  );
}
