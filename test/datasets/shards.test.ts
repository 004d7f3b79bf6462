import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createStream } from '../../lib/math/index.js';
import {
  loadDigits,
  shardByDirichlet,
  shardByGroup,
  shardUniformly,
  takeRows,
  type Dataset,
} from '../../lib/datasets/index.js';
import { anyNumbered, classCounts, numbered } from '../support/datasets.js';

const digits = loadDigits();
const sizes = (parts: readonly Dataset[]): number[] => parts.map(({ rows }) => rows);
const spread = (counts: readonly number[]): number => Math.max(...counts) - Math.min(...counts);

/** Asserts that every row of `dataset` is in exactly one of `parts`, unchanged, in the order of the rows. */
function assertPartition(dataset: Dataset, parts: readonly Dataset[]): void {
  assert.deepEqual(Float32Array.from(parts.flatMap(({ x }) => [...x])).sort(), dataset.x);
  for (const part of parts) {
    assert.deepEqual(part.x.slice().sort(), part.x);
    assert.deepEqual(takeRows(dataset, part.x), part);
  }
}

/** The mean over classes of the largest fraction of the class at one peer. */
function concentration(dataset: Dataset, parts: readonly Dataset[]): number {
  const counts = parts.map(classCounts);
  const totals = classCounts(dataset);
  const largest = totals.map(
    (total, label) => Math.max(...counts.map((own) => own[label])) / total,
  );
  return largest.reduce((sum, part) => sum + part, 0) / totals.length;
}

describe('shardUniformly', () => {
  it('is a partition into sizes that differ by at most one', () => {
    fc.assert(
      fc.property(
        anyNumbered(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (dataset, part, seed) => {
          const peers = 1 + Math.floor(part * (dataset.rows - 1));
          const parts = shardUniformly(dataset, { peers, stream: createStream(seed) });
          assert.equal(parts.length, peers);
          assertPartition(dataset, parts);
          assert.ok(spread(sizes(parts)) <= 1);
        },
      ),
    );
  });

  it('is decided by the seed', () => {
    const shard = (seed: number): Dataset[] =>
      shardUniformly(digits, { peers: 8, stream: createStream(seed) });
    assert.deepEqual(shard(1), shard(1));
    assert.notDeepEqual(shard(1), shard(2));
  });

  it('gives every peer the classes of the whole, within sampling error', () => {
    const parts = shardUniformly(digits, { peers: 8, stream: createStream(3) });
    const [own, total] = [classCounts(parts[0]), classCounts(digits)];
    const chi = total.reduce((sum, count, label) => {
      const expected = (count * parts[0].rows) / digits.rows;
      return sum + (own[label] - expected) ** 2 / expected;
    }, 0);
    assert.ok(chi < 27.9, 'the 0.999 quantile of χ² with 9 degrees of freedom');
  });
});

describe('shardByDirichlet', () => {
  it('is a partition in which every peer has at least `least` rows', () => {
    fc.assert(
      fc.property(
        anyNumbered(),
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: -308, max: 308, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (dataset, wanted, exponent, part, seed) => {
          const peers = Math.min(wanted, dataset.rows);
          const least = Math.floor((part * dataset.rows) / peers);
          const options = { peers, beta: 10 ** exponent, least };
          const parts = shardByDirichlet(dataset, { ...options, stream: createStream(seed) });
          assert.equal(parts.length, peers);
          assertPartition(dataset, parts);
          assert.ok(Math.min(...sizes(parts)) >= least);
          assert.deepEqual(
            shardByDirichlet(dataset, { ...options, stream: createStream(seed) }),
            parts,
          );
        },
      ),
    );
  });

  it('differs with another seed', () => {
    const shard = (seed: number): Dataset[] =>
      shardByDirichlet(digits, { peers: 8, beta: 0.5, stream: createStream(seed) });
    assert.notDeepEqual(sizes(shard(1)), sizes(shard(2)));
  });

  it('β → ∞: every peer has an equal share of every class, up to rounding', () => {
    const parts = shardByDirichlet(digits, { peers: 8, beta: 1e12, stream: createStream(1) });
    const total = classCounts(digits);
    for (const part of parts) {
      for (const [label, count] of classCounts(part).entries()) {
        assert.ok(Math.abs(count - total[label] / 8) <= 1);
      }
    }
  });

  it('β → 0: each class belongs to one peer', () => {
    for (const seed of [1, 2, 3]) {
      const stream = createStream(seed);
      const parts = shardByDirichlet(digits, { peers: 8, beta: 1e-9, stream, least: 0 });
      assert.equal(concentration(digits, parts), 1);
    }
  });

  it('concentrates a class on one peer as β falls, by E[max p] of the distribution', () => {
    const mean = (beta: number): number => {
      let sum = 0;
      for (let seed = 0; seed < 40; seed++) {
        const stream = createStream(seed);
        sum += concentration(
          digits,
          shardByDirichlet(digits, { peers: 4, beta, stream, least: 0 }),
        );
      }
      return sum / 40;
    };
    const found = [0.05, 0.5, 1, 5, 100].map(mean);
    for (let k = 1; k < found.length; k++) assert.ok(found[k] < found[k - 1]);
    // At β = 1 the fractions are those of a broken stick: E[max of 4] = (1 + 1/2 + 1/3 + 1/4)/4.
    assert.ok(Math.abs(found[2] - 25 / 48) < 0.02, String(found[2]));
  });

  it('moves only the missing rows: peers with enough rows keep theirs', () => {
    const options = { peers: 8, beta: 0.1, stream: createStream(1) };
    const dealt = shardByDirichlet(numbered(400, 4, 1), { ...options, least: 0 });
    const moved = shardByDirichlet(numbered(400, 4, 1), { ...options, least: 16 });
    const missing = sizes(dealt).reduce((sum, rows) => sum + Math.max(0, 16 - rows), 0);
    const gained = moved.map(({ x }, i) => {
      const before = new Set(dealt[i].x);
      return [...x].filter((row) => !before.has(row)).length;
    });
    assert.ok(missing > 0);
    assert.equal(
      gained.reduce((sum, rows) => sum + rows, 0),
      missing,
    );
    for (const [i, rows] of gained.entries()) assert.equal(rows, Math.max(0, 16 - dealt[i].rows));
  });
});

describe('shardByGroup', () => {
  const groupsOf = ({ groups = new Int32Array(0) }: Dataset): number[] => [...new Set(groups)];

  it('is a partition with each group at one peer, and numbers of groups that differ by at most one', () => {
    fc.assert(
      fc.property(
        anyNumbered(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (dataset, part, seed) => {
          const present = groupsOf(dataset).sort();
          const peers = 1 + Math.floor(part * (present.length - 1));
          const parts = shardByGroup(dataset, { peers, stream: createStream(seed) });
          assert.equal(parts.length, peers);
          assertPartition(dataset, parts);
          const lists = parts.map(groupsOf);
          assert.deepEqual(lists.flat().sort(), present);
          assert.ok(spread(lists.map(({ length }) => length)) <= 1);
        },
      ),
    );
  });

  it('is determined by the seed, and another seed gives other sets of authors', () => {
    const dataset = numbered(400, 2, 1, 12);
    const shard = (seed: number): Dataset[] =>
      shardByGroup(dataset, { peers: 4, stream: createStream(seed) });
    assert.deepEqual(shard(1), shard(1));
    assert.notDeepEqual(shard(1).map(groupsOf), shard(2).map(groupsOf));
  });
});
