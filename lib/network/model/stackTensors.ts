/*
 * Stacks of tasks as tensors, and the layers of their peers, out of the arrays of a store.
 */
import type { Rank, Tensor, Tensor3D } from '@tensorflow/tfjs';
import { fromHost, toHost, type Tensorflow } from '../../tensors/index.js';
import { type Batch, type Request } from '../cohort.js';
import { rowsOf, type Rows } from '../rows.js';
import { type Parameters } from './forward.js';
import { joinTensors, type JoinTensors } from './joining.js';
import { type LayerName } from './layout.js';
import { isSameX, type Slice } from './stacking.js';
import { type ParameterStore } from './store.js';

/** The work on one stack; `chosen` are the members of its slices. */
export type StackWork<Task, Result> = (
  slices: readonly Slice<Task>[],
  parameters: Parameters,
  chosen: readonly number[],
) => readonly Result[];

export class StackTensors {
  readonly #memberOf: ReadonlyMap<number, number>;
  /** Cached tensors by layer and members; undefined without caching. */
  #cached: Map<string, Tensor3D> | undefined;

  constructor(
    readonly tf: Tensorflow,
    readonly store: ParameterStore,
  ) {
    this.#memberOf = new Map(store.members.map((peer, member) => [peer, member]));
  }

  /** The place of a peer among the members. */
  member(peer: number): number {
    const member = this.#memberOf.get(peer);
    if (member === undefined) throw new TypeError(`peer ${peer} must be of this cohort`);
    return member;
  }

  /** Runs `work` for every stack with the named layers; results are in the order of the tasks. */
  compute<Task extends Request, Result>(
    stacks: readonly (readonly Slice<Task>[])[],
    names: readonly LayerName[],
    work: StackWork<Task, Result>,
  ): Result[] {
    const results: Result[] = [];
    for (const slices of stacks) {
      const chosen = slices.map(({ peer }) => this.member(peer));
      this.tf.engine().startScope();
      try {
        const found = work(slices, this.#layers(chosen, names), chosen);
        const places = slices.flatMap((slice) => slice.places);
        for (const [at, result] of found.entries()) results[places[at]] = result;
      } finally {
        this.tf.engine().endScope();
      }
    }
    return results;
  }

  x(slices: readonly Slice<Request>[]): Tensor3D {
    return this.stacked(slices, ({ x }) => x);
  }

  /** x of the slices, as [1, rows, columns] where all share it. */
  sharedX(slices: readonly Slice<Request>[]): Tensor3D {
    const numbers = this.store.dimensions.encoding.kind === 'numbers';
    const [first] = slices;
    const shared = numbers && slices.every((slice) => isSameX(first, slice));
    return this.x(shared ? [first] : slices);
  }

  /** One-hot labels, [slices, rows, classes]. */
  labels(slices: readonly Slice<Batch>[]): Tensor3D {
    const { classes } = this.store.dimensions;
    const [{ rows }] = slices;
    return fromHost<Rank.R3>(this.tf, [slices.length, rows, classes], (values) => {
      let row = 0;
      for (const { y } of slices.flatMap(({ tasks }) => tasks)) {
        for (const label of y) values[row++ * classes + label] = 1;
      }
    });
  }

  /** The joined answers of slices of one batch each. */
  joined(slices: readonly Slice<Batch>[], chosen: readonly number[]): JoinTensors {
    const batches = slices.flatMap(({ tasks }) => tasks);
    return joinTensors(this.tf, this.store, batches, chosen);
  }

  /** One field of every task, stacked, [slices, rows, columns]. */
  stacked<Task>(slices: readonly Slice<Task>[], part: (task: Task) => Rows): Tensor3D {
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
  rows(tensor: Tensor, slices: readonly Slice<Request>[]): Rows[] {
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

  /** Caches layers until the parameters change. */
  cache(): void {
    this.#cached ??= new Map();
  }

  /** Disposes of the cached layers. */
  changed(): void {
    if (!this.#cached) return;
    for (const tensor of this.#cached.values()) tensor.dispose();
    this.#cached.clear();
  }

  /** Ends caching. */
  release(): void {
    this.changed();
    this.#cached = undefined;
  }

  /** Layers of the chosen members, [chosen, rows, columns] each. */
  #layers(chosen: readonly number[], names: readonly LayerName[]): Parameters {
    const of = chosen.join();
    return Object.fromEntries(
      names.map((name): [LayerName, Tensor3D] => {
        const key = `${name}/${of}`;
        const cached = this.#cached?.get(key);
        if (cached) return [name, cached];
        const made = this.#layer(chosen, name);
        this.#cached?.set(key, this.tf.keep(made));
        return [name, made];
      }),
    );
  }

  #layer(chosen: readonly number[], name: LayerName): Tensor3D {
    const layer = this.store.layers.find((one) => one.name === name);
    if (!layer) throw new TypeError(`layer ${name} must exist`);
    const { rows, columns, start, size } = layer;
    return fromHost<Rank.R3>(this.tf, [chosen.length, rows, columns], (data) => {
      for (const [at, member] of chosen.entries()) {
        data.set(this.store.values(member).subarray(start, start + size), at * size);
      }
    });
  }
}
