import type { Tensor, Tensor3D } from '@tensorflow/tfjs';
import { type RandomStream } from '../../math/random.js';
import { type Tensorflow } from '../../tensors/index.js';
import {
  type Context,
  type LearningCohort,
  type Lesson,
  type Outcome,
  type Query,
  type SavedState,
  type Study,
} from '../cohort.js';
import { rowsOf, type Rows } from '../rows.js';
import { ANSWERING, forwardOf, type Forward, type Parameters } from './forward.js';
import { type Dimensions, type LayerName } from './layout.js';
import { Stack } from './stack.js';
import { joinedStacks, separateStacks, type Slice } from './stacking.js';

/** How peers of this library learn. */
export interface Learning {
  /** η of Adam. */
  readonly learningRate: number;
  /** T_d of (11). */
  readonly distillationTemperature: number;
}

/** Peers of the library's own kind and one shape, computed as stacked products. */
export class DenseCohort implements LearningCohort {
  readonly #stack: Stack;
  readonly #forward: Forward;
  readonly #answering: readonly LayerName[];
  readonly #memberOf: ReadonlyMap<number, number>;

  /**
   * @param members - their numbers in the network
   * @param hidden - hidden units of each, at most those of the dimensions
   * @param streams - what each one's first parameters are drawn from
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
    this.#answering = ANSWERING.filter((name) => this.#stack.names.includes(name));
    this.#memberOf = new Map(members.map((peer, member) => [peer, member]));
  }

  answer(queries: readonly Query[]): Rows[] {
    return this.#compute(joinedStacks(queries), (slices, parameters) =>
      this.#rows(this.#forward.answer(parameters, this.#x(slices)), slices),
    );
  }

  learn(lessons: readonly Lesson[]): void {
    this.#compute(joinedStacks(lessons), (slices, parameters, chosen) => {
      const x = this.#x(slices);
      const gradient = this.#stacked(slices, ({ gradient: rows }) => rows);
      this.#noteGradients(this.#answering, chosen, parameters, [], (given) =>
        this.tf.sum(this.tf.mul(this.#forward.answer(given, x), gradient)),
      );
      return [];
    });
  }

  train(studies: readonly Study[]): Outcome[] {
    const { tf } = this;
    const { distillationTemperature } = this.learning;
    return this.#compute(separateStacks(studies), (slices, parameters, chosen) => {
      const x = this.#x(slices);
      const y = labelsOf(slices);
      let terms: Tensor[] = [];
      const [gradient] = this.#noteGradients(
        this.#stack.names,
        chosen,
        parameters,
        [this.#inputs(slices)],
        (given, [inputs]) => {
          const losses = this.#forward.losses(given, x, inputs, y, distillationTemperature);
          const { loss, studentLoss, distillation } = losses;
          terms = [loss, studentLoss, distillation].map((term) => tf.keep(tf.clone(term)));
          return tf.sum(tf.add(tf.add(loss, studentLoss), distillation));
        },
      );
      const [loss, studentLoss, distillation] = terms.map((term) => term.dataSync());
      tf.dispose(terms);
      return this.#rows(gradient, slices).map((rows, at) => ({
        loss: loss[at],
        studentLoss: studentLoss[at],
        distillation: distillation[at],
        gradient: rows,
      }));
    });
  }

  logits(studies: readonly Study[], context: Context): Rows[] {
    return this.#compute(separateStacks(studies), (slices, parameters) => {
      const x = this.#x(slices);
      const logits =
        context === 'student'
          ? this.#forward.studentLogits(parameters, x)
          : this.#forward.logits(parameters, x, this.#inputs(slices));
      return this.#rows(logits, slices);
    });
  }

  pullback(studies: readonly Study[], cotangents: readonly Rows[]): Rows[] {
    const { tf } = this;
    const tasks = studies.map((study, at) => ({ ...study, cotangent: cotangents[at] }));
    return this.#compute(separateStacks(tasks), (slices, parameters) => {
      const x = this.#x(slices);
      const cotangent = this.#stacked(slices, (task) => task.cotangent);
      const gradient = tf.grad((inputs: Tensor) =>
        tf.sum(tf.mul(this.#forward.logits(parameters, x, inputs as Tensor3D), cotangent)),
      )(this.#inputs(slices));
      return this.#rows(gradient, slices);
    });
  }

  update(peers: readonly number[]): void {
    const members = peers.map((peer) => this.#member(peer));
    this.#stack.step(this.tf, members, this.learning.learningRate);
  }

  save(): SavedState {
    return this.#stack.save();
  }

  restore(state: SavedState): void {
    this.#stack.restore(state);
  }

  /** Notes the gradients of `loss` in the layers `names` of the chosen members; returns those in `others`. */
  #noteGradients(
    names: readonly LayerName[],
    chosen: readonly number[],
    parameters: Parameters,
    others: readonly Tensor3D[],
    loss: (parameters: Parameters, others: Tensor3D[]) => Tensor,
  ): Tensor[] {
    const tensors = names.map((name) => parameters[name] as Tensor);
    const gradients = this.tf.grads((...given: Tensor[]) => {
      const replaced = Object.fromEntries(names.map((name, at) => [name, given[at]]));
      return loss({ ...parameters, ...replaced }, given.slice(names.length) as Tensor3D[]);
    })([...tensors, ...others]);
    for (const [at, name] of names.entries()) {
      this.#stack.note(name, chosen, gradients[at].dataSync() as Float32Array);
    }
    return gradients.slice(names.length);
  }

  /** Does `work` for every stack; what it returns for each task comes back in the order of the tasks. */
  #compute<Task extends Query, Result>(
    stacks: readonly (readonly Slice<Task>[])[],
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
        const found = work(slices, this.#stack.tensors(this.tf, chosen), chosen);
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

  #x(slices: readonly Slice<Query>[]): Tensor3D {
    return this.#stacked(slices, ({ x }) => x);
  }

  #inputs(slices: readonly Slice<Study>[]): Tensor3D {
    return this.#stacked(slices, ({ inputs }) => inputs);
  }

  /** One part of every task, [slices, rows, columns]. */
  #stacked<Task>(slices: readonly Slice<Task>[], part: (task: Task) => Rows): Tensor3D {
    const { columns } = part(slices[0].tasks[0]);
    const { rows } = slices[0];
    const values = new Float32Array(slices.length * rows * columns);
    let at = 0;
    for (const task of slices.flatMap(({ tasks }) => tasks)) {
      const { values: own } = part(task);
      values.set(own, at);
      at += own.length;
    }
    return this.tf.tensor3d(values, [slices.length, rows, columns]);
  }

  /** The rows of every task of the slices. */
  #rows(tensor: Tensor, slices: readonly Slice<Query>[]): Rows[] {
    const values = tensor.dataSync() as Float32Array;
    const columns = tensor.shape[2] ?? 1;
    let at = 0;
    return slices.flatMap(({ tasks }) =>
      tasks.map(({ x }) => {
        const start = at;
        at += x.rows * columns;
        return rowsOf(values.slice(start, at), columns);
      }),
    );
  }
}

function labelsOf(slices: readonly Slice<Study>[]): Int32Array {
  return Int32Array.from(slices.flatMap(({ tasks }) => tasks.flatMap(({ y }) => [...y])));
}
