/*
 * Arrays in memory that threads share.
 */
import { isShared, sharedBuffer } from '../../math/sharedMemory.js';

export function sharedFloat64(length: number): Float64Array {
  return new Float64Array(sharedBuffer(8 * length));
}

export function sharedUint16(length: number): Uint16Array {
  return new Uint16Array(sharedBuffer(2 * length));
}

export function sharedUint32(length: number): Uint32Array {
  return new Uint32Array(sharedBuffer(4 * length));
}

/** The array itself where it is shared, else a shared copy. */
export function toShared<A extends Float32Array | Float64Array | Uint32Array | Uint8Array>(
  values: A,
): A {
  if (isShared(values)) return values;
  const Kind = values.constructor as new (buffer: ArrayBufferLike) => A;
  const copy = new Kind(sharedBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
