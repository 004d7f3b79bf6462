import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  clippedRank,
  consensusWeights,
  impartialRank,
  MECHANISM_NAMES,
  MECHANISMS,
  NETWORK_MAJORITY,
  randomWeights,
  rank,
  TIE_RULES,
  type Market,
} from '../../lib/market/index.js';
import { createStream } from '../../lib/math/index.js';
import { assertClose, distance, largest, sum } from '../support/compare.js';
import { identity, markets, seeded } from '../support/markets.js';
import { itRefuses } from '../support/refusals.js';

/** The market with row `peer` replaced. */
function withRow(market: Market, peer: number, row: Float64Array): Market {
  const weights = market.weights.slice();
  weights.set(row, peer * market.peers);
  return { ...market, weights };
}

function meanStake({ stake, peers }: Market): number {
  return sum(stake) / peers;
}

const several = markets({ peers: [2, 6] });

describe('impartial division', () => {
  it('is (1/n) Σ_{i≠j} s_i w_ij / (1 − w_ii)', () => {
    fc.assert(
      fc.property(several, ({ market }) => {
        const { peers: n, weights, stake } = market;
        const expected = Float64Array.from({ length: n }, (_, j) => {
          let total = 0;
          for (let i = 0; i < n; i++) {
            if (i !== j) total += (stake[i] * weights[i * n + j]) / (1 - weights[i * n + i]);
          }
          return total / n;
        });
        assertClose(impartialRank(market), expected, 1e-12);
      }),
      seeded(100),
    );
  });

  it('pays no peer for any change of its own row, and ranks sum to the mean stake', () => {
    fc.assert(
      fc.property(several, fc.nat(), fc.boolean(), ({ market }, seed, alone) => {
        const n = market.peers;
        const peer = seed % n;
        const row = alone
          ? identity(n).slice(peer * n, (peer + 1) * n)
          : randomWeights(n, createStream(seed)).slice(0, n);
        const [before, after] = [market, withRow(market, peer, row)].map((m) => impartialRank(m));
        assertClose([after[peer]], [before[peer]], 1e-13);
        for (const ranks of [before, after]) assertClose([sum(ranks)], [meanStake(market)], 1e-12);
      }),
      seeded(100),
    );
  });

  it('is equal at full self-weight and equal stake, and 0 for a single peer', () => {
    const stake = new Float64Array(4).fill(2);
    assertClose(
      impartialRank({ peers: 4, stake, weights: identity(4) }),
      new Float64Array(4).fill(0.5),
      1e-14,
    );
    const one = { peers: 1, stake: Float64Array.of(3), weights: Float64Array.of(1) };
    assert.deepEqual(impartialRank(one), Float64Array.of(0));
  });

  it('rewards two peers that vote for each other', () => {
    const stake = new Float64Array(4).fill(1);
    const weights = new Float64Array(16).fill(1 / 4);
    const apart = impartialRank({ peers: 4, stake, weights });
    weights.set([0, 1, 0, 0, 1, 0, 0, 0]);
    const together = impartialRank({ peers: 4, stake, weights });
    assert.ok(together[0] > 1.5 * apart[0] && together[1] > 1.5 * apart[1]);
  });
});

