import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  createSparseWeights,
  sparseBlock,
  sparseInflate,
  sparseRank,
  type SparseRows,
} from '../../lib/ledger/index.js';
import { inflate } from '../../lib/market/inflation.js';
import { rank } from '../../lib/market/ranking.js';
import { InvalidArgumentError } from '../../lib/math/errors.js';
import { createStream } from '../../lib/math/random.js';

/** Each peer scores up to `neighbours` randomly sampled others, in the order of sampling. */
function draw(peers: number, neighbours: number, seed: number, single = false): SparseRows {
  const stream = createStream(seed);
  const rowStart = new Uint32Array(peers + 1);
  const columns: number[] = [];
  const values: number[] = [];
  for (let i = 0; i < peers; i++) {
    const chosen = new Set<number>([stream.integer(peers)]);
    for (let k = 1; k < neighbours; k++) chosen.add(stream.integer(peers));
    const scores = Array.from(chosen, () => 1 - stream.uniform());
    const sum = scores.reduce((a, b) => a + b);
    columns.push(...chosen);
    values.push(...scores.map((score) => score / sum));
    rowStart[i + 1] = columns.length;
  }
  return {
    peers,
    rowStart,
    columns: Uint32Array.from(columns),
    values: single ? Float32Array.from(values) : Float64Array.from(values),
  };
}

function drawStake(peers: number, seed: number): Float64Array {
  return Float64Array.from({ length: peers }, createStream(seed).split('stake').exponential);
}

function dense({ peers, rowStart, columns, values }: SparseRows): Float64Array {
  const weights = new Float64Array(peers * peers);
  for (let i = 0; i < peers; i++) {
    for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
      weights[i * peers + columns[at]] = values[at];
    }
  }
  return weights;
}

