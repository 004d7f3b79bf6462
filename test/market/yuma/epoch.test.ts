import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  runYuma,
  TIE_RULES,
  yumaEpoch,
  YUMA_VERSIONS,
  type YumaNetwork,
  type YumaOptions,
} from '../../../lib/market/index.js';
import { createStream } from '../../../lib/math/index.js';
import { assertClose, sum } from '../../support/compare.js';
import { seeded } from '../../support/markets.js';
import { itRefuses } from '../../support/refusals.js';

interface Given {
  readonly weights: number[][];
  readonly stake: number[];
}

/** Rows of V validators over M miners; many weights and stakes are equal or 0. */
function sample(validators: number, miners: number, seed: number, whole = true): Given {
  const stream = createStream(seed);
  const value = (): number =>
    stream.uniform() < 0.3 ? 0 : whole ? stream.integer(4) : stream.uniform();
  const weights = Array.from({ length: validators }, () =>
    Array.from({ length: miners }, (): number => value()),
  );
  return { weights, stake: weights.map((): number => value()) };
}

const sizes = fc.record({
  v: fc.integer({ min: 1, max: 9 }),
  m: fc.integer({ min: 1, max: 19 }),
  seed: fc.nat(100_000),
});

const version = fc.constantFrom(...YUMA_VERSIONS);

/** Three epochs, in which rows change. */
const epochs = (v: number, m: number, seed: number): Given[] =>
  [0, 1, 2].map((at) => ({
    ...sample(v, m, 3 * seed + at, false),
    stake: sample(v, m, seed, false).stake,
  }));

/** C_j by trying every weight of the column: those with the support. */
function levels({ weights, stake }: Given, majority: number, strict: boolean): number[] {
  const total = sum(stake);
  const rows = weights.map((row) => row.map((w) => w / (sum(row) || 1)));
  return rows[0].map((_, j) => {
    const supported = rows
      .map((row) => row[j])
      .filter((c) => {
        const support = sum(stake.filter((_held, i) => rows[i][j] >= c));
        const miss = support - majority * total;
        return total > 0 && (strict ? miss > 1e-9 * total : miss >= -1e-9 * total);
      });
    return Math.max(0, ...supported);
  });
}

describe('an epoch of Yuma consensus', () => {
  it('finds each level of consensus as a search over all candidates does, ties and zeros among them', () => {
    const majorities = [0.25, 0.5, 0.75, 32767 / 65535];
    fc.assert(
      fc.property(
        sizes,
        fc.constantFrom(...majorities),
        fc.constantFrom(...TIE_RULES),
        ({ v, m, seed }, majority, ties) => {
          const given = sample(v, m, seed);
          const { consensus } = yumaEpoch(given, { majority, ties });
          assertClose(consensus, levels(given, majority, ties === 'strict'), 1e-14);
        },
      ),
      seeded(1000),
    );
  });

  it('finds the level of 300 validators, by the sorted column', () => {
    for (let seed = 0; seed < 5; seed++) {
      const given = sample(300, 11, seed, seed % 2 === 0);
      assertClose(yumaEpoch(given, { majority: 0.5 }).consensus, levels(given, 0.5, false), 1e-14);
    }
  });

  it('clips, ranks, trusts and pays by the definitions', () => {
    fc.assert(
      fc.property(sizes, version, ({ v, m, seed }, name) => {
        const given = sample(v, m, seed, false);
        const out = yumaEpoch(given, { version: name, validatorShare: 0.3 });
        const rows = given.weights.map((row) => row.map((w) => w / (sum(row) || 1)));
        const s = given.stake.map((held) => held / (sum(given.stake) || 1));
        const clipped = rows.map((row) => row.map((w, j) => Math.min(w, out.consensus[j])));
        assertClose(out.clipped, clipped.flat(), 1e-14);
        const column = (of: number[][], j: number): number => sum(s.map((x, i) => x * of[i][j]));
        const ranks = rows[0].map((_, j) => column(clipped, j));
        assertClose(out.ranks, ranks, 1e-13);
        const incentive = ranks.map((rank) => rank / (sum(ranks) || 1));
        assertClose(out.incentive, incentive, 1e-13);
        const trust = ranks.map((rank, j) => rank / (column(rows, j) || 1));
        assertClose(out.trust, trust, 1e-12);
        assertClose(out.validatorTrust, clipped.map(sum), 1e-13);
        const paid = sum(out.minerPay) + sum(out.validatorPay);
        assert.ok(Math.abs(paid - (sum(given.stake) > 0 ? 1 : 0)) < 1e-12);
        if (sum(out.dividends) > 0) {
          assertClose([sum(out.minerPay)], [0.7], 1e-12);
          assertClose([sum(out.dividends)], [1], 1e-12);
        }
      }),
      seeded(200),
    );
  });

  it('follows a permutation of validators and of miners', () => {
    fc.assert(
      fc.property(sizes, version, ({ v, m, seed }, name) => {
        const given = epochs(v, m, seed);
        const turned = (count: number): number[] =>
          Array.from({ length: count }, (_, at) => (at + seed) % count).reverse();
        const [rows, columns] = [turned(v), turned(m)];
        const moved = given.map(({ weights, stake }) => ({
          weights: rows.map((i) => columns.map((j) => weights[i][j])),
          stake: rows.map((i) => stake[i]),
        }));
        const before = runYuma(given, { version: name })[2];
        const after = runYuma(moved, { version: name })[2];
        const bonds = rows.flatMap((i) => columns.map((j) => before.bonds[i * m + j]));
        assertClose(after.bonds, bonds, 1e-12);
        assertClose(
          after.incentive,
          columns.map((j) => before.incentive[j]),
          1e-12,
        );
        assertClose(
          after.dividends,
          rows.map((i) => before.dividends[i]),
          1e-11,
        );
      }),
      seeded(100),
    );
  });

  it('does not depend on the unit of stake, the scale of a row, or validators without stake', () => {
    fc.assert(
      fc.property(sizes, version, ({ v, m, seed }, name) => {
        const given = epochs(v, m, seed);
        const before = runYuma(given, { version: name });
        const scaled = given.map(({ weights, stake }) => ({
          weights: weights.map((row, i) => row.map((w) => w * 4 ** i)),
          stake: stake.map((held) => 1024 * held),
        }));
        assert.deepEqual(runYuma(scaled, { version: name }), before);
        const more = given.map(({ weights, stake }, at) => ({
          weights: [...weights, sample(1, m, seed + at, false).weights[0]],
          stake: [...stake, 0],
        }));
        for (const [at, outcome] of runYuma(more, { version: name }).entries()) {
          assertClose(outcome.consensus, before[at].consensus, 1e-15);
          assertClose(outcome.minerPay, before[at].minerPay, 1e-12);
          // Bonds of yuma3 do not read stake: without it they take a part of each miner's, and pay nothing themselves.
          assert.equal(outcome.dividends[v], 0);
          assert.equal(outcome.validatorPay[v], 0);
        }
      }),
      seeded(100),
    );
  });

  it('is a pure step: bonds given are those of the epoch before, and nothing is changed', () => {
    fc.assert(
      fc.property(sizes, version, ({ v, m, seed }, name) => {
        const given = epochs(v, m, seed);
        const copy = structuredClone(given);
        const all = runYuma(given, { version: name });
        for (const [at, network] of given.entries()) {
          const bonds = at === 0 ? null : all[at - 1].bonds;
          const held = structuredClone(bonds);
          assert.deepEqual(yumaEpoch(network, { version: name }, bonds), all[at]);
          assert.deepEqual(bonds, held);
        }
        assert.deepEqual(given, copy);
      }),
      seeded(50),
    );
  });
});

