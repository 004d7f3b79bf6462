import type { RandomStream } from './random.js';

/** A sample of less than one in so many keeps the numbers that have moved, and no list of all. */
const SPARSE = 16;

/** `count` distinct numbers from 0 … `size` − 1 in random order (Fisher and Yates); default all of them. */
export function sampleIndices(size: number, stream: RandomStream, count = size): Int32Array {
  if (SPARSE * count < size) return sampleFew(size, stream, count);
  const indices = new Int32Array(size);
  for (let k = 0; k < size; k++) indices[k] = k;
  for (let k = 0; k < count; k++) {
    const other = k + stream.integer(size - k);
    const value = indices[other];
    indices[other] = indices[k];
    indices[k] = value;
  }
  return count === size ? indices : indices.slice(0, count);
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
