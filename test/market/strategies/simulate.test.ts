import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  boundedUpdate,
  inflate,
  losses,
  MECHANISM_NAMES,
  payoff,
  randomMarket,
  randomWeights,
  rank,
  simulateInflation,
  simulateStrategies,
  fixedRows,
  STRATEGIES,
  STRATEGY_NAMES,
  strategyNamed,
  type Market,
  type MechanismName,
  type Strategy,
} from '../../../lib/market/index.js';
import { createStream } from '../../../lib/math/index.js';
import { assertClose, largest, sum } from '../../support/compare.js';
import { drawStake, identity, markets, seeded } from '../../support/markets.js';
import { itRefuses } from '../../support/refusals.js';

const allPlay = (n: number, strategy: Strategy): Strategy[] =>
  Array.from({ length: n }, () => strategy);
const shares = (stake: Float64Array): Float64Array => stake.map((value) => value / sum(stake));
const staked = markets().filter(({ market }) => sum(market.stake) > 0);

describe('simulateStrategies', () => {
  it('is algorithm 1 where every peer plays ascent', () => {
    fc.assert(
      fc.property(staked, ({ market }) => {
        const [n, blocks, inflation] = [market.peers, 8, 0.2];
        const run = simulateStrategies(market, {
          strategies: allPlay(n, STRATEGIES.ascent.create()),
          blocks,
          inflation,
        });
        const expected = simulateInflation(market, { blocks, inflation });
        assertClose(run.weights, expected.weights, 1e-11);
        assertClose(run.stakes, expected.stakes, 1e-11);
        assertClose(run.ranks, expected.ranks, 1e-11);
        assert.deepEqual(run.stake, run.stakes.slice((blocks - 1) * n));
      }),
      seeded(50),
    );
  });

  it('records rank, loss and payoff at the block’s weights before the stake is paid', () => {
    const n = 4;
    const market = randomMarket({ peers: n, seed: 3, stake: drawStake(n, 3), ratio: 10 });
    const inflation = 0.5;
    const run = simulateStrategies(market, {
      strategies: [
        STRATEGIES.honest.create(),
        STRATEGIES.cabal.create({ members: [1, 2] }),
        STRATEGIES.cabal.create({ members: [1, 2] }),
        STRATEGIES.ascent.create(),
      ],
      blocks: 1,
      inflation,
    });
    const now = { ...market, weights: run.weights };
    assert.deepEqual(run.ranks, rank(now));
    assertClose(run.losses, losses(now), 1e-13);
    assertClose(run.payoffs, payoff(now), 1e-13);
    assert.deepEqual(run.stakes, inflate(now, { inflation }));
  });

  it('keeps the requested blocks, equal to those of the whole history', () => {
    const n = 4;
    const market = randomMarket({ peers: n, seed: 3 });
    const options = {
      strategies: allPlay(n, STRATEGIES.joint.create({ members: [0, 1] })),
      blocks: 20,
      inflation: 0.1,
    };
    const whole = simulateStrategies(market, options);
    const some = simulateStrategies(market, { ...options, keep: [3, 20] });
    assert.deepEqual(some.blocks, [3, 20]);
    for (const name of ['stakes', 'ranks', 'losses', 'payoffs'] as const) {
      assert.deepEqual(
        some[name],
        Float64Array.of(...whole[name].slice(2 * n, 3 * n), ...whole[name].slice(19 * n, 20 * n)),
      );
    }
    assert.deepEqual(some.weights, whole.weights);
  });

  it('bounds changes by the rule of boundedUpdate', () => {
    fc.assert(
      fc.property(staked, fc.constantFrom(0.01, 0.1, 1), ({ market }, bound) => {
        const n = market.peers;
        const wanted = randomWeights(n, createStream(1));
        const run = simulateStrategies(market, {
          strategies: allPlay(n, fixedRows(wanted)),
          blocks: 1,
          inflation: 1,
          bound,
        });
        assertClose(run.weights, boundedUpdate(market, wanted, bound), 1e-14);
      }),
      seeded(50),
    );
  });

  it('does not depend on the unit of stake by mean stake: shares, weights and losses are unchanged', () => {
    fc.assert(
      fc.property(staked, ({ market }) => {
        const options = {
          strategies: allPlay(market.peers, STRATEGIES.ascent.create()),
          blocks: 10,
          stakeUnit: 'mean' as const,
        };
        const run = simulateStrategies(market, { ...options, inflation: 0.1 });
        const scaled = simulateStrategies(
          { ...market, stake: market.stake.map((s) => 8 * s) },
          { ...options, inflation: 0.8 },
        );
        assertClose(
          scaled.stakes,
          run.stakes.map((s) => 8 * s),
          1e-10,
        );
        assertClose(scaled.weights, run.weights, 1e-10);
        assertClose(scaled.losses, run.losses, 1e-10);
      }),
      seeded(30),
    );
  });

  it('refuses a strategy that leaves the simplex', () => {
    const market = randomMarket({ peers: 2 });
    const greedy: Strategy = (_, __, row) => {
      row.fill(1);
    };
    assert.throws(
      () => simulateStrategies(market, { strategies: allPlay(2, greedy), blocks: 1, inflation: 1 }),
      /^InvalidArgumentError: simulateStrategies: strategies must post rows that are not negative and sum to 1, got a sum of 2 and a least of 0 from peer 0$/,
    );
  });
});

