import type { TensorInfo } from '@tensorflow/tfjs';
import { engineOf, installKernel, runKernel, type WasmBackend } from './engine.js';
import type { Tensorflow } from './tfjs.js';

/**
 * Installs the sum over segments on the WebAssembly backend, y_s = Σ x_i over the i with segment s: the gradient of a
 * lookup (`gather`), which tfjs lacks there. x may have any shape [count, ...], y is [segments, ...].
 */
export function installSegmentSum(tf: Tensorflow): void {
  installKernel(tf, 'UnsortedSegmentSum', (backend, inputs, attrs) => {
    const { x, segmentIds } = inputs as { x: TensorInfo; segmentIds: TensorInfo };
    return segmentSum(tf, backend, x, segmentIds, Number(attrs.numSegments));
  });
}

function segmentSum(
  tf: Tensorflow,
  backend: WasmBackend,
  values: TensorInfo,
  ids: TensorInfo,
  segments: number,
): TensorInfo {
  const x = runKernel(tf, backend, 'Cast', { x: values }, { dtype: 'float32' });
  const [count, ...inner] = x.shape;
  const y = backend.makeOutput([segments, ...inner], 'float32');
  const [from, by, to] = [x, ids, y].map(({ dataId }) => backend.getMemoryOffset(dataId));
  const { kernels } = engineOf(backend);
  kernels.segmentSum(from, by, to, count, tf.util.sizeFromShape(inner), segments);
  backend.disposeData(x.dataId);
  return y;
}
