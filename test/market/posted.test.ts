import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  clippedRank,
  consensusWeights,
  impartialRank,
  market,
  postedWeights,
  randomMarket,
  randomWeights,
  rank,
} from '../../lib/market/index.js';
import { createStream } from '../../lib/math/index.js';
import { rowsOf } from '../../lib/plot/index.js';
import { assertClose } from '../support/compare.js';
import { itRefuses } from '../support/refusals.js';

const RULES = { rank, clippedRank, consensusWeights, impartialRank };

/** A network of 256 peers of which 20 post weights: the shape of a real one. */
const posting = randomWeights(256, createStream(3)).map((weight, at) =>
  Math.floor(at / 256) % 13 === 0 ? weight : 0,
);
const stake = Float64Array.from({ length: 256 }, (_, peer) => 1 + (peer % 7));

describe('postedWeights', () => {
  it('leaves a full square market as it is: the same bytes of every rank', () => {
    const full = randomMarket({ peers: 6, seed: 2 });
    const read = postedWeights({ weights: rowsOf(full.weights, 6), stake: full.stake });
    assert.deepEqual(read, { peers: 6, weights: full.weights, stake: full.stake });
    for (const rule of Object.values(RULES)) assert.deepEqual(rule(read), rule(full));
  });

  it('ranks by (5) over the rows there are, 236 of 256 rows empty', () => {
    const read = postedWeights({ weights: posting, stake, emptyRows: 'zero' });
    const expected = Float64Array.from({ length: 256 }, (_, j) => {
      let total = 0;
      for (let i = 0; i < 256; i++) total += stake[i] * posting[i * 256 + j];
      return total / 256;
    });
    assertClose(rank(read), expected, 1e-14);
    assert.ok(clippedRank(read).every((value, j) => value <= rank(read)[j] + 1e-15));
  });

  it('reads rectangular weights as the square market padded with peers of stake 0', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(4), fc.nat(1000), (v, more, seed) => {
        const n = v + more;
        const square = randomMarket({ peers: n, seed });
        const rows = square.weights.slice(0, v * n);
        const read = postedWeights({ weights: rows, stake: square.stake.slice(0, v) });
        const padded = { ...square, stake: square.stake.map((s, peer) => (peer < v ? s : 0)) };
        for (const rule of Object.values(RULES)) assertClose(rule(read), rule(padded), 1e-14);
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it('self: a peer that posts nothing keeps its vote', () => {
    const rows = [
      [0, 0],
      [1, 0],
    ];
    const read = postedWeights({ weights: rows, stake: [2, 1], emptyRows: 'self' });
    assert.deepEqual([...rank(read)], [1.5, 0]);
    const { hessians } = randomMarket({ peers: 2 });
    assert.equal(market({ ...read, hessians }).peers, 2);
  });

  itRefuses('postedWeights', [
    {
      what: 'a row of zeros where it is not told how to read it',
      call: () =>
        postedWeights({
          weights: [
            [0, 0],
            [1, 0],
          ],
          stake: [1, 1],
        }),
      rule: 'weights must have no row of zeros unless emptyRows is zero or self',
      value: 'one in row 0',
    },
    {
      what: 'more rows than columns',
      call: () => postedWeights({ weights: [[1], [1]], stake: [1, 1] }),
      rule: 'weights must have a row for each stake, and as many columns at least',
      value: '2 weights and 2 stakes',
    },
    {
      what: 'rows that do not sum to 1',
      call: () => postedWeights({ weights: [[1, 1]], stake: [1] }),
      rule: 'weights must have rows that sum to 1',
      value: '2 in row 0',
    },
  ]);
});
