import type { RandomStream } from './random.js';

/** A sample of less than one in so many keeps the numbers that have moved, and no list of all. */
const SPARSE = 16;

/** A random order of 0 … `size` − 1, sampled as far as it is read (Fisher and Yates). */
export class RandomOrder {
  readonly #indices: Int32Array;
  #sampled = 0;

  constructor(
    size: number,
    readonly stream: RandomStream,
  ) {
    this.#indices = new Int32Array(size);
    for (let k = 0; k < size; k++) this.#indices[k] = k;
  }

  /** The first `count` numbers, not copied. */
  first(count: number): Int32Array {
    const indices = this.#indices;
    for (; this.#sampled < count; this.#sampled++) {
      const k = this.#sampled;
      const other = k + this.stream.integer(indices.length - k);
      const value = indices[other];
      indices[other] = indices[k];
      indices[k] = value;
    }
    return indices.subarray(0, count);
  }
}

/** `count` distinct numbers from 0 … `size` − 1 in random order (Fisher and Yates); default all of them. */
export function sampleIndices(size: number, stream: RandomStream, count = size): Int32Array {
  if (SPARSE * count < size) return sampleFew(size, stream, count);
  const indices = new RandomOrder(size, stream).first(count);
  return count === size ? indices : indices.slice();
}

/** The same numbers, by work and memory in proportion to `count`. */
function sampleFew(size: number, stream: RandomStream, count: number): Int32Array {
  const moved = new Map<number, number>();
  return Int32Array.from({ length: count }, (_, k) => {
    const other = k + stream.integer(size - k);
    const value = moved.get(other) ?? other;
    moved.set(other, moved.get(k) ?? k);
    return value;
  });
}
