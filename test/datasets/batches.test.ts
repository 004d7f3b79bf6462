import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Batches } from '../../lib/datasets/batches.js';
import { batchIndices } from '../../lib/datasets/index.js';
import { createStream } from '../../lib/math/index.js';

describe('batchIndices', () => {
  it('has every row once in every epoch, for any size of a batch', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 100 }),
        fc.nat(),
        (rows, size, seed) => {
          const stream = createStream(seed);
          const drawn: number[] = [];
          for (let round = 0; round * size < 3 * rows; round++) {
            const batch = batchIndices({ rows, size, round, stream });
            assert.equal(batch.length, size);
            drawn.push(...batch);
          }
          const all = Array.from({ length: rows }, (_, row) => row);
          for (let epoch = 0; (epoch + 1) * rows <= drawn.length; epoch++) {
            const epochRows = drawn.slice(epoch * rows, (epoch + 1) * rows);
            assert.deepEqual(
              epochRows.sort((a, b) => a - b),
              all,
            );
          }
        },
      ),
    );
  });

  it('does not depend on earlier rounds or other samples of the stream', () => {
    const options = { rows: 100, size: 32 };
    const [fresh, used] = [createStream(7), createStream(7)];
    used.uniform();
    for (let round = 0; round < 9; round++) batchIndices({ ...options, round, stream: used });
    assert.deepEqual(
      batchIndices({ ...options, round: 1000, stream: used }),
      batchIndices({ ...options, round: 1000, stream: fresh }),
    );
  });

  it('is the same where rounds follow each other, and where they do not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.nat(20)), { maxLength: 12 }),
        fc.boolean(),
        (rows, list, follow) => {
          const batches = new Batches(rows, createStream(3));
          for (const [at, [size, some]] of list.entries()) {
            const [wanted, round] = follow ? [list[0][0], at] : [size, some];
            const options = { rows, size: wanted, round, stream: createStream(3) };
            assert.deepEqual(batches.indices(wanted, round), batchIndices(options));
          }
        },
      ),
    );
  });

  it('has a different order in every epoch and for every seed', () => {
    const epoch = (round: number, seed: number): string =>
      batchIndices({ rows: 50, size: 50, round, stream: createStream(seed) }).join();
    const orders = [epoch(0, 1), epoch(1, 1), epoch(2, 1), epoch(0, 2)];
    assert.equal(new Set(orders).size, 4);
  });

  it('supports every round up to the largest safe integer', () => {
    const round = Math.floor(Number.MAX_SAFE_INTEGER / 8) - 1;
    const batch = batchIndices({ rows: 16, size: 8, round, stream: createStream(1) });
    assert.equal(new Set(batch).size, 8);
  });
});
