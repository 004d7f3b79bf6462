import assert from 'node:assert/strict';
import {
  analysePosted,
  fromWeights,
  likenessPosted,
  MECHANISM_NAMES,
  payPosted,
  rankPosted,
} from '../../../lib/market/index.js';
import { concentration, createStream, shares } from '../../../lib/math/index.js';
import { itRefuses } from '../../support/refusals.js';

const SMALL = {
  triplets: [
    ['ada', 'ada', 0.5],
    ['ada', 'bob', 0.5],
    ['bob', 'eve', 1],
  ],
  stake: { ada: 3, bob: 1, eve: 4 },
} as const;

describe('the tables of posted weights', () => {
  it('have shares, concentration and gains that are known by hand', () => {
    const found = analysePosted(fromWeights(SMALL), {
      ...{ mechanisms: ['paper', 'impartial'], issuance: 0.1, blocks: 4 },
    });
    assert.deepEqual(found.network, {
      ...{ peers: 3, rows: 2, entries: 3, scaled: 0, stake: 8, voting: 0.5, weighed: 3 },
      ...{ compared: true, temperature: 4 / 9 },
    });
    const [stake, voting, paper, impartial] = found.concentration;
    assert.deepEqual(stake, { of: 'stake', ...concentration([3, 1, 4]) });
    assert.deepEqual(voting, { of: 'stake that votes', ...concentration([3, 1, 0]) });
    assert.deepEqual([paper.of, paper.nakamoto, impartial.holders], ['rank, paper', 2, 2]);
    const gains = found.gains.map(({ peer, change }) => [peer, Math.round(1e9 * change) / 1e9]);
    assert.deepEqual(gains, [
      ['bob', 0.375],
      ['ada', -0.375],
    ]);
    assert.deepEqual(
      found.peers.map(({ peer, paper: part, impartial: other, voters }) => [
        peer,
        part,
        other,
        voters,
      ]),
      [
        ['ada', 0.375, 0, 1],
        ['bob', 0.375, 0.75, 1],
        ['eve', 0.25, 0.25, 1],
      ],
    );
    const last = found.drift.filter(({ block }) => block === 4).map(({ mechanism }) => mechanism);
    assert.deepEqual(last, ['paper', 'impartial']);
    const later = found.concentration.map(({ of }) => of).slice(4);
    assert.deepEqual(later, ['stake after 4 blocks, paper', 'stake after 4 blocks, impartial']);
  });

  it('leave undefined where no stake votes', () => {
    const found = analysePosted(fromWeights({ ...SMALL, stake: { ada: 0, bob: 0, eve: 4 } }), {
      blocks: 2,
    });
    assert.equal(found.network.temperature, null);
    assert.ok(found.agreement.every(({ kendall, moved }) => kendall === null && moved === null));
    assert.deepEqual(found.gains, []);
    assert.ok(
      found.peers.every(
        ({ paper, trust, open }) => paper === null && trust === null && open === null,
      ),
    );
    assert.ok(found.drift.every(({ top1 }) => top1 === 1));
  });

  it('are made for 20,000 peers from triplets without a matrix', function () {
    this.timeout(60_000);
    const [n, voters, known] = [20_000, 400, 60];
    const stream = createStream(5);
    const size = voters * known;
    const from = Uint32Array.from({ length: size }, (_, at) => Math.floor(at / known) * 50);
    const to = Uint32Array.from(
      { length: size },
      (_, at) => ((at % known) * 331 + from[at] * 7) % n,
    );
    const weight = Float64Array.from({ length: size }, () => 1 + stream.uniform());
    const stake = Float64Array.from({ length: n }, (_, peer) =>
      peer % 50 === 0 ? 1000 : stream.uniform(),
    );
    const before = process.memoryUsage().arrayBuffers;
    const posted = fromWeights({ triplets: { from, to, weight }, stake, rowSums: 'normalise' });
    assert.equal(posted.scaled, voters);
    const found = analysePosted(posted, { blocks: 20 });
    // The dense weights alone would take 3.2 GB.
    assert.ok(process.memoryUsage().arrayBuffers - before < 200e6);
    assert.equal(found.peers.length, n);
    assert.equal(found.rows.length, voters);
    for (const mechanism of MECHANISM_NAMES) {
      const paid = mechanism.startsWith('yuma') ? payPosted : rankPosted;
      const part = shares(paid(posted, { mechanism }));
      for (const peer of [0, 7, 331]) assert.equal(found.peers[peer][mechanism] ?? NaN, part[peer]);
    }
  });

  it('are made for 1,700 full rows, which are too many to be compared', function () {
    this.timeout(240_000);
    const n = 1700;
    const weights = Array.from({ length: n }, () => new Float64Array(n).fill(1 / n));
    const posted = fromWeights({ weights, stake: new Float64Array(n).fill(1) });
    const found = analysePosted(posted, { mechanisms: ['paper'], blocks: 1, bits: [16] });
    assert.equal(found.network.compared, false);
    assert.deepEqual([found.rows[0].nearest, found.rows[0].own], [null, 1 / n]);
    assert.throws(
      () => likenessPosted(posted),
      /rows must share so few peers that 4000000000 products/,
    );
  });

  itRefuses('analysePosted', [
    {
      what: 'a mechanism that is none',
      call: () => analysePosted(fromWeights(SMALL), { mechanisms: ['yuma'] }),
      rule: 'mechanisms must be one of paper, l1, impartial, median, medianAtLeast, twoSided, yuma1, yuma2, yuma3, yuma3TwoSided',
      value: '"yuma"',
    },
  ]);
  itRefuses('driftPosted', [
    {
      what: 'a network without stake',
      call: () => analysePosted(fromWeights({ weights: [[1]], stake: [0] })),
      rule: 'stake must be above 0 for at least one peer',
      value: 'none',
    },
  ]);
});
