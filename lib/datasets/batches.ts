import { checkInteger } from '../math/checks.js';
import { checkMemory } from '../math/memory.js';
import { type RandomStream } from '../math/random.js';
import { RandomOrder, sampleIndices } from '../math/shuffle.js';
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
  return indicesOfBatch(rows, size, round, (epoch, end) =>
    sampleIndices(rows, source.split(epoch), end),
  );
}

/** {@link batchIndices} of arguments that are not checked, round by round: each epoch is sampled once. */
export class Batches {
  #epoch = -1;
  #sampler: RandomOrder | undefined;

  /**
   * @param rows - to choose from
   * @param source - of the order
   */
  constructor(
    readonly rows: number,
    readonly source: RandomStream,
  ) {}

  /** The rows of a round's batch. */
  indices(size: number, round: number): Int32Array {
    return indicesOfBatch(this.rows, size, round, (epoch, end) => {
      if (epoch !== this.#epoch) this.#sampler = undefined;
      this.#epoch = epoch;
      this.#sampler ??= new RandomOrder(this.rows, this.source.split(epoch));
      return this.#sampler.first(end);
    });
  }
}

/** @param orderOf - the first `end` rows of an epoch */
function indicesOfBatch(
  rows: number,
  size: number,
  round: number,
  orderOf: (epoch: number, end: number) => Int32Array,
): Int32Array {
  const batch = new Int32Array(size);
  for (let filled = 0; filled < size;) {
    const place = round * size + filled;
    const start = place % rows;
    const end = Math.min(rows, start + size - filled);
    batch.set(orderOf(Math.floor(place / rows), end).subarray(start), filled);
    filled += end - start;
  }
  return batch;
}