describe('proved statements about shares of stake', () => {
  // A peer with self-weight 1 keeps its share exactly where no other peer gives it weight: its part of all rank is then
  // its part of all stake. Where another peer does, its share grows. Both hold for either norm and any other weights.
  const selfish = (market: Market, liked: boolean, mechanism: MechanismName) => {
    const n = market.peers;
    const away = randomWeights(n, createStream(5));
    for (let i = 1; i < n; i++) {
      const row = away.subarray(i * n, (i + 1) * n);
      if (!liked) row[0] = 0;
      const total = sum(row);
      for (let j = 0; j < n; j++) row[j] /= total;
    }
    const stake = market.stake.map((s) => s + 0.1);
    const strategies = allPlay(n, fixedRows(away));
    strategies[0] = STRATEGIES.self.create();
    const { stakes } = simulateStrategies(
      { ...market, stake },
      { strategies, blocks: 30, inflation: 0.3, mechanism },
    );
    return { first: shares(stake)[0], stakes };
  };

  for (const mechanism of ['paper', 'l1'] as const) {
    it(`${mechanism}: w_pp = 1 and no other peer weighs p: its share is constant`, () => {
      fc.assert(
        fc.property(markets({ peers: [2, 6] }), ({ market }) => {
          const n = market.peers;
          const { first, stakes } = selfish(market, false, mechanism);
          for (let at = 0; at < stakes.length; at += n)
            assertClose([shares(stakes.slice(at, at + n))[0]], [first], 1e-12);
        }),
        seeded(50),
      );
    });

    it(`${mechanism}: w_pp = 1 and another peer weighs p: its share grows in every block`, () => {
      fc.assert(
        fc.property(markets({ peers: [2, 6] }), ({ market }) => {
          const n = market.peers;
          const { first, stakes } = selfish(market, true, mechanism);
          let before = first;
          for (let at = 0; at < stakes.length; at += n) {
            const next = shares(stakes.slice(at, at + n))[0];
            assert.ok(next > before);
            before = next;
          }
        }),
        seeded(50),
      );
    });

    it(`${mechanism}: a cabal’s part of all rank is at least its part of all stake`, () => {
      fc.assert(
        fc.property(staked, ({ market }) => {
          const n = market.peers;
          const group = n > 1 ? [0, 1] : [0];
          const strategies = allPlay(n, STRATEGIES.ascent.create());
          for (const member of group)
            strategies[member] = STRATEGIES.cabal.create({ members: group });
          const run = simulateStrategies(market, {
            strategies,
            blocks: 20,
            inflation: 0.3,
            mechanism,
          });
          const part = (values: Float64Array): number =>
            group.reduce((total, member) => total + shares(values)[member], 0);
          let before = part(market.stake);
          for (let at = 0; at < 20 * n; at += n) {
            assert.ok(part(run.ranks.slice(at, at + n)) >= before - 1e-12);
            const after = part(run.stakes.slice(at, at + n));
            assert.ok(after >= before - 1e-12);
            before = after;
          }
        }),
        seeded(50),
      );
    });

    it(`${mechanism}: shares are constant at W = I`, () => {
      fc.assert(
        fc.property(staked, ({ market }) => {
          const n = market.peers;
          const run = simulateStrategies(market, {
            strategies: allPlay(n, STRATEGIES.self.create()),
            blocks: 30,
            inflation: 0.3,
            mechanism,
          });
          for (let at = 0; at < 30 * n; at += n)
            assertClose(shares(run.stakes.slice(at, at + n)), shares(market.stake), 1e-12);
        }),
        seeded(50),
      );
    });
  }

  it('median: at W = I all ranks are 0 and no stake is minted, unless one peer holds more than half', () => {
    const market = { ...randomMarket({ peers: 3 }), weights: identity(3) };
    const options = {
      strategies: allPlay(3, STRATEGIES.self.create()),
      blocks: 5,
      inflation: 1,
      mechanism: 'median' as const,
    };
    assert.deepEqual(simulateStrategies(market, options).stake, market.stake);
    const ruled = { ...market, stake: Float64Array.of(1, 1, 3) };
    assert.deepEqual(simulateStrategies(ruled, options).stake, Float64Array.of(1, 1, 8));
  });

  it('a block mints between τ and τ√n under the paper’s rule, and exactly τ under the others, for all strategies', () => {
    fc.assert(
      fc.property(
        markets({ peers: [2, 6] }).filter(({ market }) => sum(market.stake) > 0),
        fc.constantFrom(...STRATEGY_NAMES),
        fc.constantFrom(...MECHANISM_NAMES),
        ({ market }, name, mechanism) => {
          const [n, inflation, blocks] = [market.peers, 0.7, 10];
          const run = simulateStrategies(market, {
            strategies: allPlay(n, strategyNamed(name, { members: [0, 1] })),
            blocks,
            inflation,
            mechanism,
          });
          let before = sum(market.stake);
          for (let block = 0; block < blocks; block++) {
            const row = run.stakes.slice(block * n, (block + 1) * n);
            const minted = sum(row) - before;
            before = sum(row);
            const most = mechanism === 'paper' ? inflation * Math.sqrt(n) : inflation;
            const silent =
              mechanism.startsWith('median') &&
              largest(run.ranks.slice(block * n, (block + 1) * n)) === 0;
            const least = silent ? 0 : inflation;
            assert.ok(
              minted >= least - 1e-12 * before && minted <= (silent ? 0 : most) + 1e-12 * before,
            );
          }
        },
      ),
      seeded(100),
    );
  });
});

