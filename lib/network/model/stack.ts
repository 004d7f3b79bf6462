/*
 * The parameters of some peers of one shape, in plain arrays: peer after peer, and in each layer after layer.
 */
import type { Tensor3D } from '@tensorflow/tfjs';
import { type RandomStream } from '../../math/random.js';
import { type Tensorflow } from '../../tensors/index.js';
import { type SavedState } from '../cohort.js';
import { stepOn, unlearned, type Learned } from './adam.js';
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
  readonly #learned: Learned;
  /** Steps that each peer's optimiser has taken. */
  readonly #steps: Float32Array;

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
    this.#learned = unlearned(values);
  }

  get names(): LayerName[] {
    return this.#layers.map(({ name }) => name);
  }

  /** Parameters of the chosen members as tensors, [chosen, rows, columns] each. */
  tensors(tf: Tensorflow, chosen: readonly number[]): Parameters {
    const { values } = this.#learned;
    return Object.fromEntries(
      this.#layers.map(({ name, rows, columns, start, size }): [LayerName, Tensor3D] => {
        const data = new Float32Array(chosen.length * size);
        for (const [at, member] of chosen.entries()) {
          const from = member * this.#size + start;
          data.set(values.subarray(from, from + size), at * size);
        }
        return [name, tf.tensor3d(data, [chosen.length, rows, columns])];
      }),
    );
  }

  /** Adds to the gradients that the chosen members have noted, [chosen, rows, columns] for a layer. */
  note(name: LayerName, chosen: readonly number[], gradient: Float32Array): void {
    const layer = this.#layers.find((one) => one.name === name);
    if (!layer) throw new TypeError(`layer ${name} must exist`);
    const { gradient: sum } = this.#learned;
    for (const [at, member] of chosen.entries()) {
      const [from, to] = [at * layer.size, member * this.#size + layer.start];
      for (let k = 0; k < layer.size; k++) sum[to + k] += gradient[from + k];
    }
  }

  /** A step of Adam for each of the members along what it has noted. */
  step(tf: Tensorflow, members: readonly number[], learningRate: number): void {
    for (const member of members) {
      const span = [member * this.#size, (member + 1) * this.#size] as const;
      stepOn(tf, this.#learned, span, ++this.#steps[member], learningRate);
    }
  }

  save(): SavedState {
    return new Map(this.#arrays().map(([name, values]) => [name, values.slice()]));
  }

  restore(state: SavedState): void {
    for (const [name, values] of this.#arrays()) values.set(state.get(name) ?? []);
  }

  /** All that training changes, by name: the arrays themselves. */
  #arrays(): [string, Float32Array][] {
    return [['steps', this.#steps], ...Object.entries(this.#learned)] as [string, Float32Array][];
  }
}
