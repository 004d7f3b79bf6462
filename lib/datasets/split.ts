import type { RandomStream } from '../math/random.js';
import { sampleIndices } from '../math/shuffle.js';
import { fraction, readParameters, stream, type OptionsOf } from '../parameters/index.js';
import { checkDataset, takeRows, type Dataset, type HeldOutSplit } from './dataset.js';

/** The options of {@link splitHeldOut}. */
export const HELD_OUT = {
  stream: stream('Source of the order of rows'),
  fraction: fraction(0.2, 'Part of each class that is held out'),
};

export type HeldOutOptions = OptionsOf<typeof HELD_OUT>;

/** The rows of each class in random order, [classes] lists; each class has a separate stream. */
export function rowsByClass({ rows, classes, y }: Dataset, source: RandomStream): Int32Array[] {
  const members = Array.from({ length: classes }, (): number[] => []);
  for (let row = 0; row < rows; row++) members[y[row]].push(row);
  return members.map((own, label) =>
    sampleIndices(own.length, source.split(label)).map((k) => own[k]),
  );
}

/**
 * Splits off held-out rows, class by class in proportion.
 *
 * Of a class of m rows round(fraction · m) are held out, but at least 1 and at most m − 1; the row of a class of
 * one is a training row. Both parts keep the order of the rows.
 *
 * @throws {@link InvalidArgumentError} when an option or the data set is invalid
 */
export function splitHeldOut(dataset: Dataset, options: HeldOutOptions): HeldOutSplit {
  const where = 'splitHeldOut';
  const settings = readParameters(where, HELD_OUT, options);
  checkDataset(where, dataset);
  const held = new Uint8Array(dataset.rows);
  for (const own of rowsByClass(dataset, settings.stream)) {
    const wanted = Math.max(1, Math.round(settings.fraction * own.length));
    for (const row of own.subarray(0, Math.max(0, Math.min(wanted, own.length - 1)))) held[row] = 1;
  }
  const rows = Array.from(held.keys());
  return {
    train: takeRows(
      dataset,
      rows.filter((row) => held[row] === 0),
    ),
    heldOut: takeRows(
      dataset,
      rows.filter((row) => held[row] === 1),
    ),
  };
}
