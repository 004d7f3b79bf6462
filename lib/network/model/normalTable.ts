/*
 * A table of normal numbers that initial values are parts of, where they are drawn again and again: a copy costs less than
 * a draw. Its parts begin anywhere, as those of the noise of Salimans et al. 2017 (§2.1).
 */
import { type RandomStream } from '../../math/random.js';

/** Numbers at which a part may begin. */
const LENGTH = 2 ** 18;

/** The golden ratio of the beginnings: those of successive neighbours lie as far apart as they can. */
const STRIDE = Math.round(LENGTH * ((Math.sqrt(5) - 1) / 2));

export class NormalTable {
  #numbers: Float64Array | undefined;
  /** The table by the spread of its numbers. */
  readonly #scaled = new Map<number, Float32Array>();

  /** @param longest - the most numbers of one part */
  constructor(
    readonly stream: RandomStream,
    readonly longest: number,
  ) {}

  /** The first beginning of a member's parts. */
  first(member: number): number {
    return this.stream.split(member).integer(LENGTH);
  }

  /** `count` numbers with a spread for a neighbour, by the first beginning of a member's. */
  part(first: number, neighbour: number, count: number, spread: number): Float32Array {
    const numbers = this.#scaled.get(spread) ?? this.#scale(spread);
    const start = (first + neighbour * STRIDE) % LENGTH;
    return numbers.subarray(start, start + count);
  }

  #scale(spread: number): Float32Array {
    const numbers = (this.#numbers ??= this.stream.normals(LENGTH + this.longest));
    const scaled = Float32Array.from(numbers, (value) => spread * value);
    this.#scaled.set(spread, scaled);
    return scaled;
  }
}
