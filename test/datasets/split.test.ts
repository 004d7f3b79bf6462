import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createStream } from '../../lib/math/index.js';
import { loadDigits, splitHeldOut, takeRows } from '../../lib/datasets/index.js';
import { anyNumbered, classCounts, numbered } from '../support/datasets.js';

describe('takeRows', () => {
  it('copies the given rows in the given order with all their fields', () => {
    const digits = loadDigits();
    const taken = takeRows(digits, [5, 1796, 5]);
    const image = (row: number): number[] => [...digits.x.subarray(64 * row, 64 * (row + 1))];
    assert.deepEqual([...taken.x], [...image(5), ...image(1796), ...image(5)]);
    assert.deepEqual([...taken.y], [digits.y[5], digits.y[1796], digits.y[5]]);
    assert.deepEqual([taken.rows, taken.inputs, taken.classes], [3, 64, 10]);
    assert.ok(!('groups' in taken));
    taken.x.fill(9);
    assert.deepEqual(digits, loadDigits());
  });

  it('keeps groups and their names', () => {
    const dataset = numbered(20, 3, 1);
    const taken = takeRows(dataset, Int32Array.of(19, 0));
    assert.deepEqual(
      taken.groups,
      Int32Array.of(dataset.groups?.[19] ?? -1, dataset.groups?.[0] ?? -1),
    );
    assert.equal(taken.groupNames, dataset.groupNames);
  });

  it('returns the data set for all rows, and an empty one for none', () => {
    fc.assert(
      fc.property(anyNumbered(), (dataset) => {
        assert.deepEqual(takeRows(dataset, [...dataset.y.keys()]), dataset);
        assert.equal(takeRows(dataset, []).rows, 0);
      }),
    );
  });
});

describe('splitHeldOut', () => {
  it('puts every row into one part, each class in proportion, in the order of the rows', () => {
    fc.assert(
      fc.property(
        anyNumbered(),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.nat(),
        (dataset, fraction, seed) => {
          const stream = createStream(seed);
          const { train, heldOut } = splitHeldOut(dataset, { fraction, stream });
          assert.deepEqual(Float32Array.of(...train.x, ...heldOut.x).sort(), dataset.x);
          for (const part of [train, heldOut]) {
            assert.deepEqual(part.x.slice().sort(), part.x);
            assert.deepEqual(takeRows(dataset, part.x), part);
          }
          const held = classCounts(heldOut);
          for (const [label, count] of classCounts(dataset).entries()) {
            if (count < 2) assert.equal(held[label], 0);
            else {
              assert.ok(held[label] >= 1 && held[label] < count);
              assert.ok(Math.abs(held[label] - fraction * count) < 1);
            }
          }
        },
      ),
    );
  });

  it('is determined by the seed, and holds out a fifth of the digits by default', () => {
    const digits = loadDigits();
    const split = splitHeldOut(digits, { stream: createStream(1) });
    assert.deepEqual(splitHeldOut(digits, { stream: createStream(1) }), split);
    assert.notDeepEqual(splitHeldOut(digits, { stream: createStream(2) }), split);
    assert.deepEqual(classCounts(split.heldOut), [36, 36, 35, 37, 36, 36, 36, 36, 35, 36]);
  });

  it('holds out every row of a class with the same chance', () => {
    const dataset = numbered(20, 1, 1);
    const hits = new Float64Array(20);
    for (let seed = 0; seed < 2000; seed++) {
      const stream = createStream(seed);
      for (const row of splitHeldOut(dataset, { fraction: 0.25, stream }).heldOut.x) hits[row]++;
    }
    for (const count of hits) assert.ok(Math.abs(count - 500) / Math.sqrt(2000 * 0.25 * 0.75) < 4);
  });
});
