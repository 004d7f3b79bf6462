/*
 * The compiled kernel and the types of its exports, assembly/index.ts.
 */
import { kernelBytes } from '#kernel-bytes';
import { show } from '../math/checks.js';
import { InvalidArgumentError, WorkbenchError } from '../math/errors.js';

/** A compiled kernel, a `WebAssembly.Module`: it can be sent to worker threads by workerData or message. */
export type KernelModule = object;

// TypeScript declares WebAssembly in the browser's types only; this is the part in use.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => KernelModule;
  Instance: new (module: KernelModule, imports: object) => { readonly exports: unknown };
};

/** The exports of the assembly; addresses are bytes in its memory. */
export interface Engine {
  readonly memory: { readonly buffer: ArrayBuffer };
  configure(peers: number, byLanes: boolean): number;
  setOptions(
    exemptOwnInput: boolean,
    projectRows: boolean,
    learningRate: number,
    tolerance: number,
    maxSteps: number,
  ): void;
  stagingAddress(): number;
  recordsAddress(): number;
  resultsAddress(): number;
  loadHessian(which: number, i: number): void;
  loadAnchor(which: number, open: boolean): void;
  loadStake(which: number, temperature: number, ratio: number): void;
  loadWeights(which: number): void;
  run(): void;
  products(count: number): void;
  sigmoid(z: number): number;
}

/** Compiles a kernel of the build. */
export function compileFile(name: 'descent.wasm' | 'sparse.wasm'): KernelModule {
  return new WebAssembly.Module(kernelBytes(name));
}

/** Compiles the kernel, which takes some milliseconds. */
export function compileKernel(): KernelModule {
  return compileFile('descent.wasm');
}

/** The exports of a new instance of a compiled kernel. */
export function instantiate(where: string, module: KernelModule): unknown {
  const abort = (): never => {
    throw new WorkbenchError('the descent kernel stopped: this is a defect of the workbench');
  };
  try {
    return new WebAssembly.Instance(module, { env: { abort } }).exports;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new InvalidArgumentError(where, 'module must come from compileKernel', show(module));
  }
}

/** Instantiates the compiled kernel and its memory. */
export function startEngine(where: string, module: KernelModule): Engine {
  return instantiate(where, module) as Engine;
}