const market = randomMarket({ peers: 2, seed: 1 });
const good = { strategies: allPlay(2, STRATEGIES.honest.create()), blocks: 2, inflation: 1 };
itRefuses(
  'simulateStrategies',
  (
    [
      [
        'too few strategies',
        { strategies: good.strategies.slice(1) },
        'strategies must be a list of 2 functions, one for each peer',
        'Array of length 1',
      ],
      [
        'a strategy that is none',
        { strategies: [STRATEGIES.honest.create(), 'honest'] },
        'strategies must be a list of 2 functions, one for each peer',
        '"honest"',
      ],
      ['half a block', { blocks: 0.5 }, 'blocks must be an integer of at least 0', '0.5'],
      ['no inflation', { inflation: 0 }, 'inflation must be a finite number above 0', '0'],
      [
        'an unknown mechanism',
        { mechanism: 'vcg' },
        'mechanism must be one of paper, l1, impartial, median, medianAtLeast, twoSided, yuma1, yuma2, yuma3, yuma3TwoSided',
        '"vcg"',
      ],
      ['a bound of 0', { bound: 0 }, 'bound must be a finite number above 0', '0'],
      [
        'an unknown unit',
        { stakeUnit: 'coin' },
        'stakeUnit must be one of absolute, mean',
        '"coin"',
      ],
      ['a block before the first', { keep: [0] }, 'keep must be an integer from 1 to 2', '0'],
      ['a block twice', { keep: [2, 2] }, 'keep must be an integer from 3 to 2', '2'],
      [
        'an unknown option',
        { norm: 'l1' },
        'options must be among strategies, blocks, inflation, mechanism, bound, stakeUnit, keep',
        '"norm"',
      ],
    ] as const
  ).map(([what, change, rule, value]) => ({
    what,
    call: () => simulateStrategies(market, { ...good, ...change } as never),
    rule,
    value,
  })),
);
itRefuses('simulateStrategies', [
  {
    what: 'a market without stake',
    call: () => simulateStrategies({ ...market, stake: new Float64Array(2) }, good),
    rule: 'stake must be above 0 for at least one peer',
    value: 'none',
  },
]);