describe('the median clip', () => {
  it('clips each column at its stake-weighted median, computed from the sorted column', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const { peers: n, weights, stake } = market;
        const expected = Float64Array.from({ length: n }, (_, j) => {
          const column = Array.from({ length: n }, (__, i) => ({
            w: weights[i * n + j],
            s: stake[i],
          }));
          column.sort((a, b) => b.w - a.w);
          let passed = 0;
          for (const { w, s } of column) {
            passed += s;
            if (passed > sum(stake) / 2) return w;
          }
          return 0;
        });
        assert.deepEqual(consensusWeights(market), expected);
        const clipped = Float64Array.from(weights, (w, at) => Math.min(w, expected[at % n]));
        const ranks = Float64Array.from({ length: n }, (_, j) =>
          stake.reduce((total, s, i) => total + (s * clipped[i * n + j]) / n, 0),
        );
        assertClose(clippedRank(market), ranks, 1e-12);
      }),
      seeded(200),
    );
  });

  it('equals the paper’s rank where all rows are equal, and never exceeds it', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const { peers: n } = market;
        const row = market.weights.slice(0, n);
        const agreed = {
          ...market,
          weights: Float64Array.from(market.weights, (_, at) => row[at % n]),
        };
        const rounding = 1e-13 * meanStake(market);
        if (sum(market.stake) > 0)
          assert.ok(distance(clippedRank(agreed), rank(agreed)) <= rounding);
        const [clipped, plain] = [clippedRank(market), rank(market)];
        assert.ok(clipped.every((value, j) => value <= plain[j] + rounding));
      }),
      seeded(100),
    );
  });

  it('bounds the rank that a minority of the stake can add by any rows', () => {
    fc.assert(
      fc.property(markets({ peers: [3, 6] }), fc.nat(), ({ market }, seed) => {
        const n = market.peers;
        const group = [0, 1].filter((peer) => peer < n - 1);
        const outside = sum(market.stake.slice(group.length));
        // The group holds at most half.
        const scale = outside / Math.max(sum(market.stake.slice(0, group.length)), 1e-300);
        const part = Math.min(1, scale);
        const stake = market.stake.map((s, i) => (i < group.length ? s * part : s));
        const target = seed % n;
        let attacked: Market = { ...market, stake };
        for (const member of group) {
          const row = new Float64Array(n);
          row[target] = 1;
          attacked = withRow(attacked, member, row);
        }
        let bound = 0;
        let most = 0;
        for (let i = group.length; i < n; i++) {
          most = Math.max(most, market.weights[i * n + target]);
          bound += (stake[i] * market.weights[i * n + target]) / n;
        }
        bound += (sum(stake.slice(0, group.length)) * most) / n;
        assert.ok(consensusWeights(attacked)[target] <= most);
        assert.ok(clippedRank(attacked)[target] <= bound * (1 + 1e-12));
      }),
      seeded(200),
    );
  });

  it('asks for more than κ of the stake under strict and for κ or more under atLeast, by every level', () => {
    const majorities = [0.25, 0.5, 0.6, 32767 / 65535];
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.nat(),
        fc.constantFrom(...majorities),
        fc.constantFrom(...TIE_RULES),
        (n, seed, majority, ties) => {
          // Small integers of stake, and weights of few values: sums are exact, ties frequent.
          const stream = createStream(seed);
          const stake = Float64Array.from({ length: n }, () => stream.integer(4));
          const weights = new Float64Array(n * n);
          for (let i = 0; i < n; i++) {
            for (let share = 0; share < 4; share++) weights[i * n + stream.integer(n)] += 0.25;
          }
          const total = sum(stake);
          const expected = Float64Array.from({ length: n }, (_, j) => {
            const enough = [0.25, 0.5, 0.75, 1].filter((level) => {
              let support = 0;
              for (let i = 0; i < n; i++) if (weights[i * n + j] >= level) support += stake[i];
              return (
                support > 0 &&
                (support > majority * total || (ties === 'atLeast' && support === majority * total))
              );
            });
            return Math.max(0, ...enough);
          });
          const market = { peers: n, weights, stake };
          assert.deepEqual(consensusWeights(market, { majority, ties }), expected);
          const ranks = expected.map((clip, j) => {
            let rank = 0;
            for (let i = 0; i < n; i++) rank += (stake[i] * Math.min(weights[i * n + j], clip)) / n;
            return rank;
          });
          assertClose(clippedRank(market, { majority, ties }), ranks, 1e-14);
        },
      ),
      seeded(2000),
    );
  });

  it('differs between the rules in every column at equal stake and even n, in none at odd n', () => {
    for (let peers = 2; peers <= 11; peers++) {
      const stake = new Float64Array(peers).fill(0.3);
      for (let seed = 0; seed < 30; seed++) {
        const market = { peers, stake, weights: randomWeights(peers, createStream(seed)) };
        const strict = consensusWeights(market);
        const column = (j: number): number[] =>
          Array.from({ length: peers }, (_, i) => market.weights[i * peers + j]).sort(
            (a, b) => b - a,
          );
        for (const options of [
          { ties: 'atLeast' },
          { ties: 'atLeast', majority: NETWORK_MAJORITY },
        ] as const) {
          const atLeast = consensusWeights(market, options);
          for (let j = 0; j < peers; j++) {
            const sorted = column(j);
            const half = Math.ceil(peers / 2);
            assert.equal(atLeast[j], sorted[half - 1]);
            assert.equal(strict[j], peers % 2 ? sorted[half - 1] : sorted[half]);
            assert.equal(strict[j] === atLeast[j], peers % 2 === 1);
          }
        }
      }
    }
  });

  it('leaves the honest half its rank against a pair with the other half, where half suffices', () => {
    const honest = [0.1, 0.2, 0.3, 0.4];
    const market = {
      peers: 4,
      stake: new Float64Array(4).fill(1),
      weights: Float64Array.from([[0, 1, 0, 0], [1, 0, 0, 0], honest, honest].flat()),
    };
    const shareOfPair = (ranks: Float64Array): number => (ranks[0] + ranks[1]) / sum(ranks);
    assertClose([shareOfPair(clippedRank(market))], [1], 1e-14);
    const networks = { ties: 'atLeast', majority: NETWORK_MAJORITY } as const;
    assert.deepEqual(consensusWeights(market, networks), Float64Array.from(honest));
    assertClose([shareOfPair(clippedRank(market, networks))], [0.9 / 2.3], 1e-12);
    const ranks = new Float64Array(4);
    MECHANISMS.medianAtLeast.rank(4, market.weights, market.stake, ranks);
    assert.deepEqual(ranks, clippedRank(market, networks));
  });

  it('gives rank 0 to a peer that only a minority weighs, and to every peer at W = I', () => {
    const stake = Float64Array.of(1, 1, 1);
    assert.deepEqual(
      clippedRank({ peers: 3, stake, weights: Float64Array.of(0, 1, 0, 0.5, 0, 0.5, 0.5, 0, 0.5) }),
      Float64Array.of(1 / 3, 0, 1 / 3),
    );
    assert.deepEqual(clippedRank({ peers: 3, stake, weights: identity(3) }), new Float64Array(3));
  });
});

