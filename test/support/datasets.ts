/*
 * Small data sets for tests, whose only input is the row's number.
 */
import fc from 'fast-check';
import { createStream } from '../../lib/math/index.js';
import { type Dataset } from '../../lib/datasets/index.js';

/** `rows` rows with x = their number, labels at random and `groups` groups at random. */
export function numbered(rows: number, classes: number, seed: number, groups = 3): Dataset {
  const labels = createStream(seed).split('labels');
  const sources = createStream(seed).split('groups');
  return {
    name: 'numbered',
    rows,
    inputs: 1,
    classes,
    x: Float32Array.from({ length: rows }, (_, row) => row),
    y: Int32Array.from({ length: rows }, () => labels.integer(classes)),
    groups: Int32Array.from({ length: rows }, () => sources.integer(groups)),
    groupNames: Array.from({ length: groups }, (_, group) => `source ${group}`),
    encoding: { kind: 'numbers' },
  };
}

/** Any numbered data set of 1 to 200 rows, 1 to 6 classes and 1 to 6 groups. */
export function anyNumbered(): fc.Arbitrary<Dataset> {
  return fc
    .tuple(
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 6 }),
      fc.nat(),
      fc.integer({ min: 1, max: 6 }),
    )
    .map((drawn) => numbered(...drawn));
}

/** The number of rows of each class, [classes]. */
export function classCounts({ classes, y }: Dataset): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of y) counts[label]++;
  return counts;
}
