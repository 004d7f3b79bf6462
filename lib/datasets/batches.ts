import { checkInteger, checkOptionNames } from '../math/checks.js';
import type { RandomStream } from '../math/random.js';
import { sampleIndices } from '../math/shuffle.js';

export interface BatchOptions {
  /** How many rows there are to choose from, at least 1. */
  rows: number;
  /** Rows a batch, at least 1; may be more than `rows`. */
  size: number;
  /** Which batch, from 0. */
  round: number;
  /** Nothing is drawn from it but from its splits by epoch: the same stream serves every round. */
  stream: RandomStream;
}

/**
 * The rows of the batch of a round, without any memory of the rounds before, so that training resumes at any.
 *
 * Epoch e is a permutation of all rows, drawn from `stream.split(e)`; epochs follow each other without a gap,
 * and batch t is their places t · size … (t + 1) · size − 1. Every batch is full: one may end an epoch and
 * begin the next.
 *
 * @returns [size], each from 0 to rows − 1
 * @throws {@link InvalidArgumentError} when an option is invalid
 */
export function batchIndices(options: BatchOptions): Int32Array {
  const where = 'batchIndices';
  checkOptionNames(where, options, ['rows', 'size', 'round', 'stream']);
  const { rows, size, round, stream } = options;
  checkInteger(where, 'rows', rows, 1);
  checkInteger(where, 'size', size, 1);
  checkInteger(where, 'round', round, 0, Math.floor(Number.MAX_SAFE_INTEGER / size) - 1);
  const batch = new Int32Array(size);
  for (let filled = 0; filled < size;) {
    const place = round * size + filled;
    const start = place % rows;
    const end = Math.min(rows, start + size - filled);
    const order = sampleIndices(rows, stream.split(Math.floor(place / rows)), end);
    batch.set(order.subarray(start, end), filled);
    filled += end - start;
  }
  return batch;
}