describe('bonds of Yuma consensus', () => {
  const honest = { weights: Array.from({ length: 3 }, () => [0.5, 0.5]), stake: [5, 3, 2] };

  it('pay by stake where all agree, under every version', () => {
    for (const name of YUMA_VERSIONS) {
      const { dividends } = runYuma([honest, honest, honest], { version: name })[2];
      assertClose(dividends, [0.5, 0.3, 0.2], 1e-12);
    }
  });

  it('of a miner that is replaced start from zero', () => {
    const [, kept] = runYuma([honest, honest]);
    const [, reset] = runYuma([honest, { ...honest, reset: [1] }]);
    assertClose([kept.bonds[0], kept.bonds[1]], [0.0246875, 0.0246875], 1e-12);
    assertClose([reset.bonds[0], reset.bonds[1]], [0.0246875, 0.0125], 1e-12);
  });

  it('grow fastest with liquid alpha where votes are above the consensus', () => {
    // 1 validator in 10 votes for miner 1 first; without penalty its bond is bought at 0.3/(1 + e^−5).
    const weights = [
      [1, 0],
      [0, 1],
    ];
    const { bonds } = yumaEpoch(
      { weights, stake: [0.9, 0.1] },
      { liquidAlpha: true, bondPenalty: 0 },
    );
    const alpha = (d: number): number => 0.1 + 0.2 / (1 + Math.exp(-10 * (d - 0.5)));
    assertClose(bonds, [alpha(0), 0, 0, alpha(1)], 1e-14);
  });
});

