import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The bytes of a kernel of the build. */
export function kernelBytes(name: 'descent.wasm' | 'sparse.wasm'): Uint8Array {
  return readFileSync(join(__dirname, '..', name));
}
