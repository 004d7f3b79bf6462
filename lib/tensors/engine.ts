/*
 * The workbench's kernels (assembly/index.ts) on the memory of tfjs's WebAssembly backend, so that tensors are shared
 * without copies.
 */
import type {
  DataId,
  DataType,
  KernelFunc,
  NamedAttrMap,
  NamedTensorInfoMap,
  TensorInfo,
} from '@tensorflow/tfjs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkbenchError } from '../math/errors.js';
import type { Tensorflow } from './tfjs.js';

interface Memory {
  readonly buffer: ArrayBuffer;
}

// TypeScript declares WebAssembly in the browser's types only; this is the part in use.
declare const WebAssembly: {
  Memory: new (descriptor: { initial: number }) => Memory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

/** The exports of the assembly. */
interface Kernels {
  readonly SCRATCH: { readonly value: number };
  product(
    a: number,
    b: number,
    c: number,
    n: number,
    k: number,
    m: number,
    transposeA: boolean,
    transposeB: boolean,
    bias: number,
    positive: boolean,
    scratch: number,
  ): void;
  segmentSum(
    x: number,
    ids: number,
    y: number,
    count: number,
    width: number,
    segments: number,
  ): void;
  gather(
    x: number,
    ids: number,
    y: number,
    outer: number,
    size: number,
    count: number,
    width: number,
  ): void;
  copyRows(
    from: number,
    fromStride: number,
    to: number,
    toStride: number,
    count: number,
    width: number,
  ): void;
  sumRows(x: number, y: number, outer: number, count: number, width: number): void;
  repeat(x: number, y: number, count: number, times: number, width: number): void;
  exp(x: number, y: number, count: number): void;
  reluGradient(dy: number, y: number, dx: number, count: number): void;
  tanhGradient(dy: number, y: number, dx: number, count: number): void;
  tanh(x: number, y: number, count: number): void;
  adam(
    w: number,
    g: number,
    m: number,
    v: number,
    toW: number,
    toM: number,
    toV: number,
    count: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
  ): void;
}

/** The part of tfjs's WebAssembly backend in use. */
export interface WasmBackend {
  readonly wasm: { readonly asm?: { readonly memory?: unknown }; _malloc(bytes: number): number };
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
  getMemoryOffset(dataId: DataId): number;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array | Uint8Array;
  disposeData(dataId: DataId): boolean;
}

/** The instantiated kernels. */
export interface Engine {
  readonly kernels: Kernels;
  /** The address of the scratch memory of `product`. */
  readonly scratch: number;
}

const engines = new WeakMap<object, Engine>();

/** The kernels on the memory of `backend`, instantiated once. */
export function engineOf(backend: WasmBackend): Engine {
  let engine = engines.get(backend);
  if (!engine) {
    const memory = backend.wasm.asm?.memory;
    if (!(memory instanceof WebAssembly.Memory)) {
      throw new WorkbenchError(
        'loadTensors: the wasm backend must be that of @tensorflow/tfjs-backend-wasm 4.22.0, got one without its memory',
      );
    }
    const module = new WebAssembly.Module(readFileSync(join(__dirname, 'kernels.wasm')));
    const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as Kernels;
    // Addresses above 2 GB are returned as negative numbers.
    engine = { kernels, scratch: backend.wasm._malloc(kernels.SCRATCH.value) >>> 0 };
    engines.set(backend, engine);
  }
  return engine;
}

/** Replaced kernels of tfjs, by instance and name. */
const originals = new WeakMap<Tensorflow, Map<string, KernelFunc>>();

/**
 * Registers `run` as the backend's kernel of that name, in place of any existing one; `original` calls the replaced
 * kernel.
 */
export function installKernel(
  tf: Tensorflow,
  kernelName: string,
  run: (
    backend: WasmBackend,
    inputs: NamedTensorInfoMap,
    attrs: NamedAttrMap,
    original: () => TensorInfo | TensorInfo[],
  ) => TensorInfo | TensorInfo[],
): void {
  const backendName = 'wasm';
  const replaced = originals.get(tf) ?? new Map<string, KernelFunc>();
  originals.set(tf, replaced);
  const known = tf.getKernelsForBackend(backendName).find((each) => each.kernelName === kernelName);
  if (known) {
    if (!replaced.has(kernelName)) replaced.set(kernelName, known.kernelFunc);
    tf.unregisterKernel(kernelName, backendName);
  }
  tf.registerKernel({
    kernelName,
    backendName,
    // The original kernel depends on its setup.
    ...(known?.setupFunc && { setupFunc: known.setupFunc }),
    kernelFunc: (args) =>
      run(args.backend as unknown as WasmBackend, args.inputs, args.attrs ?? {}, () => {
        const original = replaced.get(kernelName);
        if (!original)
          throw new WorkbenchError(`${kernelName}: tfjs must have a kernel of this name, got none`);
        return original(args);
      }),
  });
}

/** Runs a kernel of the backend by its name in tfjs. */
export function runKernel(
  tf: Tensorflow,
  backend: WasmBackend,
  kernelName: string,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap = {},
): TensorInfo {
  const { kernelFunc } = tf.getKernel(kernelName, 'wasm');
  return kernelFunc({ inputs, attrs, backend }) as TensorInfo;
}

/** Whether a tensor's numbers have four bytes, as the copying kernels require. */
export function inFourBytes({ dtype }: TensorInfo): boolean {
  return dtype === 'float32' || dtype === 'int32';
}
