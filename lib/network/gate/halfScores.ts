/*
 * What the gradient of a choice reads of one half of its scores: numbers in a kernel's memory until another choice takes
 * their place, and then a copy of those that the others are computed from.
 */
import { gateKernel, type GateKernel } from './kernel.js';
import { noisyScoresIn, type Keys, type NoisyScores } from './keys.js';

/** Numbers of a half in a kernel's memory. */
interface InKernel {
  readonly kernel: GateKernel;
  /** The address of q, [rows, h]. */
  readonly query: number;
  /** Undefined without noise. */
  readonly scores: NoisyScores | undefined;
}

/** Their copy. */
interface Copied {
  readonly query: Float64Array;
  readonly noise: Float64Array | undefined;
}

export class HalfScores {
  #held: InKernel | undefined;
  #copy: Copied | undefined;
  #isOver = false;

  /**
   * @param width - h
   * @param keys - m
   */
  constructor(
    held: InKernel,
    readonly rows: number,
    readonly width: number,
    readonly keys: number,
  ) {
    this.#held = held;
  }

  /** Whether they are in the memory where they were computed. */
  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  /** q, [rows, h]. */
  get query(): Float64Array {
    return this.#copied().query;
  }

  /** ε, [rows, m]; undefined without noise. */
  get noise(): Float64Array | undefined {
    return this.#copied().noise;
  }

  /** Their addresses in a kernel's memory, where they are put and computed again once they are copied. */
  within(keys: Keys): InKernel {
    if (this.#held) return this.#held;
    const { query, noise } = this.#copied();
    const kernel = gateKernel();
    const address = kernel.put(query);
    const scores =
      noise && noisyScoresIn(kernel, address, this.rows, keys, this.width, kernel.put(noise));
    return { kernel, query: address, scores };
  }

  /** Ends the need for a copy: the gradient was computed. */
  finish(): void {
    this.#isOver = true;
  }

  /** Copies what is needed still: other numbers take the place of these. */
  leave(): void {
    if (!this.#isOver) this.#copy = this.#copied();
    this.#held = undefined;
  }

  #copied(): Copied {
    if (this.#copy) return this.#copy;
    if (!this.#held) {
      throw new TypeError('accumulate: a choice must be given once, before others are made');
    }
    const { kernel, query, scores } = this.#held;
    return {
      query: kernel.doubles(query, this.rows * this.width).slice(),
      noise: scores && kernel.doubles(scores.noise, this.rows * this.keys).slice(),
    };
  }
}
