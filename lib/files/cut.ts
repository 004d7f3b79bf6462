import { open } from 'node:fs/promises';
import { flushNames } from './folder.js';

/**
 * Keeps bytes that are cut from a file beside it: in `<path>.cut-<n>`, at the first n that is free, flushed.
 *
 * @returns the path of the new file
 * @throws the system's error when it cannot be written
 */
export async function writeCut(path: string, bytes: Uint8Array): Promise<string> {
  for (let n = 1; ; n++) {
    const kept = `${path}.cut-${n}`;
    try {
      const handle = await open(kept, 'wx');
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      flushNames(kept);
      return kept;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
