/*
 * The parameters of some peers of one shape, in plain arrays: each layer is [p, rows, columns], peer after peer.
 */
import type { Tensor3D } from '@tensorflow/tfjs';
import { type RandomStream } from '../../math/random.js';
import { type Tensorflow } from '../../tensors/index.js';
import { type SavedState } from '../cohort.js';
import { adamStep, type AdamState } from './adam.js';
import { type Parameters } from './forward.js';
import { initialValues, layersOf, type Dimensions, type Layer, type LayerName } from './layout.js';

interface StackedLayer extends AdamState {
  readonly layer: Layer;
  /** Numbers of one peer. */
  readonly size: number;
}

export class Stack {
  readonly #layers: readonly StackedLayer[];
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
    const p = hidden.length;
    this.#steps = new Float32Array(p);
    this.#layers = layersOf(dimensions).map((layer) => {
      const size = layer.rows * layer.columns;
      const zeros = (): Float32Array => new Float32Array(p * size);
      const values = zeros();
      for (let m = 0; m < p; m++) values.set(initialValues(layer, hidden[m], streams[m]), m * size);
      return { layer, size, values, gradient: zeros(), first: zeros(), second: zeros() };
    });
  }

  get names(): LayerName[] {
    return this.#layers.map(({ layer }) => layer.name);
  }

  /** Parameters of the chosen members as tensors, [chosen, rows, columns] each. */
  tensors(tf: Tensorflow, chosen: readonly number[]): Parameters {
    const whole = chosen.length === this.hidden.length && chosen.every((m, at) => m === at);
    return Object.fromEntries(
      this.#layers.map(({ layer, size, values }): [LayerName, Tensor3D] => {
        const { name, rows, columns } = layer;
        const data = whole ? values : new Float32Array(chosen.length * size);
        if (!whole) {
          for (const [at, m] of chosen.entries()) {
            data.set(values.subarray(m * size, (m + 1) * size), at * size);
          }
        }
        return [name, tf.tensor3d(data, [chosen.length, rows, columns])];
      }),
    );
  }

  /** Adds to the noted gradients of the chosen members, [chosen, rows, columns] for a layer. */
  note(name: LayerName, chosen: readonly number[], gradient: Float32Array): void {
    const found = this.#layers.find(({ layer }) => layer.name === name);
    if (!found) throw new TypeError(`layer ${name} must exist`);
    const { size, gradient: sum } = found;
    for (const [at, m] of chosen.entries()) {
      const [from, to] = [at * size, m * size];
      for (let k = 0; k < size; k++) sum[to + k] += gradient[from + k];
    }
  }

  /** A step of Adam for one member along what was noted. */
  step(member: number, learningRate: number): void {
    const step = ++this.#steps[member];
    for (const layer of this.#layers) {
      const { size } = layer;
      adamStep(layer, member * size, (member + 1) * size, step, learningRate);
    }
  }

  save(): SavedState {
    return new Map([...this.#arrays()].map(([name, values]) => [name, values.slice()]));
  }

  restore(state: SavedState): void {
    for (const [name, values] of this.#arrays()) values.set(state.get(name) ?? []);
  }

  /** All that training changes, by name: the arrays themselves. */
  #arrays(): Map<string, Float32Array> {
    const arrays = new Map([['steps', this.#steps]]);
    for (const { layer, values, gradient, first, second } of this.#layers) {
      arrays.set(layer.name, values);
      arrays.set(`${layer.name}/gradient`, gradient);
      arrays.set(`${layer.name}/first`, first);
      arrays.set(`${layer.name}/second`, second);
    }
    return arrays;
  }
}
