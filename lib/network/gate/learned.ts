/*
 * What a gate learns: named parts of one array, and the state of Adam.
 */
import { type Tensorflow } from '../../tensors/index.js';
import { type SavedState } from '../cohort.js';
import { initialState, stepOn, type AdamState } from '../model/adam.js';

/** Parameters of a gate that step together. */
export class Learned {
  readonly #state: AdamState;
  readonly #steps = new Float32Array(1);
  readonly #ends: readonly number[];

  /**
   * @param tf - tfjs, untyped since public declarations do not depend on tfjs's types
   * @param parts - the initial values of each part
   */
  constructor(
    readonly tf: object,
    parts: readonly Float32Array[],
    readonly learningRate: number,
  ) {
    let end = 0;
    this.#ends = parts.map(({ length }) => (end += length));
    const values = new Float32Array(end);
    for (const [at, part] of parts.entries()) values.set(part, this.#ends[at] - part.length);
    this.#state = initialState(values);
  }

  /** The values of part `at`. */
  values(at: number): Float32Array {
    return this.#part(this.#state.values, at);
  }

  /** The sum of the gradients of part `at` since the last step. */
  gradient(at: number): Float32Array {
    return this.#part(this.#state.gradient, at);
  }

  /** One step of Adam along the accumulated gradient; false where it is not finite and was skipped. */
  step(): boolean {
    const step = this.#steps[0] + 1;
    const parts = [{ state: this.#state, step, owner: 0 }];
    const skipped = stepOn(this.tf as Tensorflow, parts, this.learningRate);
    if (skipped.size === 0) this.#steps[0] = step;
    return skipped.size === 0;
  }

  /** A copy of the trained arrays. */
  save(): SavedState {
    return new Map(this.#arrays().map(([name, values]) => [name, values.slice()]));
  }

  /** Restores a state that {@link Learned.save} returned. */
  restore(state: SavedState): void {
    for (const [name, values] of this.#arrays()) values.set(state.get(name) ?? []);
  }

  #arrays(): [string, Float32Array][] {
    return [['steps', this.#steps], ...Object.entries(this.#state)] as [string, Float32Array][];
  }

  #part(array: Float32Array, at: number): Float32Array {
    return array.subarray(at === 0 ? 0 : this.#ends[at - 1], this.#ends[at]);
  }
}
