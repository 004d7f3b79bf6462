/*
 * Matrix products for the WebAssembly backend. tfjs computes batched products and products of transposed factors in a
 * plain loop (2 GFLOP/s); this kernel computes all of them alike, each entry summed over the inner dimension in order.
 */
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import { InvalidArgumentError } from '../math/errors.js';
import { engineOf, installKernel, runKernel, type WasmBackend } from './engine.js';
import type { Tensorflow } from './tfjs.js';

interface Factors {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, dim) => size * dim, 1);

/** The index of a factor's matrix for each product of a broadcast batch; dimensions of 1 repeat. */
function matrices(batch: readonly number[], own: readonly number[]): Int32Array {
  const indices = new Int32Array(sizeOf(batch));
  const lead = batch.length - own.length;
  for (let at = 0; at < indices.length; at++) {
    let [rest, stride, index] = [at, 1, 0];
    for (let dim = batch.length - 1; dim >= lead; dim--) {
      const size = own[dim - lead];
      if (size > 1) index += (rest % batch[dim]) * stride;
      rest = Math.floor(rest / batch[dim]);
      stride *= size;
    }
    indices[at] = index;
  }
  return indices;
}

/**
 * A B over the broadcast batch, plus `bias` where given, m numbers for all products or m for each, clipped at zero where
 * `positive`.
 */
function multiply(
  tf: Tensorflow,
  backend: WasmBackend,
  { a, b, transposeA, transposeB }: Factors,
  bias?: TensorInfo,
  positive = false,
): TensorInfo {
  for (const { dtype } of [a, b, bias ?? a]) {
    if (dtype !== 'float32') {
      throw new InvalidArgumentError('matMul', 'factors must be float32', dtype);
    }
  }
  const [batchA, batchB] = [a, b].map(({ shape }) => shape.slice(0, -2));
  const [rowsA, columnsA] = a.shape.slice(-2);
  const [rowsB, columnsB] = b.shape.slice(-2);
  let n = transposeA ? columnsA : rowsA;
  const k = transposeA ? rowsA : columnsA;
  const m = transposeB ? rowsB : columnsB;
  let batch = tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
  const out = backend.makeOutput([...batch, n, m], 'float32');
  // With one B for all rows of A the batch is one product.
  const eachBias = bias && sizeOf(bias.shape) > m ? 4 * m : 0;
  if (!transposeA && sizeOf(batchB) === 1 && eachBias === 0) {
    n *= sizeOf(batchA);
    batch = [];
  }
  const ofA = matrices(batch, batch.length === 0 ? [] : batchA);
  const ofB = matrices(batch, batch.length === 0 ? [] : batchB);
  const { kernels, scratch } = engineOf(backend);
  const [atA, atB, to] = [a, b, out].map(({ dataId }) => backend.getMemoryOffset(dataId));
  const atBias = bias ? backend.getMemoryOffset(bias.dataId) : 0;
  for (let at = 0; at < ofA.length; at++) {
    kernels.product(
      atA + 4 * n * k * ofA[at],
      atB + 4 * k * m * ofB[at],
      to + 4 * n * m * at,
      n,
      k,
      m,
      transposeA,
      transposeB,
      atBias + eachBias * at,
      positive,
      scratch,
    );
  }
  return out;
}

/** The names of the activations of a fused product in tfjs, and the kernel that applies each. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  relu6: 'Relu6',
  prelu: 'Prelu',
  leakyrelu: 'LeakyRelu',
  sigmoid: 'Sigmoid',
  elu: 'Elu',
};

/** Whether a bias is one row for all products or one row for each. */
function isRows({ shape }: TensorInfo, m: number, products: number): boolean {
  if (shape.at(-1) !== m) return false;
  return sizeOf(shape) === m || (shape.at(-2) === 1 && sizeOf(shape) === m * products);
}

/** f(A B + bias): the product adds rows of bias and applies relu; other cases follow as separate kernels. */
function fused(
  tf: Tensorflow,
  backend: WasmBackend,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo {
  const factors = { ...inputs, ...attrs } as unknown as Factors;
  const { bias, preluActivationWeights: alpha } = inputs as Partial<NamedTensorInfoMap>;
  const { activation, leakyreluAlpha } = attrs as { activation: string; leakyreluAlpha?: number };
  const m = factors.b.shape[factors.b.shape.length - (factors.transposeB ? 2 : 1)];
  const products = Math.max(
    ...[factors.a, factors.b].map(({ shape }) => sizeOf(shape.slice(0, -2))),
  );
  const within = bias === undefined || isRows(bias, m, products);
  let y = multiply(
    tf,
    backend,
    factors,
    within ? bias : undefined,
    within && activation === 'relu',
  );
  const then = (kernelName: string, inputs: NamedTensorInfoMap): void => {
    const next = runKernel(tf, backend, kernelName, inputs, { alpha: leakyreluAlpha ?? 0.2 });
    backend.disposeData(y.dataId);
    y = next;
  };
  if (bias && !within) {
    then('Add', { a: y, b: bias });
    if (activation === 'relu') then('Relu', { x: y });
  }
  if (activation in ACTIVATIONS) then(ACTIVATIONS[activation], alpha ? { x: y, alpha } : { x: y });
  else if (activation !== 'linear' && activation !== 'relu') {
    throw new InvalidArgumentError('matMul', 'activation must be one of tfjs', activation);
  }
  return y;
}

/** Installs the products on the WebAssembly backend. */
export function installProducts(tf: Tensorflow): void {
  installKernel(tf, 'BatchMatMul', (backend, inputs, attrs) =>
    multiply(tf, backend, { ...inputs, ...attrs } as unknown as Factors),
  );
  installKernel(tf, '_FusedMatMul', (backend, inputs, attrs) => fused(tf, backend, inputs, attrs));
}
