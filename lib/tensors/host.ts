/*
 * Numbers between plain arrays and tensors without an array in between: on the WebAssembly backend a tensor's numbers
 * are bytes of a memory that JavaScript sees, so that what is put together is written where it is needed.
 */
import type { Rank, ShapeMap, Tensor, TensorInfo } from '@tensorflow/tfjs';
import { installKernel, type WasmBackend } from './engine.js';
import type { Tensorflow } from './tfjs.js';

const NAME = 'WorkbenchFromHost';

/**
 * A float32 tensor of a shape, whose numbers `write` puts in.
 *
 * @param write - is given as many zeros as there are numbers, and must neither keep them nor use tensors
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
 * @param read - must neither keep the numbers nor change them, nor use tensors
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

/** Gives the WebAssembly backend the kernel that {@link fromHost} runs. */
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
