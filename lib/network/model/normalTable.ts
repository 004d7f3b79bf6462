/*
 * A table of normal numbers that initial values are parts of, where they are drawn again and again: a copy costs less than
 * a draw. Its parts begin anywhere, as those of the noise of Salimans et al. 2017 (§2.1).
 */
import { type RandomStream } from '../../math/random.js';
import { type Allocator } from './blocks.js';

/** Numbers at which a part may begin. */
const LENGTH = 2 ** 18;

/** The golden ratio of the beginnings: those of successive neighbours lie as far apart as they can. */
const STRIDE = Math.round(LENGTH * ((Math.sqrt(5) - 1) / 2));

export class NormalTable {
  #numbers: Float64Array | undefined;
  /** The table by the spread of its numbers. */
  readonly #scaled = new Map<number, Float32Array>();

  /**
   * @param longest - the most numbers of one part
   * @param allocator - of the blocks, which keeps the table beside them
   */
  constructor(
    readonly stream: RandomStream,
    readonly longest: number,
    readonly allocator: Allocator,
  ) {}

  /** The first beginning of a member's parts. */
  first(member: number): number {
    return this.stream.split(member).integer(LENGTH);
  }

  /** Writes numbers with a spread for a neighbour, by the first beginning of a member's. */
  draw(first: number, neighbour: number, to: Float32Array, spread: number): void {
    const numbers = this.#scaled.get(spread) ?? this.#scale(spread);
    const start = (first + neighbour * STRIDE) % LENGTH;
    this.allocator.copy(numbers.subarray(start, start + to.length), to);
  }

  #scale(spread: number): Float32Array {
    const numbers = (this.#numbers ??= this.stream.normals(LENGTH + this.longest));
    const scaled = this.allocator.allocate(numbers.length);
    for (let at = 0; at < scaled.length; at++) scaled[at] = spread * numbers[at];
    this.#scaled.set(spread, scaled);
    return scaled;
  }
}
