/*
 * The learner in tensors of tfjs, for every backend. It is the definition that other learners are compared with.
 */
import type { Rank, Tensor, Tensor3D } from '@tensorflow/tfjs';
import { fromHost, toHost, type Tensorflow } from '../../tensors/index.js';
import { type AnswerGradient, type Batch, type Request, type TrainResult } from '../cohort.js';
import { type Rows } from '../rows.js';
import { stepOn, type AdamPart } from './adam.js';
import {
  backwardOf,
  type Activations,
  type Backward,
  type Descent,
  type Gradients,
} from './backward.js';
import { ANSWERING, type Parameters } from './forward.js';
import { answersOf, besideTensors, eachRow, takeRows, type GivenAnswer } from './joining.js';
import { type LayerName } from './layout.js';
import { type Computation, type Learner, type Learning } from './learner.js';
import { StackTensors } from './stackTensors.js';
import { batchStacks, isSame, joinedStacks, type Slice } from './stacking.js';
import { standInGradients } from './standIns.js';
import { PLAIN_ARRAYS, type ParameterStore } from './store.js';

/** The cached activations of a stack of answers. */
interface CachedStack {
  readonly of: readonly Slice<Request>[];
  readonly activations: Activations;
}

/** Computation with tfjs on plain arrays. */
export function onTensors(tf: Tensorflow): Computation {
  return {
    allocator: PLAIN_ARRAYS,
    learner: (store, learning) => new TensorLearner(tf, store, learning),
  };
}

export class TensorLearner implements Learner {
  readonly #tensors: StackTensors;
  readonly #backward: Backward;
  readonly #names: readonly LayerName[];
  readonly #answering: readonly LayerName[];
  /** The activations of the last answers; undefined without caching. */
  #cached: CachedStack[] | undefined;

  constructor(
    readonly tf: Tensorflow,
    readonly store: ParameterStore,
    readonly learning: Learning,
  ) {
    this.#tensors = new StackTensors(tf, store);
    this.#backward = backwardOf(tf, store.dimensions);
    this.#names = store.layers.map(({ name }) => name);
    this.#answering = ANSWERING.filter((name) => this.#names.includes(name));
  }

  forward(requests: readonly Request[]): Rows[] {
    this.#clear();
    const tensors = this.#tensors;
    return tensors.compute(joinedStacks(requests), this.#answering, (slices, parameters) => {
      const activations = this.#backward.forward(parameters, tensors.sharedX(slices));
      if (this.#cached) this.#keep(this.#cached, slices, activations);
      return tensors.rows(activations.answer, slices);
    });
  }