describe('every mechanism', () => {
  for (const name of MECHANISM_NAMES) {
    const { rank: rankInto, rankGradient } = MECHANISMS[name];
    const ranksOf = ({ peers, weights, stake }: Market): Float64Array => {
      const out = new Float64Array(peers).fill(7);
      rankInto(peers, weights, stake, out);
      return out;
    };

    it(`${name}: rank is not negative and is linear in the unit of stake`, () => {
      fc.assert(
        fc.property(markets(), ({ market }) => {
          const ranks = ranksOf(market);
          assert.ok(ranks.every((value) => value >= 0));
          const doubled = ranksOf({ ...market, stake: market.stake.map((s) => 2 * s) });
          assertClose(
            doubled,
            ranks.map((value) => 2 * value),
            1e-14,
          );
        }),
        seeded(50),
      );
    });

    it(`${name}: rankGradient equals central differences of the members’ rank along the simplex`, () => {
      fc.assert(
        fc.property(several, fc.nat(), ({ market }, seed) => {
          const { peers: n, weights, stake } = market;
          const peer = seed % n;
          const members = Uint8Array.from({ length: n }, (_, k) =>
            k === peer || (seed >> k) % 2 ? 1 : 0,
          );
          const gradient = new Float64Array(n);
          rankGradient(n, weights, stake, peer, members, gradient);
          // Along the simplex: towards another row, less than 1e-6 of the way.
          const other = randomWeights(n, createStream(seed));
          const h = 1e-7;
          const moved = [h, -h].map((step) => {
            const row = Float64Array.from({ length: n }, (_, j) => {
              const w = weights[peer * n + j];
              return w + step * (other[j] - w);
            });
            return ranksOf(withRow(market, peer, row)).reduce(
              (total, value, k) => total + (members[k] ? value : 0),
              0,
            );
          });
          const slope = gradient.reduce(
            (total, value, j) => total + value * (other[j] - weights[peer * n + j]),
            0,
          );
          // The rank has a kink where the peer's weight is the median of a column.
          if (name.startsWith('median') && setsClip(name, market, peer)) return;
          const off = Math.abs((moved[0] - moved[1]) / (2 * h) - slope);
          assert.ok(off <= 1e-6 * (1 + largest(stake)), `off by ${off}`);
        }),
        seeded(100),
      );
    });
  }
});

/** Whether the peer's own weight is the clip of any column. */
function setsClip(name: string, market: Market, peer: number): boolean {
  const n = market.peers;
  const options =
    name === 'median' ? {} : ({ majority: NETWORK_MAJORITY, ties: 'atLeast' } as const);
  return consensusWeights(market, options).some((clip, j) => market.weights[peer * n + j] === clip);
}

itRefuses('impartialRank', [
  {
    what: 'a negative stake',
    call: () =>
      impartialRank({ peers: 1, stake: Float64Array.of(-1), weights: Float64Array.of(1) }),
    rule: 'stake must not be negative',
    value: '-1 of peer 0',
  },
]);
for (const [where, call] of [
  ['clippedRank', clippedRank],
  ['consensusWeights', consensusWeights],
] as const) {
  itRefuses(where, [
    {
      what: 'rows off the simplex',
      call: () => call({ peers: 1, stake: Float64Array.of(1), weights: Float64Array.of(0.5) }),
      rule: 'weights must have rows that sum to 1',
      value: '0.5 in row 0',
    },
    {
      what: 'a majority of everything',
      call: () =>
        call({ peers: 1, stake: Float64Array.of(1), weights: Float64Array.of(1) }, { majority: 1 }),
      rule: 'majority must lie between 0 and 1, both excluded',
      value: '1',
    },
    {
      what: 'an unknown rule of ties',
      call: () =>
        call(
          { peers: 1, stake: Float64Array.of(1), weights: Float64Array.of(1) },
          // @ts-expect-error: no rule of ties.
          { ties: 'upper' },
        ),
      rule: 'ties must be one of strict, atLeast',
      value: '"upper"',
    },
  ]);
}
