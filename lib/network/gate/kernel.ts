/*
 * The kernel of gates, assembly/index.ts, and its memory: numbers are put there for one computation, and forgotten by the
 * next.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkbenchError } from '../../math/errors.js';

// TypeScript declares WebAssembly in the browser's types only; this is the part in use.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

/** The exports of the assembly; all but counts are addresses. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  base(): number;
  through(a: number, b: number, c: number, n: number, k: number, m: number): void;
  within(a: number, b: number, c: number, n: number, k: number, m: number): void;
  widen(from: number, to: number, count: number): void;
  turn(from: number, to: number, n: number, m: number): void;
  addNarrowed(x: number, y: number, count: number): void;
  gather(
    x: number,
    b: number,
    c: number,
    n: number,
    inputs: number,
    symbols: number,
    m: number,
  ): void;
  scatter(
    x: number,
    d: number,
    b: number,
    n: number,
    inputs: number,
    symbols: number,
    m: number,
  ): void;
  addNoise(
    clean: number,
    raw: number,
    noise: number,
    spread: number,
    slope: number,
    noisy: number,
    count: number,
  ): void;
  loads(
    clean: number,
    spread: number,
    noisy: number,
    thresholds: number,
    open: number,
    margins: number,
    densities: number,
    probabilities: number,
    sums: number,
    n: number,
    m: number,
  ): void;
  normals(values: number, count: number): void;
  order(
    scores: number,
    open: number,
    left: number,
    best: number,
    n: number,
    m: number,
    few: number,
  ): void;
  rawGradient(gradient: number, noise: number, slope: number, raw: number, count: number): void;
  addLoadGradient(
    spread: number,
    slope: number,
    margins: number,
    densities: number,
    slopes: number,
    clean: number,
    raw: number,
    n: number,
    m: number,
  ): void;
  stepOn(
    w: number,
    g: number,
    m: number,
    v: number,
    count: number,
    rate: number,
    epsilon: number,
  ): number;
}

const PAGE = 2 ** 16;

let compiled: object | undefined;

/** The kernel, and where numbers lie in its memory. */
export class GateKernel {
  readonly call: Exports;
  readonly #base: number;
  #end: number;
  #bytes = new Uint8Array();
  #leave: (() => void) | undefined;

  constructor() {
    compiled ??= new WebAssembly.Module(readFileSync(join(__dirname, 'gate.wasm')));
    this.call = new WebAssembly.Instance(compiled, {}).exports as Exports;
    this.#base = this.#end = Math.ceil(this.call.base() / 32) * 32;
  }

  /** Forgets all numbers. */
  begin(): this {
    const leave = this.#leave;
    this.#leave = undefined;
    leave?.();
    this.#end = this.#base;
    return this;
  }

  /** Calls `leave` before the present numbers are forgotten. */
  beforeNext(leave: () => void): void {
    this.#leave = leave;
  }

  /** The address of `count` zeroed float64. */
  zeros(count: number): number {
    const address = this.room(count);
    this.#bytes.fill(0, address, this.#end);
    return address;
  }

  /** The address of `count` float64 of any values. */
  room(count: number): number {
    return this.#take(8 * count);
  }

  /** Copies numbers to the memory; returns their address. */
  put(values: Float32Array | Float64Array): number {
    const address = this.#take(values.byteLength);
    const { buffer, byteOffset, byteLength } = values;
    this.#bytes.set(new Uint8Array(buffer, byteOffset, byteLength), address);
    return address;
  }

  /** Copies float32 to the memory as float64. */
  widened(values: Float32Array): number {
    const from = this.put(values);
    const to = this.room(values.length);
    this.call.widen(from, to, values.length);
    return to;
  }

  /** `count` float64 at an address, until more are put. */
  doubles(address: number, count: number): Float64Array {
    return new Float64Array(this.#bytes.buffer, address, count);
  }

  /** `count` 32-bit integers at an address, until more are put. */
  integers(address: number, count: number): Int32Array {
    return new Int32Array(this.#bytes.buffer, address, count);
  }

  /** `count` float32 at an address, until more are put. */
  singles(address: number, count: number): Float32Array {
    return new Float32Array(this.#bytes.buffer, address, count);
  }

  /** The address of bytes, rounded up to a multiple of 32. */
  #take(bytes: number): number {
    const address = this.#end;
    this.#end += Math.ceil(bytes / 32) * 32;
    const { memory } = this.call;
    const missing = this.#end - memory.buffer.byteLength;
    if (missing > 0) this.#grow(Math.ceil(missing / PAGE));
    if (this.#bytes.buffer !== memory.buffer) this.#bytes = new Uint8Array(memory.buffer);
    return address;
  }

  #grow(pages: number): void {
    try {
      this.call.memory.grow(pages);
    } catch {
      throw new WorkbenchError(
        'train: the numbers of one choice of a gate must fit 4 GiB, got more: take a smaller batch, or the choice product',
      );
    }
  }
}

let kernel: GateKernel | undefined;

/** The kernel of this thread, with no numbers in its memory. */
export function gateKernel(): GateKernel {
  return (kernel ??= new GateKernel()).begin();
}

/** Choices whose numbers are kept: others may come between a choice and its gradient where peers are at different paces. */
const KEPT = 3;
const choosing: GateKernel[] = [];
let choices = 0;

/** A kernel with no numbers in its memory, in which those of a choice stay until {@link KEPT} others have come. */
export function choosingKernel(): GateKernel {
  const turn = choices++ % KEPT;
  return (choosing[turn] ??= new GateKernel()).begin();
}
