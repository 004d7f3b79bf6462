/*
 * What a gate learns: named parts of one array, and the state of Adam.
 */
import { ADAM, correctedRates } from '../../tensors/index.js';
import { type SavedState } from '../cohort.js';
import { copied } from '../savedState.js';
import { initialState, type AdamState } from '../model/adam.js';
import { gateKernel } from './kernel.js';

/** Parameters of a gate that step together. */
export class Learned {
  readonly #state: AdamState;
  readonly #steps = new Float32Array(1);
  readonly #ends: readonly number[];

  /** @param parts - the initial values of each part */
  constructor(
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
    const count = this.#steps[0] + 1;
    const { rate, epsilon } = correctedRates({ ...ADAM, learningRate: this.learningRate }, count);
    const kernel = gateKernel();
    const { values, gradient, first, second } = this.#state;
    const { length } = values;
    const [w, g, m, v] = [values, gradient, first, second].map((part) => kernel.put(part));
    const isFinite = kernel.call.stepOn(w, g, m, v, length, rate, epsilon) === 1;
    gradient.fill(0);
    if (!isFinite) return false;
    values.set(kernel.singles(w, length));
    first.set(kernel.singles(m, length));
    second.set(kernel.singles(v, length));
    this.#steps[0] = count;
    return true;
  }

  /**
   * A copy of the trained arrays.
   *
   * @param spare - an earlier copy that serves no more, whose arrays may be written over
   */
  save(spare?: SavedState): SavedState {
    return new Map(
      this.#arrays().map(([name, values]) => [name, copied(values, spare?.get(name))]),
    );
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
