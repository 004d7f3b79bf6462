import descent from '../descent.wasm';
import sparse from '../sparse.wasm';

const KERNELS = { 'descent.wasm': descent, 'sparse.wasm': sparse };

/** The bytes of a kernel, which the bundler has put into the script. */
export function kernelBytes(name: keyof typeof KERNELS): Uint8Array {
  return KERNELS[name];
}
