/*
 * The compiled kernel, and its exports as TypeScript sees them. See assembly/index.ts.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the engine's assembly exports; addresses are bytes in its memory. */
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

/** Compiles the kernel; a module can be sent to worker threads and started there many times. */
export function compileKernel(): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(join(__dirname, 'descent.wasm')));
}

/** Starts a compiled kernel with a memory of its own. */
export function startEngine(module: WebAssembly.Module): Engine {
  const { exports } = new WebAssembly.Instance(module, {
    env: {
      abort: () => {
        throw new Error('the descent kernel aborted: this is a defect of the workbench');
      },
    },
  });
  return exports as unknown as Engine;
}
