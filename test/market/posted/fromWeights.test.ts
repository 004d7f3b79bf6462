import assert from 'node:assert/strict';
import {
  expandPosted,
  fromWeights,
  impartialRank,
  rank,
  rankPosted,
  type WeightsFields,
} from '../../../lib/market/index.js';
import { itRefuses, type Refusal } from '../../support/refusals.js';

const ROWS = [
  [0, 0.25, 0.75],
  [0, 0, 0],
  [0.5, 0.5, 0],
];
const stake = [4, 2, 1];

describe('fromWeights', () => {
  it('reads rows, one list, triplets by number and by name as the same network', () => {
    const rows = fromWeights({ weights: ROWS, stake });
    assert.deepEqual(rows.names, ['0', '1', '2']);
    assert.deepEqual([...rows.rowStart], [0, 2, 2, 4]);
    const triplets = [
      [2, 0, 0.5],
      [0, 2, 0.75],
      [2, 1, 0.5],
      [0, 1, 0.25],
      [1, 1, 0],
    ] as const;
    const lists = {
      from: Uint8Array.from(triplets, ([from]) => from),
      to: triplets.map(([, to]) => to),
      weight: Float64Array.from(triplets, ([, , weight]) => weight),
    };
    for (const weights of [ROWS.flat(), Float64Array.from(ROWS.flat())])
      assert.deepEqual(fromWeights({ weights, stake }), rows);
    assert.deepEqual(fromWeights({ triplets, stake }), rows);
    assert.deepEqual(fromWeights({ triplets: lists, stake: Float32Array.from(stake) }), rows);
    const named = triplets.map(([from, to, weight]) => [`${from}`, `${to}`, weight] as const);
    assert.deepEqual(fromWeights({ triplets: named, stake: { 0: 4, 1: 2, 2: 1 } }), rows);
    assert.deepEqual(fromWeights({ triplets: named, stake, names: ['0', '1', '2'] }), rows);
  });

  it('a peer without a row holds its stake and does not vote, or keeps its vote', () => {
    const zero = fromWeights({ weights: ROWS, stake });
    assert.deepEqual([...zero.stake], stake);
    assert.deepEqual([...expandPosted(zero).stake], [4, 0, 1]);
    const self = fromWeights({ weights: ROWS, stake, emptyRows: 'self' });
    assert.ok(Math.abs(rankPosted(self)[1] - rankPosted(zero)[1] - 2 / 3) < 1e-15);
    assert.deepEqual(rank(expandPosted(self)), rankPosted(self));
    assert.deepEqual(
      impartialRank(expandPosted(self)),
      rankPosted(self, { mechanism: 'impartial' }),
    );
  });

  it('rows of the first peers, and rows of others, keep the names of both', () => {
    const weights = [
      [0.5, 0.5, 0],
      [0, 0, 1],
    ];
    const first = fromWeights({ weights, stake: [3, 1], voters: 'peers' });
    assert.equal(first.peers, 3);
    assert.deepEqual([...first.stake], [3, 1, 0]);
    const apart = fromWeights({ weights, stake: [3, 1], voters: 'apart' });
    assert.deepEqual(apart.names, ['m0', 'm1', 'm2', 'v0', 'v1']);
    assert.deepEqual([...apart.stake], [0, 0, 0, 3, 1]);
    assert.deepEqual([...rankPosted(apart)], [0.3, 0.3, 0.2, 0, 0]);
    const names = { names: ['a', 'b', 'c'], rowNames: ['x', 'b'] };
    const named = fromWeights({ weights, stake: { b: 1, x: 3, a: 7 }, ...names });
    assert.deepEqual(named.names, ['a', 'b', 'c', 'x']);
    assert.deepEqual([...named.stake], [7, 1, 0, 3]);
    assert.deepEqual([...rankPosted(named)], [0.375, 0.375, 0.25, 0]);
    const triplets = [
      [0, 0, 0.5],
      [0, 1, 0.5],
      [1, 2, 1],
    ] as const;
    assert.deepEqual(fromWeights({ triplets, stake: [3, 1], voters: 'apart' }), apart);
  });

  it('divides rows of which the sum is rounded, and others where it is told so, and counts them', () => {
    const rounded = fromWeights({
      weights: [
        [0.3333333, 0.6666666],
        [1, 0],
      ],
      stake: [1, 1],
    });
    assert.equal(rounded.scaled, 1);
    assert.equal(rounded.values[0] + rounded.values[1], 1);
    const scaled = fromWeights({
      weights: [
        [1, 3],
        [2, 0],
      ],
      stake: [1, 1],
      rowSums: 'normalise',
    });
    assert.equal(scaled.scaled, 2);
    assert.deepEqual([...scaled.values], [0.25, 0.75, 1]);
  });

  const refusal = (what: string, given: object, rule: string, value: string): Refusal => ({
    what,
    rule,
    value,
    call: () => fromWeights(given as WeightsFields),
  });
  const two = [
    [0, 1],
    [1, 0],
  ];
  const named = (from: string, to: string): object => ({
    triplets: [[from, to, 1]],
    stake: { alice: 1, bob: 2 },
  });
  itRefuses('fromWeights', [
    refusal(
      'negative weights',
      {
        weights: [
          [-1, 2],
          [1, 0],
        ],
        stake: [1, 1],
      },
      'weights must be finite and not negative',
      '-1 from peer "0" to peer "0"',
    ),
    refusal(
      'NaN',
      {
        weights: [
          [0, NaN],
          [1, 0],
        ],
        stake: [1, 1],
      },
      'weights must be finite and not negative',
      'NaN from peer "0" to peer "1"',
    ),
    refusal(
      'rows that do not sum to 1',
      {
        weights: [
          [0, 1],
          [1, 1],
        ],
        stake: [1, 1],
      },
      'weights must have rows that sum to 1 unless rowSums is normalise',
      '2 of peer "1"',
    ),
    refusal(
      'too many stakes',
      { weights: two, stake: [1, 1, 1] },
      'stake must be 2 numbers, one a peer',
      '3',
    ),
    refusal(
      'a stake that fits neither rows nor peers',
      { weights: [[0, 1, 0]], stake: [1, 1], voters: 'apart' },
      'stake must be 1 numbers, one a row, or 4, one a peer',
      '2',
    ),
    refusal(
      'a negative stake',
      { weights: two, stake: [1, -1] },
      'stake must be finite and not negative',
      '-1 of peer "1"',
    ),
    refusal(
      'a peer that is unknown',
      named('alice', 'bop'),
      'triplets must name peers that names or stake have',
      '"bop" in triplet 0; did you mean "bob"?',
    ),
    refusal(
      'a number beyond the peers',
      { triplets: [[0, 2, 1]], stake: [1, 1] },
      'triplets must name peers from 0 to 1',
      '2 in triplet 0',
    ),
    refusal(
      'numbers among names',
      { triplets: [['a', 1, 1]], stake: { a: 1 } },
      'triplets must name all peers by numbers from 0, or all by names',
      '1 in 0',
    ),
    refusal(
      'a triplet that is there twice',
      {
        triplets: [
          [0, 1, 0.5],
          [0, 1, 0.5],
        ],
        stake: [1, 1],
      },
      'weights must have one entry for each pair of peers',
      'two from peer "0" to peer "1"',
    ),
    refusal(
      'ragged rows',
      { weights: [[0, 1], [1]], stake: [1, 1] },
      'weights must have rows of the same length',
      '2 in row 0 and 1 in row 1',
    ),
    refusal('no rows', { weights: [], stake: [] }, 'weights must have a row and a column', 'none'),
    refusal(
      'rectangular weights whose rows are of no one',
      { weights: [[0, 1]], stake: [1] },
      'voters must say whether the 1 rows are of the first of the 2 columns (peers) or of other peers (apart)',
      'neither',
    ),
    refusal(
      'more rows than columns',
      { weights: [[1], [1]], stake: [1, 1], voters: 'peers' },
      'weights must have no more rows than columns where voters is peers',
      '2 rows and 1 columns',
    ),
    refusal(
      'neither weights nor triplets',
      { stake: [1] },
      'fields must have either weights or triplets',
      'neither',
    ),
    refusal(
      'no stake',
      { weights: two },
      'stake must be numbers in an array, or by name',
      'undefined',
    ),
    refusal(
      'names that are there twice',
      { weights: two, stake: [1, 1], names: ['a', 'a'] },
      'names must name each peer once',
      '"a" twice',
    ),
    refusal(
      'stake of a peer that is unknown',
      { weights: two, stake: { alice: 1, bob: 1, eve: 1 }, names: ['alice', 'bob'] },
      'stake must be of peers that weights name',
      '"eve"',
    ),
    refusal(
      'a row without a stake',
      { weights: two, stake: { alice: 1 }, names: ['alice', 'bob'] },
      'stake must have an entry for each row',
      'none of "bob"',
    ),
  ]);

  itRefuses('expandPosted', [
    {
      what: 'more peers than a matrix can have',
      call: () =>
        expandPosted(fromWeights({ triplets: [[0, 1, 1]], stake: new Float64Array(8193).fill(1) })),
      rule: 'peers must be at most 8192 for a matrix [n, n]',
      value: '8193',
    },
  ]);
});
