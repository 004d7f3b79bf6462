/*
 * The parameters of some peers of one shape, in plain arrays: peer after peer, and in each layer after layer.
 */
import type { Rank, Tensor3D } from '@tensorflow/tfjs';
import { type RandomStream } from '../../math/random.js';
import { fromHost, type Tensorflow } from '../../tensors/index.js';
import { type SavedState } from '../cohort.js';
import { stepOn, initialState, type AdamState } from './adam.js';
import { type Parameters } from './forward.js';
import { initialValues, layersOf, type Dimensions, type Layer, type LayerName } from './layout.js';

interface PlacedLayer extends Layer {
  /** Where it begins among a peer's numbers, and how many are its own. */
  readonly start: number;
  readonly size: number;
}

export class Stack {
  readonly #layers: readonly PlacedLayer[];
  /** Numbers of one peer. */
  readonly #size: number;
  readonly #learned: AdamState;
  /** Steps that each peer's optimiser has taken. */
  readonly #steps: Float32Array;
  /** Tensors by layer and members, while they are held. */
  #held: Map<string, Tensor3D> | undefined;

  /**
   * @param hidden - hidden units of each peer, at most those of the dimensions
   * @param streams - what each peer's first parameters are drawn from
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

  get names(): LayerName[] {
    return this.#layers.map(({ name }) => name);
  }

  /**
   * Layers of the chosen members as tensors, [chosen, rows, columns] each: disposed of with the scope, or while they
   * are held, by the stack when they change.
   */
  tensors(tf: Tensorflow, chosen: readonly number[], names: readonly LayerName[]): Parameters {
    const of = chosen.join();
    return Object.fromEntries(
      names.map((name): [LayerName, Tensor3D] => {
        const key = `${name}/${of}`;
        const held = this.#held?.get(key);
        if (held) return [name, held];
        const made = this.#tensor(tf, chosen, name);
        this.#held?.set(key, tf.keep(made));
        return [name, made];
      }),
    );
  }

  /** From now on, tensors are made once and kept until they change. */
  cache(): void {
    this.#held ??= new Map();
  }

  /** Lets go of the tensors that are held, and holds no more. */
  release(): void {
    this.#changed();
    this.#held = undefined;
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
    if (!this.#held) return;
    for (const tensor of this.#held.values()) tensor.dispose();
    this.#held.clear();
  }

  /** Adds to the gradients that the chosen members have noted, [chosen, rows, columns] for a layer. */
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

  /** A step of Adam for each of the members along what it has noted. */
  step(tf: Tensorflow, members: readonly number[], learningRate: number): void {
    for (const [first, end, step] of this.#runs(members)) {
      stepOn(tf, this.#learned, [first * this.#size, end * this.#size], step, learningRate);
    }
    this.#changed();
  }

  /** Members side by side whose steps have the same number go together: [first, end, step]. */
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

  save(): SavedState {
    return new Map(this.#arrays().map(([name, values]) => [name, values.slice()]));
  }

  restore(state: SavedState): void {
    for (const [name, values] of this.#arrays()) values.set(state.get(name) ?? []);
    this.#changed();
  }

  /** All that training changes, by name: the arrays themselves. */
  #arrays(): [string, Float32Array][] {
    return [['steps', this.#steps], ...Object.entries(this.#learned)] as [string, Float32Array][];
  }
}
