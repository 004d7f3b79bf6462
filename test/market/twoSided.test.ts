import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  clippedRank,
  consensusWeights,
  MECHANISMS,
  NETWORK_MAJORITY,
  TIE_RULES,
  yumaEpoch,
  type YumaOptions,
} from '../../lib/market/index.js';
import { createStream } from '../../lib/math/index.js';
import { assertClose, sum } from '../support/compare.js';
import { markets, seeded } from '../support/markets.js';
import { itRefuses } from '../support/refusals.js';

const networks = { majority: NETWORK_MAJORITY, ties: 'atLeast' } as const;

describe('the clip from both sides', () => {
  it('is the sum of votes clamped between two levels of the sorted column, divided where it exceeds the mean stake', () => {
    fc.assert(
      fc.property(
        markets(),
        fc.constantFrom(0.3, 0.5, 0.6),
        fc.constantFrom(0, 0.2, 0.35),
        fc.constantFrom(...TIE_RULES),
        ({ market }, majority, more, ties) => {
          const { peers: n, weights, stake } = market;
          const floor = majority + more;
          const total = sum(stake);
          const level = (j: number, part: number): number => {
            const order = Array.from({ length: n }, (_, i) => i).sort(
              (a, b) => weights[b * n + j] - weights[a * n + j],
            );
            let passed = 0;
            for (const i of order) {
              passed += stake[i];
              const miss = passed - part * total;
              if (ties === 'strict' ? miss > 1e-12 * total : miss >= -1e-12 * total)
                return weights[i * n + j];
            }
            return 0;
          };
          const clamped = Float64Array.from({ length: n }, (_, j) => {
            let rank = 0;
            for (let i = 0; i < n; i++) {
              const raised = Math.max(weights[i * n + j], total > 0 ? level(j, floor) : 0);
              rank += (stake[i] * Math.min(raised, total > 0 ? level(j, majority) : 0)) / n;
            }
            return rank;
          });
          const excess = Math.max(1, sum(clamped) / Math.max(total / n, 1e-300));
          assertClose(
            clippedRank(market, { majority, ties, floor }),
            clamped.map((rank) => rank / excess),
            1e-12,
          );
        },
      ),
      seeded(300),
    );
  });

  it('counts each vote as the median at κ₋ = κ, and is the mechanism twoSided', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const { peers: n, weights, stake } = market;
        const levels = consensusWeights(market, networks);
        const part = Math.min(1, 1 / sum(levels));
        const expected = levels.map((level) => (level > 0 ? (part * level * sum(stake)) / n : 0));
        const found = clippedRank(market, { ...networks, floor: NETWORK_MAJORITY });
        assertClose(found, expected, 1e-12);
        const ranks = new Float64Array(n);
        MECHANISMS.twoSided.rank(n, weights, stake, ranks);
        assert.deepEqual(ranks, found);
      }),
      seeded(100),
    );
  });

  it('gives a voter below half the stake no rank of the honest, whose rows agree, which the clip from above does', () => {
    const honest = [0, 0.2, 0.3, 0.5];
    const market = {
      peers: 4,
      stake: Float64Array.of(0.4, 1, 1, 1),
      weights: Float64Array.from([[1, 0, 0, 0], honest, honest, honest].flat()),
    };
    const shares = (ranks: Float64Array): Float64Array => ranks.map((rank) => rank / sum(ranks));
    const own = { ...market, weights: market.weights.slice() };
    own.weights.set([0, 1, 0, 0]);
    // The voter gives peer 1 what the clip keeps, and nothing to peers 2 and 3.
    const one = shares(clippedRank(own, networks));
    assertClose([one[1]], [(0.2 * 3.4) / (0.2 * 3.4 + 0.8 * 3)], 1e-14);
    const two = shares(clippedRank(own, { ...networks, floor: NETWORK_MAJORITY }));
    assertClose(two, honest, 1e-14);
  });

  it('of Yuma consensus is the same sum over votes, and moves neither consensus, trust nor bonds', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom('yuma1', 'yuma2', 'yuma3'), (seed, version) => {
        const stream = createStream(seed);
        const [V, M] = [1 + stream.integer(7), 1 + stream.integer(9)];
        const weights = Array.from({ length: V }, () =>
          Array.from({ length: M }, () => (stream.uniform() < 0.3 ? 0 : stream.uniform())),
        );
        const stake = weights.map(() => 0.1 + stream.uniform());
        const floor = 0.7;
        const of = (options: YumaOptions) =>
          yumaEpoch({ weights, stake }, { version, bondPenalty: 0.4, ...options });
        const [plain, raised, level] = [of({}), of({ floor }), of({ majority: floor })];
        for (const name of ['consensus', 'trust', 'validatorTrust', 'bonds', 'preranks'] as const)
          assert.deepEqual(raised[name], plain[name], name);
        const votes = weights.map((row) => row.map((w) => w / (sum(row) || 1)));
        const expected = plain.consensus.map((high, j) => {
          const low = level.consensus[j];
          return votes.reduce(
            (total, row, i) =>
              total + (stake[i] / sum(stake)) * Math.min(Math.max(row[j], low), high),
            0,
          );
        });
        assertClose(raised.ranks, expected, 1e-12);
        const all = sum(expected);
        assertClose(
          raised.incentive,
          expected.map((rank) => (all > 0 ? rank / all : 0)),
          1e-12,
        );
      }),
      seeded(200),
    );
  });
});

const one = { peers: 1, stake: Float64Array.of(1), weights: Float64Array.of(1) };
itRefuses('clippedRank', [
  {
    what: 'a floor above the clip',
    call: () => clippedRank(one, { majority: 0.6, floor: 0.5 }),
    rule: 'floor must be at least majority, 0.6',
    value: '0.5',
  },
  {
    what: 'a floor of all stake',
    call: () => clippedRank(one, { floor: 1 }),
    rule: 'floor must lie between 0 and 1, both excluded',
    value: '1',
  },
]);
itRefuses('yumaEpoch', [
  {
    what: 'a floor where consensus is in shares',
    call: () => yumaEpoch({ weights: [[1]], stake: [1] }, { floor: 0.6, consensus: 'shares' }),
    rule: 'floor must be left out where consensus is shares',
    value: '0.6',
  },
]);
