import { constants } from 'node:buffer';
import { totalmem } from 'node:os';

/** The most bytes that arrays of this process can take: the limit of the machine, its container or the engine. */
export function memoryBytes(): number {
  const contained = process.constrainedMemory();
  const engine = constants.MAX_LENGTH * Float64Array.BYTES_PER_ELEMENT;
  return Math.min(totalmem(), contained > 0 ? contained : Infinity, engine);
}