describe('weights for oneself', () => {
  const given: YumaNetwork = {
    weights: [
      [0.6, 0.2, 0.2],
      [0.5, 0.5, 0],
      [0, 0, 1],
    ],
    stake: [1, 1, 1],
    own: [0, 1, 2],
  };

  it('are masked, the rest of the row divided by its sum, and an emptied row is no vote', () => {
    const { clipped, preranks } = yumaEpoch(given);
    assertClose(preranks, [1 / 3, 1 / 6, 1 / 6], 1e-14);
    assert.deepEqual([...clipped.slice(6)], [0, 0, 0]);
  });

  it('are kept where the option says so, and the owner’s always', () => {
    assertClose(
      yumaEpoch(given, { selfWeights: 'kept' }).preranks,
      [1.1 / 3, 0.7 / 3, 1.2 / 3],
      1e-14,
    );
    assertClose(yumaEpoch({ ...given, owner: 2 }).preranks, [1 / 3, 1 / 6, 1.5 / 3], 1e-14);
  });

  it('alone leave no rank, and pay is by stake, or none', () => {
    const alone = {
      weights: [
        [1, 0],
        [0, 1],
      ],
      stake: [3, 1],
      own: [0, 1],
    };
    assert.deepEqual([...yumaEpoch(alone).validatorPay], [0.75, 0.25]);
    assert.deepEqual([...yumaEpoch(alone).incentive], [0, 0]);
    assert.deepEqual([...yumaEpoch(alone, { unranked: 'none' }).validatorPay], [0, 0]);
  });
});

const pair: YumaNetwork = {
  weights: [
    [1, 0],
    [0, 1],
  ],
  stake: [1, 1],
};
const refused = (
  what: string,
  network: unknown,
  options: unknown,
  rule: string,
  value: string,
  bonds: Float64Array | null = null,
) => ({
  ...{ what, rule, value },
  call: () => yumaEpoch(network as YumaNetwork, options as YumaOptions, bonds),
});

itRefuses('yumaEpoch', [
  refused('κ of 1', pair, { majority: 1 }, 'majority must lie between 0 and 1, both excluded', '1'),
  refused('κ of 0', pair, { majority: 0 }, 'majority must lie between 0 and 1, both excluded', '0'),
  refused(
    'a negative stake',
    { ...pair, stake: [1, -1] },
    {},
    'stake must not be negative',
    '-1 of peer 1',
  ),
  refused(
    'a vote for an unknown miner',
    { votes: [[0, 2, 1]], miners: 2, stake: [1, 1] },
    {},
    'miner of vote 0 must be an integer from 0 to 1',
    '2',
  ),
  refused(
    'a vote of an unknown validator',
    {
      votes: [
        [0, 1, 1],
        [3, 1, 1],
      ],
      miners: 2,
      stake: [1, 1],
    },
    {},
    'validator of vote 1 must be an integer from 0 to 1',
    '3',
  ),
  refused(
    'two votes of one pair',
    {
      votes: [
        [0, 1, 1],
        [0, 1, 2],
      ],
      miners: 2,
      stake: [1, 1],
    },
    {},
    'votes must have one entry for each pair',
    'two from 0 to 1',
  ),
  refused(
    'a negative weight',
    {
      ...pair,
      weights: [
        [1, 0],
        [0, -1],
      ],
    },
    {},
    'weights must be finite and not negative',
    '-1 from validator 1 to miner 1',
  ),
  refused(
    'rows and stakes of other numbers',
    { ...pair, stake: [1, 1, 1] },
    {},
    'weights must have 3 rows, one for each stake',
    '2 rows of 4 numbers',
  ),
  refused(
    'neither weights nor votes',
    { stake: [1] },
    {},
    'network must have either weights or votes',
    'neither',
  ),
  refused(
    'an own miner beyond the last',
    { ...pair, own: [0, 2] },
    {},
    'own of validator 1 must be an integer from -1 to 1',
    '2',
  ),
  refused(
    'a reset of an unknown miner',
    { ...pair, reset: [2] },
    {},
    'reset must be an integer from 0 to 1',
    '2',
  ),
  refused(
    'liquid alpha of another version',
    pair,
    { version: 'yuma2', liquidAlpha: true },
    'liquidAlpha must be false but for yuma3',
    'true',
  ),
  refused(
    'a range of alpha that is none',
    pair,
    { liquidLow: 0.5 },
    'liquidLow must be at most liquidHigh',
    '0.5',
  ),
  refused(
    'a memory of yuma1',
    pair,
    { version: 'yuma1', bondMovingAverage: 0.5 },
    'bondMovingAverage must be 0 for yuma1',
    '0.5',
  ),
  refused(
    'bonds above 1',
    pair,
    {},
    'bonds must be from 0 to 1',
    '2 of validator 0 in miner 1',
    Float64Array.of(0, 2, 0, 0),
  ),
  refused(
    'bonds of another shape',
    pair,
    {},
    'bonds must have shape [2, 2]',
    '3 numbers',
    new Float64Array(3),
  ),
]);

itRefuses('runYuma', [
  {
    what: 'epochs of different sizes',
    call: () =>
      runYuma([
        pair,
        {
          weights: [
            [1, 0, 0],
            [0, 1, 0],
          ],
          stake: [1, 1],
        },
      ]),
    rule: 'networks must have 2 validators and 2 miners in each epoch',
    value: '2 and 3 in epoch 1',
  },
]);

describe('an unknown option of yumaEpoch', () => {
  it('is refused with the nearest right one', () => {
    const options = { bondPenality: 1 } as YumaOptions;
    assert.throws(
      () => yumaEpoch(pair, options),
      /^InvalidArgumentError: yumaEpoch: .*did you mean bondPenalty\?$/,
    );
  });
});
