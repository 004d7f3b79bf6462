import assert from 'node:assert/strict';
import type { Tensor } from '@tensorflow/tfjs';
import { createStream } from '../../lib/math/index.js';
import { loadTensors, type TensorBackend, type Tensorflow } from '../../lib/tensors/index.js';

/** Standard normal numbers, decided by a name. */
export function normal(name: string, count: number): Float32Array {
  const stream = createStream(1).split(name);
  return Float32Array.from({ length: count }, () => stream.normal());
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dim) => size * dim, 1);
}

export function seeded(tf: Tensorflow, name: string, shape: number[]): Tensor {
  return tf.tensor(normal(name, sizeOf(shape)), shape);
}

/** The result of `work` on a backend; releases its tensors and reactivates wasm. */
export async function on(
  backend: TensorBackend,
  work: (tf: Tensorflow) => Tensor | Tensor[],
): Promise<Float32Array[]> {
  const { tf } = await loadTensors({ backend });
  try {
    return tf.tidy(() =>
      [work(tf)].flat().map((tensor) => Float32Array.from(tensor.dataSync<'float32'>())),
    );
  } finally {
    await loadTensors({ backend: 'wasm' });
  }
}

/** Close in the norm: |actual − expected| ≤ tolerance |expected| + 1e-12. */
export function assertClose(
  actual: Float32Array,
  expected: Float32Array,
  tolerance: number,
  what = 'numbers',
): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  const distance = Math.hypot(...actual.map((value, at) => value - expected[at]));
  const bound = tolerance * Math.hypot(...expected) + 1e-12;
  assert.ok(distance <= bound, `${what}: ${distance} from the expected, allowed ${bound}`);
}
