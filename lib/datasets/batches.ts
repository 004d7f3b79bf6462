import { checkInteger } from '../math/checks.js';
import { checkMemory } from '../math/memory.js';
import { type RandomStream } from '../math/random.js';
import { sampleIndices } from '../math/shuffle.js';
import { integer, readParameters, required, stream, type OptionsOf } from '../parameters/index.js';

/** The options of {@link batchIndices}. */
export const BATCH = {
  rows: required(integer(1, 'Rows to choose from')),
  size: required(integer(1, 'Rows a batch; may be more than there are', { most: 1e8 })),
  round: required(integer(0, 'Number of the batch, from 0', { least: 0 })),
  stream: stream('Source of the order; only its splits by epoch are used: it serves every round'),
};

export type BatchOptions = OptionsOf<typeof BATCH>;

/**
 * The rows of a round's batch, computed without the rounds before, so that training can resume at any round.
 *
 * Epoch e is a permutation of all rows, sampled from `stream.split(e)`; epochs follow each other without a gap,
 * and batch t has the positions t · size … (t + 1) · size − 1. Every batch is full: one may span two epochs.
 *
 * @returns [size], each from 0 to rows − 1
 * @throws {@link InvalidArgumentError} when an option is invalid
 */
export function batchIndices(options: BatchOptions): Int32Array {
  const where = 'batchIndices';
  const { rows, size, round, stream: source } = readParameters(where, BATCH, options);
  checkInteger(where, 'round', round, 0, Math.floor(Number.MAX_SAFE_INTEGER / size) - 1);
  checkMemory(where, `a batch of ${size} from ${rows} rows`, 4 * (size + rows));
  // Indices have 32 bits.
  checkInteger(where, 'rows', rows, 1, 2 ** 31 - 1);
  return indicesOfBatch(rows, size, round, source);
}

/** {@link batchIndices} of arguments that are not checked. */
export function indicesOfBatch(
  rows: number,
  size: number,
  round: number,
  source: RandomStream,
): Int32Array {
  const batch = new Int32Array(size);
  for (let filled = 0; filled < size;) {
    const place = round * size + filled;
    const start = place % rows;
    const end = Math.min(rows, start + size - filled);
    const order = sampleIndices(rows, source.split(Math.floor(place / rows)), end);
    batch.set(order.subarray(start, end), filled);
    filled += end - start;
  }
  return batch;
}
