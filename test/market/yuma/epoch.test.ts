import assert from 'node:assert/strict';
import fc from 'fast-check';
import { runYuma, TIE_RULES, yumaEpoch, YUMA_VERSIONS } from '../../../lib/market/index.js';
import { createStream } from '../../../lib/math/index.js';
import { assertClose, sum } from '../../support/compare.js';
import { seeded } from '../../support/markets.js';

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
