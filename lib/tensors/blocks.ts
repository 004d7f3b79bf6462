/*
 * Slicing, splitting, concatenation and sums over rows on the WebAssembly backend. A tensor is viewed as
 * [outer, axis, inner] and whole rows of inner numbers are copied, where tfjs copies single numbers or transposes first.
 */
import type { TensorInfo } from '@tensorflow/tfjs';
import { engineOf, inFourBytes, installKernel, type WasmBackend } from './engine.js';
import type { Tensorflow } from './tfjs.js';

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, dim) => size * dim, 1);

/** The slice of x from `begin` with `size` entries along an axis, in the given shape. */
function cut(
  backend: WasmBackend,
  x: TensorInfo,
  axis: number,
  begin: number,
  size: number,
  shape: number[],
): TensorInfo {
  const y = backend.makeOutput(shape, x.dtype);
  const inner = sizeOf(x.shape.slice(axis + 1));
  const outer = sizeOf(x.shape.slice(0, axis));
  const from = backend.getMemoryOffset(x.dataId) + 4 * begin * inner;
  const to = backend.getMemoryOffset(y.dataId);
  const width = size * inner;
  engineOf(backend).kernels.copyRows(from, x.shape[axis] * inner, to, width, outer, width);
  return y;
}

/** Installs slices along one axis, splits, unstackings, concatenations and sums over adjacent axes. */
export function installBlocks(tf: Tensorflow): void {
  installKernel(tf, 'Slice', (backend, inputs, attrs, original) => {
    const { x } = inputs as { x: TensorInfo };
    const [begin, size] = tf.slice_util.parseSliceParams(
      x,
      attrs.begin as number[],
      attrs.size as number[],
    );
    // tfjs's backend would read beyond the tensor.
    tf.slice_util.assertParamsValid(x, begin, size);
    const axes = size.flatMap((length, axis) => (length === x.shape[axis] ? [] : [axis]));
    if (axes.length !== 1 || !inFourBytes(x)) return original();
    const [axis] = axes;
    return cut(backend, x, axis, begin[axis], size[axis], size);
  });
  installKernel(tf, 'SplitV', (backend, inputs, attrs, original) => {
    const { x } = inputs as { x: TensorInfo };
    if (!inFourBytes(x)) return original();
    const [axis] = tf.util.parseAxisParam(attrs.axis as number, x.shape);
    const sizes = attrs.numOrSizeSplits as number[] | number;
    const parts = tf.backend_util.prepareSplitSize(x, sizes, axis);
    let begin = 0;
    return parts.map((size) => {
      const y = cut(backend, x, axis, begin, size, x.shape.with(axis, size));
      begin += size;
      return y;
    });
  });
  installKernel(tf, 'Unpack', (backend, inputs, attrs, original) => {
    const { value: x } = inputs as { value: TensorInfo };
    if (!inFourBytes(x)) return original();
    const [axis] = tf.util.parseAxisParam(attrs.axis as number, x.shape);
    const shape = x.shape.toSpliced(axis, 1);
    return Array.from({ length: x.shape[axis] }, (_, at) =>
      cut(backend, x, axis, at, 1, [...shape]),
    );
  });
  installKernel(tf, 'Concat', (backend, inputs, attrs, original) => {
    const parts = Object.values(inputs as Record<string, TensorInfo>);
    const [{ dtype, shape }] = parts;
    const alike = parts.every((part) => part.dtype === dtype && part.shape.length === shape.length);
    if (!alike || !inFourBytes(parts[0])) return original();
    const [axis] = tf.util.parseAxisParam(attrs.axis as number, shape);
    tf.backend_util.assertParamsConsistent(
      parts.map((part) => part.shape),
      axis,
    );
    return join(backend, parts, axis);
  });
  installKernel(tf, 'Sum', (backend, inputs, attrs, original) => {
    const { x } = inputs as { x: TensorInfo };
    const axes = tf.util
      .parseAxisParam(attrs.axis as number | number[], x.shape)
      .sort((a, b) => a - b);
    const [first, last] = [axes[0] ?? 0, axes.at(-1) ?? 0];
    const inner = x.shape.slice(last + 1);
    // Only sums over adjacent axes of whole rows; tfjs sums single numbers.
    const together = axes.length > 0 && last - first === axes.length - 1;
    if (!together || sizeOf(inner) === 1 || x.dtype !== 'float32') return original();
    const before = x.shape.slice(0, first);
    const kept = attrs.keepDims === true ? axes.map(() => 1) : [];
    const y = backend.makeOutput([...before, ...kept, ...inner], 'float32');
    const count = sizeOf(x.shape.slice(first, last + 1));
    const [from, to] = [x, y].map(({ dataId }) => backend.getMemoryOffset(dataId));
    engineOf(backend).kernels.sumRows(from, to, sizeOf(before), count, sizeOf(inner));
    return y;
  });
}

function join(backend: WasmBackend, parts: readonly TensorInfo[], axis: number): TensorInfo {
  const [{ shape, dtype }] = parts;
  const length = parts.reduce((sum, part) => sum + part.shape[axis], 0);
  const y = backend.makeOutput(shape.with(axis, length), dtype);
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  let to = backend.getMemoryOffset(y.dataId);
  for (const part of parts) {
    const width = part.shape[axis] * inner;
    const from = backend.getMemoryOffset(part.dataId);
    engineOf(backend).kernels.copyRows(from, width, to, length * inner, outer, width);
    to += 4 * width;
  }
  return y;
}
