import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  bestResponse,
  coordinatedDescend,
  descend,
  honestWeights,
  idealRank,
  losses,
  mask,
  randomMarket,
  rank,
  simulateStrategies,
  strategyNamed,
  fixedRows,
  STRATEGIES,
  withFreeRiders,
  withSybils,
  type Market,
  type Strategy,
} from '../../../lib/market/index.js';
import { assertClose, assertOnSimplex, largest, sum } from '../../support/compare.js';
import { drawStake, identity, markets, seeded } from '../../support/markets.js';
import { itRefuses } from '../../support/refusals.js';

/** The rows of all peers after the first block, [n, n]. */
function posted(market: Market, strategy: Strategy): Float64Array {
  const stake = sum(market.stake) > 0 ? market.stake : market.stake.map(() => 1);
  const strategies = Array.from({ length: market.peers }, () => strategy);
  return simulateStrategies({ ...market, stake }, { strategies, blocks: 1, inflation: 1 }).weights;
}

const staked = markets().filter(({ market }) => sum(market.stake) > 0);

describe('strategies of groups', () => {
  const market = randomMarket({ peers: 3, seed: 1 });
  for (const name of ['cabal', 'joint'] as const) {
    itRefuses(name, [
      {
        what: 'a member that is not among the market’s peers, at the first block',
        call: () => posted(market, strategyNamed(name, { members: [0, 1e9] })),
        rule: 'members must be an integer from 0 to 2',
        value: '1000000000',
      },
    ]);
  }
});

describe('the strategies', () => {
  it('all post rows on the simplex', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const members = [0];
        for (const strategy of [
          STRATEGIES.honest.create(),
          STRATEGIES.self.create(),
          STRATEGIES.uniform.create(),
          STRATEGIES.copy.create(),
          STRATEGIES.ascent.create(),
          STRATEGIES.ascent.create({ steps: 3, simplex: 'renormalise' }),
          STRATEGIES.cabal.create({ members }),
          STRATEGIES.joint.create({ members }),
          fixedRows(market.weights),
        ]) {
          assertOnSimplex(posted(market, strategy), market.peers, 1e-12);
        }
      }),
      seeded(50),
    );
  });

  it('honest is the significance (3), and uniform for a peer that depends on no other', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        assertClose(posted(market, STRATEGIES.honest.create()), honestWeights(market), 1e-14);
      }),
      seeded(50),
    );
    const market = randomMarket({ peers: 3 });
    const hessians = market.hessians.slice().fill(0, 9, 18);
    const rows = posted({ ...market, hessians }, STRATEGIES.honest.create());
    assert.deepEqual(rows.slice(3, 6), new Float64Array(3).fill(1 / 3));
  });

  it('ascent is one step of competitive descent, or several steps against fixed rows of the others', () => {
    fc.assert(
      fc.property(staked, ({ market }) => {
        const once = descend(market, { maxSteps: 1, tolerance: 0 }).weights;
        assertClose(posted(market, STRATEGIES.ascent.create()), once, 1e-12);
        const n = market.peers;
        const thrice = posted(market, STRATEGIES.ascent.create({ steps: 3 }));
        for (let i = 0; i < n; i++) {
          // By definition: three steps of all rows, of which only row i is kept each time.
          let alone = market;
          for (let step = 0; step < 3; step++) {
            const all = descend(alone, { maxSteps: 1, tolerance: 0 }).weights;
            const weights = market.weights.slice();
            weights.set(all.subarray(i * n, (i + 1) * n), i * n);
            alone = { ...market, weights };
          }
          assertClose(
            thrice.slice(i * n, (i + 1) * n),
            alone.weights.slice(i * n, (i + 1) * n),
            1e-10,
          );
        }
      }),
      seeded(50),
    );
  });

  it('ascent of many steps in a block is a best response where the payoff has one maximum', () => {
    const market = randomMarket({ peers: 4, seed: 2, ratio: 25, temperature: 2 });
    const rows = posted(market, STRATEGIES.ascent.create({ steps: 60_000 }));
    for (let i = 0; i < 4; i++) {
      const best = bestResponse(market, i);
      assertClose(rows.slice(4 * i, 4 * i + 4), best.weights, 1e-4);
    }
  });

  it('jointAscent is coordinated descent for a group of all peers, and ascent for a group of one', () => {
    fc.assert(
      fc.property(staked, ({ market }) => {
        const allPeers = Array.from({ length: market.peers }, (_, peer) => peer);
        const joint = posted(market, STRATEGIES.joint.create({ members: allPeers }));
        const coordinated = coordinatedDescend(market, { maxSteps: 1, tolerance: 0 });
        assertClose(joint, coordinated.weights, 1e-12);
        const own = posted(market, STRATEGIES.ascent.create());
        for (const peer of allPeers) {
          const alone = posted(market, STRATEGIES.joint.create({ members: [peer] }));
          const row = [peer * market.peers, (peer + 1) * market.peers] as const;
          assertClose(alone.slice(...row), own.slice(...row), 1e-12);
        }
      }),
      seeded(30),
    );
  });

  it('copyAverage is the others’ stake-weighted mean row, and uniform where no other peer holds stake', () => {
    fc.assert(
      fc.property(markets({ peers: [2, 6] }), ({ market }) => {
        const { peers: n, weights } = market;
        const stake = market.stake.map((s) => s + 0.1);
        const rows = posted({ ...market, stake }, STRATEGIES.copy.create());
        for (let i = 0; i < n; i++) {
          const others = sum(stake) - stake[i];
          const expected = Float64Array.from({ length: n }, (_, j) => {
            let total = 0;
            for (let k = 0; k < n; k++) if (k !== i) total += stake[k] * weights[k * n + j];
            return total / others;
          });
          assertClose(rows.slice(i * n, (i + 1) * n), expected, 1e-12);
        }
      }),
      seeded(50),
    );
    const market = randomMarket({ peers: 2, stake: Float64Array.of(1, 0) });
    assert.deepEqual(
      posted(market, STRATEGIES.copy.create()).slice(0, 2),
      Float64Array.of(0.5, 0.5),
    );
  });

  it('a cabal’s member weighs the other members alike, and itself only in a group of one', () => {
    const market = randomMarket({ peers: 4 });
    const rows = posted(market, STRATEGIES.cabal.create({ members: [1, 2, 3] }));
    assert.deepEqual(rows.slice(4, 8), Float64Array.of(0, 0, 0.5, 0.5));
    assert.deepEqual(rows.slice(0, 4), Float64Array.of(0, 1 / 3, 1 / 3, 1 / 3));
    assert.deepEqual(
      posted(market, STRATEGIES.cabal.create({ members: [2] })).slice(8, 12),
      Float64Array.of(0, 0, 1, 0),
    );
  });

  it('are found by name', () => {
    const market = randomMarket({ peers: 4, seed: 3 });
    const members = [0, 2];
    for (const [name, strategy] of [
      ['honest', STRATEGIES.honest.create()],
      ['ascent', STRATEGIES.ascent.create()],
      ['self', STRATEGIES.self.create()],
      ['uniform', STRATEGIES.uniform.create()],
      ['copy', STRATEGIES.copy.create()],
      ['cabal', STRATEGIES.cabal.create({ members })],
      ['joint', STRATEGIES.joint.create({ members })],
    ] as const) {
      assert.deepEqual(
        posted(market, strategyNamed(name, { members })),
        posted(market, strategy),
        name,
      );
    }
    assert.deepEqual(posted(market, STRATEGIES.self.create()), identity(4));
    assert.deepEqual(posted(market, STRATEGIES.uniform.create()), new Float64Array(16).fill(1 / 4));
  });
});

