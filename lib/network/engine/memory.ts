/*
 * The memory of the network's kernel, which threads share: pieces that are handed out and taken back, by size.
 */
import { WorkbenchError } from '../../math/errors.js';

/** A `WebAssembly.Memory`. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

// TypeScript declares WebAssembly in the browser's types only; this is the part in use.
declare const WebAssembly: {
  Memory: new (descriptor: { initial: number; maximum: number; shared: boolean }) => SharedMemory;
};

const PAGE = 2 ** 16;
/** Pages of a memory of 4 GiB, the most that WebAssembly addresses. */
const MOST_PAGES = 2 ** 16;
const FIRST_PAGES = 16;
/** The first address: 0 means "none" to the kernel, and the compiler may keep constants in the first page. */
const START = PAGE;

/** The bytes handed out for a piece: at most an eighth more than asked for, so that few sizes serve many pieces. */
export function pieceBytes(bytes: number): number {
  if (bytes <= 1024) return Math.max(64, Math.ceil(bytes / 64) * 64);
  // An eighth of the largest power of two within: the position of the highest bit of 32, less three.
  const step = 1 << (28 - Math.clz32(bytes));
  return Math.ceil(bytes / step) * step;
}

/** Pieces of one shared memory. */
export class Pieces {
  readonly memory: SharedMemory = new WebAssembly.Memory({
    initial: FIRST_PAGES,
    maximum: MOST_PAGES,
    shared: true,
  });
  /** The address after all pieces that were ever handed out. */
  end = START;
  /** Addresses that were taken back, by bytes. */
  readonly #free = new Map<number, number[]>();
  /**
   * The address of a piece of at least `bytes` bytes, a multiple of 64. Its numbers are any.
   *
   * @throws {@link WorkbenchError} when the 4 GiB of a WebAssembly memory are in use
   */
  take(bytes: number): number {
    const size = pieceBytes(bytes);
    const spare = this.#free.get(size)?.pop();
    if (spare !== undefined) return spare;
    const address = this.end;
    const missing = Math.ceil((address + size - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) this.#grow(missing);
    this.end = address + size;
    return address;
  }

  /** Takes back a piece of `bytes` bytes. */
  give(address: number, bytes: number): void {
    const size = pieceBytes(bytes);
    const others = this.#free.get(size);
    if (others) others.push(address);
    else this.#free.set(size, [address]);
  }

  /** A view of `length` numbers. */
  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length);
  }

  /** The same in double precision. */
  doubles(address: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, length);
  }

  #grow(missing: number): void {
    const pages = this.memory.buffer.byteLength / PAGE;
    // In steps, since each is a call of the system.
    const wanted = Math.max(missing, Math.ceil(pages / 4));
    try {
      this.memory.grow(Math.min(wanted, Math.max(missing, MOST_PAGES - pages)));
    } catch {
      throw new WorkbenchError(
        'train: the networks of a process must fit 4 GiB on the wasm backend, got more: take fewer or smaller peers, or the native backend',
      );
    }
  }
}