describe('the ledger on sparse weights', () => {
  const markets = fc.record({
    peers: fc.integer({ min: 1, max: 40 }),
    neighbours: fc.integer({ min: 1, max: 50 }),
    seed: fc.nat(10_000),
  });

  it('gives rank and inflation of the dense weights to the last bit', () => {
    fc.assert(
      fc.property(markets, ({ peers, neighbours, seed }) => {
        const rows = draw(peers, neighbours, seed);
        const weights = createSparseWeights(rows);
        const stake = drawStake(peers, seed);
        const market = { peers, weights: dense(rows), stake };
        assert.deepEqual(sparseRank(weights, stake), rank(market));
        for (const norm of ['l2', 'l1'] as const) {
          const options = { inflation: 0.3, norm };
          assert.deepEqual(sparseInflate(weights, stake, options), inflate(market, options));
          assert.deepEqual(sparseBlock(weights, stake, options), {
            ranks: rank(market),
            stake: inflate(market, options),
          });
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('gives ranks that sum to the mean stake and are linear in stake', () => {
    fc.assert(
      fc.property(markets, fc.boolean(), ({ peers, neighbours, seed }, single) => {
        const weights = createSparseWeights(draw(peers, neighbours, seed, single));
        const [a, b] = [drawStake(peers, seed), drawStake(peers, seed + 1)];
        const total = (values: Float64Array): number => values.reduce((x, y) => x + y, 0);
        const ranks = sparseRank(weights, a);
        const mean = total(a) / peers;
        assert.ok(Math.abs(total(ranks) - mean) <= (single ? 1e-6 : 1e-12) * mean);
        const both = sparseRank(
          weights,
          a.map((value, i) => 2 * value + b[i]),
        );
        const rankB = sparseRank(weights, b);
        const size = Math.max(...both);
        both.forEach((value, j) => {
          assert.ok(Math.abs(value - 2 * ranks[j] - rankB[j]) <= 1e-12 * size);
        });
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  it('gives the row-by-row rank for more peers than a tile holds, also in single precision', () => {
    for (const single of [false, true]) {
      const peers = 2 * 65_536 + 17;
      const rows = draw(peers, 4, 3, single);
      const stake = drawStake(peers, 3);
      const expected = new Float64Array(peers);
      for (let i = 0; i < peers; i++) {
        for (let at = rows.rowStart[i]; at < rows.rowStart[i + 1]; at++) {
          expected[rows.columns[at]] += stake[i] * rows.values[at];
        }
      }
      for (let j = 0; j < peers; j++) expected[j] /= peers;
      const weights = createSparseWeights(rows);
      assert.equal(weights.tileStart.length, 10);
      assert.deepEqual(sparseRank(weights, stake), expected);
    }
  });

  it('accepts columns as Int32Array, and keeps no reference to its input', () => {
    const rows = draw(20, 5, 4);
    const stake = drawStake(20, 4);
    const weights = createSparseWeights({ ...rows, columns: Int32Array.from(rows.columns) });
    const before = sparseRank(weights, stake);
    rows.values.fill(0);
    rows.columns.fill(0);
    assert.deepEqual(sparseRank(weights, stake), before);
  });

  it('leaves rows and stake unchanged', () => {
    const [rows, stake] = [draw(30, 6, 5), drawStake(30, 5)];
    const before = structuredClone([rows, stake]);
    sparseBlock(createSparseWeights(rows), stake, { inflation: 1 });
    assert.deepEqual([rows, stake], before);
  });

  it('refuses rows that are not weights and names them', () => {
    const rows: SparseRows = {
      peers: 3,
      rowStart: Uint32Array.of(0, 2, 3, 4),
      columns: Uint32Array.of(0, 2, 1, 0),
      values: Float64Array.of(0.5, 0.5, 1, 1),
    };
    const refused = (change: object, message: RegExp): void => {
      assert.throws(
        () => createSparseWeights({ ...rows, ...change }),
        (error: Error) => {
          assert.ok(error instanceof InvalidArgumentError);
          assert.match(error.message, message);
          return true;
        },
      );
    };
    createSparseWeights(rows);
    refused({ peers: 0 }, /peers must be an integer/);
    refused({ peers: 2 }, /rowStart must be a Uint32Array of shape \[3\]/);
    refused({ rowStart: [0, 2, 3, 4] }, /rowStart must be a Uint32Array/);
    refused({ rowStart: Uint32Array.of(1, 2, 3, 4) }, /rowStart must begin at 0, got 1/);
    refused({ rowStart: Uint32Array.of(0, 2, 3, 3) }, /rowStart must end at/);
    refused({ rowStart: Uint32Array.of(0, 3, 2, 4) }, /must not decrease/);
    refused({ rowStart: Uint32Array.of(0, 9, 3, 4) }, /rowStart must not decrease, got 9 and 3/);
    refused({ columns: [0, 2, 1, 0] }, /columns must be a Uint32Array or Int32Array/);
    refused({ columns: Uint32Array.of(0, 3, 1, 0) }, /columns must be from 0 to 2, got 3 in row 0/);
    refused(
      { columns: Int32Array.of(0, 2, -1, 0) },
      /columns must be from 0 to 2, got -1 in row 1/,
    );
    refused({ columns: Uint32Array.of(2, 2, 1, 0) }, /twice in a row, got 2 in row 0/);
    refused({ values: Float64Array.of(1) }, /values must have the length of columns, 4/);
    refused({ values: [0.5, 0.5, 1, 1] }, /values must be a Float64Array or Float32Array/);
    refused({ values: Float64Array.of(0.5, 0.5, Number.NaN, 1) }, /finite.*, got NaN in row 1/);
    refused({ values: Float64Array.of(-0.5, 1.5, 1, 1) }, /not negative, got -0.5 in row 0/);
    refused({ values: Float64Array.of(0.5, 0.5, 1, 0.9) }, /rows that sum to 1, got 0.9 in row 2/);
  });

  it('refuses weights whose tiles are not those of createSparseWeights, before any work', () => {
    const weights = createSparseWeights(draw(4, 2, 6));
    const { tileStart, places } = weights;
    for (const broken of [
      { tileStart: tileStart.map((start, tile) => (tile === 1 ? 2 ** 32 - 1 : start)) },
      { tileStart: tileStart.map(() => 0) },
      { places: places.slice(1) },
    ]) {
      assert.throws(
        () => sparseRank({ ...weights, ...broken }, drawStake(4, 6)),
        /sparseRank: weights must be from createSparseWeights/,
      );
    }
  });

  it('refuses an invalid stake or option', () => {
    const weights = createSparseWeights(draw(4, 2, 6));
    const stake = drawStake(4, 6);
    assert.throws(() => sparseRank(weights, new Float64Array(3)), /sparseRank: stake must have/);
    assert.throws(() => sparseRank(weights, stake.map(Math.log)), /sparseRank: stake must not be/);
    assert.throws(() => sparseInflate(weights, stake, { inflation: 0 }), InvalidArgumentError);
    const unknown = { inflation: 1, tau: 1 };
    assert.throws(() => sparseInflate(weights, stake, unknown), /options must be among/);
    assert.throws(
      () => sparseBlock(weights, new Float64Array(4), { inflation: 1 }),
      /sparseBlock: stake must be above 0 for at least one peer/,
    );
  });
});