describe('withFreeRiders', () => {
  it('removes the riders from the loss of every other peer, at any mask', () => {
    fc.assert(
      fc.property(markets({ peers: [3, 6] }), ({ market }) => {
        const n = market.peers;
        const riding = withFreeRiders(market, [0]);
        const own = market.hessians[0] / n;
        assertClose([idealRank(riding)[0]], [own], 1e-13);
        assert.deepEqual(idealRank(riding).slice(1), idealRank(market).slice(1));
        // Every peer's mask of peer 0 changes with the weight that it gets.
        const weights = market.weights.map((w, at) => (at % n === 0 ? w / 2 : w));
        for (let i = 0; i < n; i++) {
          const row = weights.subarray(i * n, (i + 1) * n);
          row[n - 1] += 1 - sum(row);
        }
        const moved = { ...riding, weights };
        const masks = mask(moved);
        const other = losses(moved);
        for (let j = 1; j < n; j++) {
          let expected = 0;
          for (let a = 1; a < n; a++) {
            for (let b = 1; b < n; b++) {
              const anchor = (k: number): number => market.anchor?.[j * n + k] ?? 1;
              expected +=
                (masks[j * n + a] - anchor(a)) *
                market.hessians[(j * n + a) * n + b] *
                (masks[j * n + b] - anchor(b));
            }
          }
          if (market.form === 'gain') expected = -expected;
          assert.ok(Math.abs(other[j] - expected) <= 1e-12 * (1 + Math.abs(expected)));
        }
      }),
      seeded(50),
    );
  });

  it('keeps the loss of a rider itself', () => {
    const market = randomMarket({ peers: 4, seed: 5 });
    const riding = withFreeRiders(market, [1, 3]);
    // Rider 1 still depends on 0, 2 and itself, not on rider 3.
    const own = riding.hessians.slice(16, 32);
    for (const [a, b] of [
      [0, 0],
      [0, 2],
      [1, 1],
      [2, 1],
    ])
      assert.equal(own[4 * a + b], market.hessians[16 + 4 * a + b]);
    for (let k = 0; k < 4; k++) assert.equal(own[12 + k] + own[4 * k + 3], 0);
  });
});

