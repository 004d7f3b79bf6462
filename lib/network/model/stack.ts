/*
 * The parameters of peers of one shape in plain arrays: peer after peer, and within a peer layer after layer.
 */
import type { Rank, Tensor3D } from '@tensorflow/tfjs';
import { type RandomStream } from '../../math/random.js';
import { fromHost, type Tensorflow } from '../../tensors/index.js';
import { type SavedState } from '../cohort.js';
import { stepOn, initialState, type AdamState } from './adam.js';
import { type Parameters } from './forward.js';
import { initialValues, layersOf, type Dimensions, type Layer, type LayerName } from './layout.js';

interface PlacedLayer extends Layer {
  /** Offset and length of the layer within a peer's parameters. */
  readonly start: number;
  readonly size: number;
}

/** Parameters, optimizer state and cached tensors of the members of a cohort. */
export class Stack {
  readonly #layers: readonly PlacedLayer[];
  /** Parameters per peer. */
  readonly #size: number;
  readonly #learned: AdamState;
  /** Optimizer steps taken by each member. */
  readonly #steps: Float32Array;
  /** Cached tensors by layer and members; undefined without caching. */
  #cached: Map<string, Tensor3D> | undefined;

  /**
   * @param hidden - hidden units of each peer, at most those of the dimensions
   * @param streams - the random stream of each peer's initial parameters
   */
  constructor(
    dimensions: Dimensions,
    readonly hidden: readonly number[],
    streams: readonly RandomStream[],
  ) {
    let start = 0;
    this.#layers = layersOf(dimensions).map((layer) => {
      const size = layer.rows * layer.columns;
      const placed = { ...layer, start, size };
      start += size;
      return placed;
    });
    this.#size = start;
    this.#steps = new Float32Array(hidden.length);
    const values = new Float32Array(hidden.length * start);
    for (const [member, own] of hidden.entries()) {
      for (const layer of this.#layers) {
        values.set(initialValues(layer, own, streams[member]), member * start + layer.start);
      }
    }
    this.#learned = initialState(values);
  }

  /** The names of the layers, in the order of their storage. */
  get names(): LayerName[] {
    return this.#layers.map(({ name }) => name);
  }

  /**
   * Layers of the chosen members as tensors, [chosen, rows, columns] each. The scope of tfjs disposes of them; with
   * caching, the stack does when parameters change.
   */
  tensors(tf: Tensorflow, chosen: readonly number[], names: readonly LayerName[]): Parameters {
    const of = chosen.join();
    return Object.fromEntries(
      names.map((name): [LayerName, Tensor3D] => {
        const key = `${name}/${of}`;
        const cached = this.#cached?.get(key);
        if (cached) return [name, cached];
        const made = this.#tensor(tf, chosen, name);
        this.#cached?.set(key, tf.keep(made));
        return [name, made];
      }),
    );
  }

  /** Caches tensors until the parameters change. */
  cache(): void {
    this.#cached ??= new Map();
  }

  /** Disposes of the cached tensors and ends caching. */
  release(): void {
    this.#changed();
    this.#cached = undefined;
  }

  #tensor(tf: Tensorflow, chosen: readonly number[], name: LayerName): Tensor3D {
    const { rows, columns, start, size } = this.#layer(name);
    const { values } = this.#learned;
    return fromHost<Rank.R3>(tf, [chosen.length, rows, columns], (data) => {
      for (const [at, member] of chosen.entries()) {
        const from = member * this.#size + start;
        data.set(values.subarray(from, from + size), at * size);
      }
    });
  }

  #layer(name: LayerName): PlacedLayer {
    const found = this.#layers.find((one) => one.name === name);
    if (!found) throw new TypeError(`layer ${name} must exist`);
    return found;
  }

  #changed(): void {
    if (!this.#cached) return;
    for (const tensor of this.#cached.values()) tensor.dispose();
    this.#cached.clear();
  }

  /** Adds a layer's gradient, [chosen, rows, columns], to the accumulated gradients of the chosen members. */
  accumulate(name: LayerName, chosen: readonly number[], gradient: Float32Array): void {
    const { start, size } = this.#layer(name);
    const { gradient: sum } = this.#learned;
    for (const [at, member] of chosen.entries()) {
      const to = member * this.#size + start;
      const own = sum.subarray(to, to + size);
      const more = gradient.subarray(at * size, (at + 1) * size);
      for (let k = 0; k < size; k++) own[k] += more[k];
    }
  }

  /**
   * One step of Adam for each of the members along its accumulated gradient.
   *
   * @returns the members whose step was not finite and was skipped
   */
  step(tf: Tensorflow, members: readonly number[], learningRate: number): number[] {
    const size = this.#size;
    const skipped = this.#runs(members).flatMap(([first, end, step]) =>
      stepOn(tf, this.#learned, [first * size, end * size], step, learningRate, size).map(
        (part) => first + part,
      ),
    );
    for (const member of skipped) this.#steps[member]--;
    this.#changed();
    return skipped;
  }

  /** Clears the accumulated gradient of a member. */
  discard(member: number): void {
    this.#learned.gradient.fill(0, member * this.#size, (member + 1) * this.#size);
  }

  /** Runs of adjacent members with the same step number: [first, end, step]. */
  #runs(members: readonly number[]): [number, number, number][] {
    const runs: [number, number, number][] = [];
    for (const member of [...members].sort((a, b) => a - b)) {
      const step = ++this.#steps[member];
      const last = runs.at(-1);
      if (last?.[1] === member && last[2] === step) last[1]++;
      else runs.push([member, member + 1, step]);
    }
    return runs;
  }

  /** The layers of one member, copied. */
  layersOf(
    member: number,
  ): Map<LayerName, { values: Float32Array; rows: number; columns: number }> {
    const { values } = this.#learned;
    return new Map(
      this.#layers.map(({ name, rows, columns, start, size }) => {
        const from = member * this.#size + start;
        return [name, { values: values.slice(from, from + size), rows, columns }];
      }),
    );
  }

  /** A copy of the trained arrays. */
  save(): SavedState {
    return new Map(this.#arrays().map(([name, values]) => [name, values.slice()]));
  }

  /** Restores a state that {@link Stack.save} returned. */
  restore(state: SavedState): void {
    for (const [name, values] of this.#arrays()) values.set(state.get(name) ?? []);
    this.#changed();
  }

  /** The trained arrays by name, not copied. */
  #arrays(): [string, Float32Array][] {
    return [['steps', this.#steps], ...Object.entries(this.#learned)] as [string, Float32Array][];
  }
}
