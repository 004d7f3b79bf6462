import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import { InvalidArgumentError } from '../math/errors.js';
import { engineOf, inFourBytes, installKernel, type WasmBackend } from './engine.js';
import type { Tensorflow } from './tfjs.js';

/** Installs lookups and repetitions that copy whole rows on the WebAssembly backend; those of tfjs take 30 ns a number. */
export function installRows(tf: Tensorflow): void {
  installKernel(tf, 'GatherV2', (backend, inputs, attrs, original) => {
    const { x, indices } = inputs as { x: TensorInfo; indices: TensorInfo };
    if (!inFourBytes(x)) return original();
    const { axis, batchDims } = attrs as { axis: number; batchDims: number };
    return gather(tf, backend, x, indices, axis, batchDims);
  });
  installKernel(tf, 'Tile', (backend, inputs, attrs, original) => {
    const { x } = inputs as { x: TensorInfo };
    if (!inFourBytes(x)) return original();
    return tile(tf, backend, x, attrs.reps as number[]);
  });
}

function gather(
  tf: Tensorflow,
  backend: WasmBackend,
  x: TensorInfo,
  indices: TensorInfo,
  axis: number,
  batchDims: number,
): TensorInfo {
  const [parsed] = tf.util.parseAxisParam(axis, x.shape);
  const { collectGatherOpShapeInfo } = tf.backend_util.segment_util;
  // The function reads only the shapes of the tensors.
  const [shaped, by] = [x, indices] as unknown as [Tensor, Tensor];
  const shape = collectGatherOpShapeInfo(shaped, by, parsed, batchDims);
  const { batchSize, outerSize, dimSize, sliceSize, outputShape } = shape;
  const ids = backend.typedArrayFromHeap(indices);
  const wrong = ids.findIndex((index) => index < 0 || index >= dimSize);
  if (wrong >= 0) {
    const rule = `indices must be from 0 to ${dimSize - 1}`;
    throw new InvalidArgumentError('gather', rule, `${ids[wrong]} at ${wrong}`);
  }
  const y = backend.makeOutput(outputShape, x.dtype);
  const { kernels } = engineOf(backend);
  const [from, table, to] = [x, indices, y].map(({ dataId }) => backend.getMemoryOffset(dataId));
  const count = ids.length / batchSize;
  for (let batch = 0; batch < batchSize; batch++) {
    const at = from + 4 * batch * outerSize * dimSize * sliceSize;
    const into = to + 4 * batch * outerSize * count * sliceSize;
    kernels.gather(at, table + 4 * batch * count, into, outerSize, dimSize, count, sliceSize);
  }
  return y;
}

/** Repeats along each axis, from the last to the first. */
function tile(
  tf: Tensorflow,
  backend: WasmBackend,
  x: TensorInfo,
  reps: readonly number[],
): TensorInfo {
  const { kernels } = engineOf(backend);
  const shape = [...x.shape];
  let y = x;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (reps[axis] === 1 && (axis > 0 || y !== x)) continue;
    const count = tf.util.sizeFromShape(shape.slice(0, axis));
    const width = tf.util.sizeFromShape(shape.slice(axis));
    shape[axis] *= reps[axis];
    const next = backend.makeOutput([...shape], x.dtype);
    const [from, to] = [y, next].map(({ dataId }) => backend.getMemoryOffset(dataId));
    kernels.repeat(from, to, count, reps[axis], width);
    if (y !== x) backend.disposeData(y.dataId);
    y = next;
  }
  return y;
}