  accumulate(gradients: readonly AnswerGradient[]): void {
    const tensors = this.#tensors;
    tensors.compute(joinedStacks(gradients), this.#answering, (slices, parameters, chosen) => {
      const known = this.#cached?.find(({ of }) => isSame(of, slices));
      const activations =
        known?.activations ?? this.#backward.forward(parameters, tensors.sharedX(slices));
      const gradient = tensors.stacked(slices, ({ gradient: rows }) => rows);
      this.#add(this.#backward.answerGradients(parameters, activations, gradient), chosen);
      return [];
    });
  }

  train(batches: readonly Batch[]): TrainResult[] {
    const { distillationTemperature } = this.learning;
    const tensors = this.#tensors;
    return tensors.compute(batchStacks(batches), this.#names, (slices, parameters, chosen) => {
      const x = tensors.x(slices);
      const descent = this.#backward.descent(
        parameters,
        x,
        tensors.joined(slices, chosen),
        tensors.labels(slices),
        distillationTemperature,
      );
      const those = slices.flatMap(({ tasks }) => tasks);
      this.#add(descent.gradients, chosen);
      this.#addJoins(descent, those, chosen);
      if (this.store.dimensions.standIns) this.#trainStandIns(those, parameters, x, chosen);
      return this.#results(descent, those);
    });
  }

  step(peers: readonly number[]): number[] {
    this.changed();
    const { store } = this;
    const members = peers.map((peer) => this.#tensors.member(peer));
    const parts = members.flatMap((owner): AdamPart[] => [
      { state: store.fixed(owner), step: store.steps[owner] + 1, owner },
      ...store.touchedBlocks(owner).map((state) => ({ state, step: state.steps + 1, owner })),
    ]);
    const skipped = stepOn(this.tf, parts, this.learning.learningRate);
    for (const member of members) {
      const stepped = skipped.has(member) ? 0 : 1;
      store.steps[member] += stepped;
      for (const block of store.touchedBlocks(member)) block.steps += stepped;
      store.untouch(member);
    }
    return [...skipped].map((member) => store.members[member]);
  }

  changed(): void {
    this.#clear();
    this.#tensors.changed();
  }

  cache(): void {
    this.#tensors.cache();
    this.#cached ??= [];
  }

  release(): void {
    this.#clear();
    this.#cached = undefined;
    this.#tensors.release();
  }

  /** Adds gradients of layers that a member holds once. */
  #add(gradients: Gradients, chosen: readonly number[]): void {
    for (const [name, gradient] of gradients) {
      const start = this.store.offsets.get(name) ?? 0;
      toHost(this.tf, gradient, (values) => {
        const size = values.length / chosen.length;
        for (const [slice, member] of chosen.entries()) {
          const sum = this.store.gradient(member).subarray(start, start + size);
          addTo(sum, values.subarray(slice * size, (slice + 1) * size));
        }
      });
    }
  }

  /** Adds ∂L/∂J of every joined answer to its block. */
  #addJoins({ others, own }: Descent, batches: readonly Batch[], chosen: readonly number[]): void {
    const { width, context } = this.store.dimensions;
    const size = width * context;
    const add = (tensor: Tensor, peersOf: (batch: Batch) => readonly number[]): void => {
      toHost(this.tf, tensor, (values) => {
        let at = 0;
        for (const [slice, batch] of batches.entries()) {
          for (const peer of peersOf(batch)) {
            const block = this.store.join(chosen[slice], peer);
            addTo(block.gradient.subarray(0, size), values.subarray(at, at + size));
            at += size;
          }
        }
      });
    };
    if (others) add(others.join, (batch) => answersOf(batch).given.map(({ peer }) => peer));
    if (own) add(own.join, ({ peer }) => [peer]);
  }

  /** Losses, and the gradients in the joined answers of every batch. */
  #results({ losses, others, own }: Descent, batches: readonly Batch[]): TrainResult[] {
    const { tf } = this;
    const { width } = this.store.dimensions;
    const terms = [losses.loss, losses.studentLoss, losses.distillation].map((term) =>
      term.dataSync<'float32'>(),
    );
    const [given, ownInputs, ownAnswers] = [others?.inputs, own?.inputs, own?.answer].map(
      (tensor) => (tensor ? toHost(tf, tensor, (values) => values.slice()) : new Float32Array()),
    );
    return batches.map((batch, slice) => {
      const { rows } = batch.x;
      const k = answersOf(batch).given.length;
      let a = 0;
      const parts = batch.joined.map((joined) => {
        if (!joined.answer) {
          const part = { start: slice * rows * width, stride: width };
          const take = (values: Float32Array): Rows =>
            takeRows(values, joined, rows, width, part, false);
          return { joined, inputs: take(ownInputs), answer: take(ownAnswers), gradient: undefined };
        }
        const part = { start: (slice * rows * k + a) * width, stride: k * width };
        a++;
        const gradient = takeRows(given, joined, rows, width, part, true);
        const inputs = batch.gated ? takeRows(given, joined, rows, width, part, false) : gradient;
        return { joined, inputs, answer: joined.answer, gradient };
      });
      return {
        loss: terms[0][slice],
        studentLoss: terms[1][slice],
        distillation: terms[2][slice],
        gradients: parts.map(({ gradient }) => gradient),
        ...(batch.gated && {
          gateGradients: parts.map(({ inputs, answer }) => rowProducts(inputs, answer)),
        }),
      };
    });
  }

  /** Accumulates the gradients of the stand-ins for the peers whose answers were received. */
  #trainStandIns(
    batches: readonly Batch[],
    parameters: Parameters,
    x: Tensor3D,
    chosen: readonly number[],
  ): void {
    const { tf, store } = this;
    const { width } = store.dimensions;
    const given = batches.map((batch) => answersOf(batch).given);
    const isTarget = ({ peer, received }: GivenAnswer, slice: number): boolean =>
      received && peer !== batches[slice].peer;
    if (!given.some((those, slice) => those.some((one) => isTarget(one, slice)))) return;
    const { rows } = batches[0].x;
    const across = given[0].length * width;
    const stacked = (write: (to: Float32Array, at: number, answer: Float32Array) => void) =>
      fromHost<Rank.R3>(tf, [batches.length, rows, across], (values) => {
        for (const [slice, those] of given.entries()) {
          for (const [a, one] of those.entries()) {
            if (!isTarget(one, slice)) continue;
            eachRow(one, rows, (at, row) => {
              const answer = one.answer.values.subarray(at * width, (at + 1) * width);
              write(values, (slice * rows + row) * across + a * width, answer);
            });
          }
        }
      });
    const neighbours = given.map((those) => those.map(({ peer }) => peer));
    const gradients = standInGradients(
      tf,
      store.dimensions,
      parameters,
      {
        standIn: besideTensors(tf, store, 'standIn', neighbours, chosen),
        standInBias: besideTensors(tf, store, 'standInBias', neighbours, chosen),
      },
      x,
      stacked((to, at, answer) => {
        to.set(answer, at);
      }),
      stacked((to, at) => {
        to.fill(1, at, at + width);
      }),
    );
    for (const { name, start, rows: height } of store.blockLayers.other) {
      if (name === 'join') continue;
      toHost(tf, gradients[name as keyof typeof gradients], (values) => {
        for (const [slice, those] of given.entries()) {
          for (const [a, one] of those.entries()) {
            if (!isTarget(one, slice)) continue;
            const { gradient } = store.block(chosen[slice], one.peer);
            for (let row = 0; row < height; row++) {
              const from = (slice * height + row) * across + a * width;
              const to = start + row * width;
              addTo(gradient.subarray(to, to + width), values.subarray(from, from + width));
            }
          }
        }
      });
    }
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
}

function addTo(sum: Float32Array, more: Float32Array): void {
  for (let at = 0; at < more.length; at++) sum[at] += more[at];
}

/** The scalar product of each row of two matrices, [rows]. */
function rowProducts(a: Rows, b: Rows): Float64Array {
  const out = new Float64Array(a.rows);
  for (let row = 0; row < out.length; row++) {
    let sum = 0;
    for (let at = row * a.columns; at < (row + 1) * a.columns; at++) {
      sum += a.values[at] * b.values[at];
    }
    out[row] = sum;
  }
  return out;
}
