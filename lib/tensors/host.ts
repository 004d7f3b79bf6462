/*
 * Transfers between plain arrays and tensors without intermediate copies: on the WebAssembly backend JavaScript reads and
 * writes the memory of a tensor directly.
 */
import type { Rank, ShapeMap, Tensor, TensorInfo } from '@tensorflow/tfjs';
import { installKernel, type WasmBackend } from './engine.js';
import type { Tensorflow } from './tfjs.js';

const NAME = 'WorkbenchFromHost';

/**
 * A float32 tensor of a shape, filled by `write`.
 *
 * @param write - receives the zeroed numbers of the tensor; it must neither retain them nor use tensors
 */
export function fromHost<R extends Rank = Rank>(
  tf: Tensorflow,
  shape: ShapeMap[R],
  write: (values: Float32Array) => void,
): Tensor<R> {
  if (tf.getBackend() === 'wasm') {
    return tf.engine().runKernel(NAME, {}, { shape, write } as never);
  }
  const values = new Float32Array(tf.util.sizeFromShape(shape));
  write(values);
  return tf.tensor<R>(values, shape);
}

/**
 * The value that `read` computes from a float32 tensor's numbers.
 *
 * @param read - must neither retain nor change the numbers, nor use tensors
 */
export function toHost<Result>(
  tf: Tensorflow,
  tensor: Tensor,
  read: (values: Float32Array) => Result,
): Result {
  if (tf.getBackend() !== 'wasm') return read(tensor.dataSync<'float32'>());
  const backend = tf.backend() as unknown as WasmBackend;
  return read(backend.typedArrayFromHeap(tensor) as Float32Array);
}

/** Installs the kernel of {@link fromHost} on the WebAssembly backend. */
export function installHost(tf: Tensorflow): void {
  installKernel(tf, NAME, (backend, _, attrs) => {
    const { shape, write } = attrs as unknown as {
      shape: number[];
      write: (values: Float32Array) => void;
    };
    const out: TensorInfo = backend.makeOutput(shape, 'float32');
    const values = backend.typedArrayFromHeap(out) as Float32Array;
    values.fill(0);
    write(values);
    return out;
  });
}