describe('withSybils', () => {
  it('identities without stake change no share of rank; R and μ shrink by n/(n + k), and masks open', () => {
    fc.assert(
      fc.property(staked, fc.integer({ min: 1, max: 4 }), ({ market }, count) => {
        const n = market.peers;
        const { market: wide, members } = withSybils(market, { owner: 0, count });
        assert.deepEqual(members, [0, ...Array.from({ length: count }, (_, k) => n + k)]);
        const expected = rank(market).map((value) => (value * n) / (n + count));
        const ranks = rank(wide);
        assertClose(ranks.slice(0, n), expected, 1e-12);
        assert.equal(largest(ranks.slice(n)), 0);
        const [before, after] = [mask(market), mask(wide)];
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++)
            assert.ok(after[i * (n + count) + j] >= before[i * n + j] - 1e-15);
        }
      }),
      seeded(50),
    );
  });

  it('splitting conserves stake, and the stake of the new identities ranks the owner', () => {
    fc.assert(
      fc.property(staked, fc.integer({ min: 1, max: 4 }), ({ market }, count) => {
        const n = market.peers;
        const { market: wide } = withSybils(market, { owner: 0, count, stake: 'split' });
        assertClose([sum(wide.stake)], [sum(market.stake)], 1e-13);
        assert.equal(wide.stake[n], wide.stake[0]);
        const kept = market.stake[0] / (count + 1);
        const others = { ...market, stake: market.stake.map((s, i) => (i === 0 ? kept : s)) };
        const expected = (rank(others)[0] * n + count * kept) / (n + count);
        assertClose([rank(wide)[0]], [expected], 1e-12);
      }),
      seeded(50),
    );
  });
});

const market = randomMarket({ peers: 3, seed: 1, stake: drawStake(3, 1) });
itRefuses('cabal', [
  {
    what: 'an empty group',
    call: () => STRATEGIES.cabal.create({ members: [] }),
    rule: 'members must be at least one peer',
    value: 'none',
  },
  {
    what: 'half a peer',
    call: () => STRATEGIES.cabal.create({ members: [0.5] }),
    rule: 'members must be an integer of at least 0',
    value: '0.5',
  },
]);
itRefuses('joint', [
  {
    what: 'no step',
    call: () => STRATEGIES.joint.create({ members: [0], learningRate: 0 }),
    rule: 'learningRate must be a finite number above 0',
    value: '0',
  },
]);
itRefuses('ascent', [
  {
    what: 'half a step',
    call: () => STRATEGIES.ascent.create({ steps: 0.5 }),
    rule: 'steps must be an integer of at least 1',
    value: '0.5',
  },
  {
    what: 'an unknown simplex',
    call: () => STRATEGIES.ascent.create({ simplex: 'clip' as 'project' }),
    rule: 'simplex must be one of project, renormalise',
    value: '"clip"',
  },
]);
itRefuses('fixedRows', [
  {
    what: 'rows off the simplex',
    call: () => fixedRows(Float64Array.of(1, 1, 0, 1)),
    rule: 'weights must have rows that sum to 1',
    value: '2 in row 0',
  },
]);
itRefuses('strategyNamed', [
  {
    what: 'an option that no strategy reads',
    call: () => strategyNamed('honest', { member: [1] } as object),
    rule: 'options must be among members, learningRate, simplex, steps',
    value: '"member"; did you mean members?',
  },
  {
    what: 'an unknown strategy',
    call: () => strategyNamed('lucky'),
    rule: 'name must be one of honest, ascent, self, uniform, copy, cabal, joint',
    value: '"lucky"',
  },
]);
itRefuses('withFreeRiders', [
  {
    what: 'a rider that is not a peer',
    call: () => withFreeRiders(market, [3]),
    rule: 'members must be an integer from 0 to 2',
    value: '3',
  },
]);
itRefuses('withSybils', [
  {
    what: 'an owner that is not a peer',
    call: () => withSybils(market, { owner: 3, count: 1 }),
    rule: 'owner must be an integer from 0 to 2',
    value: '3',
  },
  {
    what: 'half an identity',
    call: () => withSybils(market, { owner: 0, count: 0.5 }),
    rule: 'count must be an integer of at least 0',
    value: '0.5',
  },
  {
    what: 'an unknown way to hold stake',
    call: () => withSybils(market, { owner: 0, count: 1, stake: 'all' as 'split' }),
    rule: 'stake must be one of none, split',
    value: '"all"',
  },
  {
    what: 'an unknown option',
    call: () => withSybils(market, { owner: 0, count: 1, peers: 2 } as never),
    rule: 'options must be among owner, count, stake',
    value: '"peers"',
  },
]);
