/*
 * The compiled kernels, assembly/index.ts in either precision, and their instances: one for each thread, all on one
 * memory.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidArgumentError } from '../../math/errors.js';
import { type VectorBits } from './vectorBits.js';
import { type SharedMemory } from './memory.js';

/**
 * `portable`: a product is rounded before it is added, with the same bytes on every machine. `fused`: multiplication and
 * addition are rounded once where the processor can (relaxed SIMD), which is faster and whose last bits depend on it.
 */
export const PRECISIONS = ['portable', 'fused'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** A compiled kernel, a `WebAssembly.Module`: it can be sent to threads. */
export type NetworkModule = object;

/** The exports of the assembly. */
export interface NetworkKernel {
  /** Does `count` jobs from an address on, with scratch memory that is the calling thread's alone. */
  performJobs(jobs: number, count: number, scratch: number): void;
  /** Bytes of scratch memory for jobs of a shape and at most `rows` rows. */
  scratchBytes(shape: number, rows: number): number;
  /** Sets bytes to 0. */
  clear(address: number, bytes: number): void;
  /** Copies bytes. */
  copy(from: number, to: number, bytes: number): void;
  /** C = A B alone, [n, k] [k, m], for the benchmark. */
  multiply(scratch: number, a: number, b: number, c: number, n: number, k: number, m: number): void;
}

// TypeScript declares WebAssembly in the browser's types only; this is the part in use.
declare const WebAssembly: {
  validate: (bytes: Uint8Array) => boolean;
  Module: new (bytes: Uint8Array) => NetworkModule;
  Instance: new (module: NetworkModule, imports: object) => { readonly exports: unknown };
};

/** @throws {@link InvalidArgumentError} where the engine of JavaScript lacks what the precision takes */
export function compileNetwork(where: string, precision: Precision): NetworkModule {
  const bytes = readFileSync(join(__dirname, `${precision}.wasm`));
  if (WebAssembly.validate(bytes)) return new WebAssembly.Module(bytes);
  throw new InvalidArgumentError(
    where,
    'precision must be portable on an engine without relaxed SIMD, which Node 22 and later have',
    `${precision} on Node ${process.versions.node}`,
  );
}

/** The kernel on a memory, for the calling thread. */
export function instantiateNetwork(
  module: NetworkModule,
  memory: SharedMemory,
  vectorBits: VectorBits,
): NetworkKernel {
  // Rows of a tile: as many as its sums have registers (assembly/tiles.ts).
  const height = vectorBits === 256 ? 4 : 2;
  return new WebAssembly.Instance(module, { env: { memory, height } }).exports as NetworkKernel;
}
