import type { RandomStream } from './random.js';

/** `count` distinct numbers from 0 … `size` − 1 in random order (Fisher and Yates); default all of them. */
export function sampleIndices(size: number, stream: RandomStream, count = size): Int32Array {
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
