import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  defineMechanism,
  defineYuma,
  fixedRows,
  MECHANISM_NAMES,
  MECHANISMS,
  randomMarket,
  randomWeights,
  rank,
  simulateStrategies,
  STRATEGIES,
  yumaEpoch,
  YUMA_VERSIONS,
  type Market,
} from '../../../lib/market/index.js';
import { createStream } from '../../../lib/math/index.js';
import { mechanisms, use } from '../../../lib/studies/index.js';
import { assertClose, distance, sum } from '../../support/compare.js';
import { identity, markets, seeded } from '../../support/markets.js';
import { forgettingOwn } from '../../support/own.js';
import { itRefuses } from '../../support/refusals.js';

const squares = markets({ peers: [2, 6] }).filter(({ market }) => sum(market.stake) > 0);

/** The market of one epoch with every peer as validator and miner. */
const epochOf = ({ peers: n, weights, stake }: Market) => ({
  weights,
  stake,
  own: Array.from({ length: n }, (_, i) => i),
});

/** Blocks in which each peer keeps its row, from the market's stake. */
const blocksOf = (market: Market, mechanism: string, blocks: number) =>
  simulateStrategies(market, {
    strategies: Array.from({ length: market.peers }, () => fixedRows(market.weights)),
    ...{ blocks, inflation: 0.7, mechanism },
  });

describe('Yuma consensus as a mechanism', () => {
  forgettingOwn();

  for (const version of YUMA_VERSIONS) {
    it(`${version}: ranks by the clip, in the mean stake`, () => {
      fc.assert(
        fc.property(squares, ({ market }) => {
          const { peers: n, weights, stake } = market;
          const out = new Float64Array(n);
          MECHANISMS[version].rank(n, weights, stake, out);
          const { ranks } = yumaEpoch(epochOf(market), { version });
          assertClose(
            out,
            ranks.map((value) => (value * sum(stake)) / n),
            1e-13,
          );
        }),
        seeded(50),
      );
    });

    it(`${version}: pays block by block as the epochs do, with the bonds of the block before`, () => {
      fc.assert(
        fc.property(squares, ({ market }) => {
          const n = market.peers;
          const run = blocksOf(market, version, 6);
          const stake = market.stake.slice();
          let bonds: Float64Array | null = null;
          for (let block = 0; block < 6; block++) {
            const out = yumaEpoch({ ...epochOf(market), stake }, { version }, bonds);
            ({ bonds } = out);
            for (let i = 0; i < n; i++) stake[i] += 0.7 * (out.minerPay[i] + out.validatorPay[i]);
            assertClose(run.stakes.slice(block * n, (block + 1) * n), stake, 1e-12);
          }
        }),
        seeded(50),
      );
    });

    it(`${version}: a run begins without the bonds of another`, () => {
      const market = randomMarket({ peers: 5, seed: 3 });
      assert.deepEqual(blocksOf(market, version, 5), blocksOf(market, version, 5));
    });

    it(`${version}: pays by stake at W = I, where no peer has a vote but its own`, () => {
      const stake = Float64Array.of(1, 2, 5);
      const market = { ...randomMarket({ peers: 3, stake }), weights: identity(3) };
      assertClose(
        blocksOf(market, version, 1).stake,
        stake.map((held) => held * (1 + 0.7 / 8)),
        1e-14,
      );
    });
  }

  it('remembers: yuma3 pays a validator that changes its votes for the bonds that it holds', () => {
    const market = randomMarket({ peers: 4, seed: 1 });
    const rows = [1, 2].map((seed) => randomWeights(4, createStream(seed)));
    const paid = (first: Float64Array): Float64Array => {
      const memory = MECHANISMS.yuma3.epochs?.(4);
      const out = new Float64Array(4);
      for (const weights of [first, rows[1]]) memory?.pay(weights, market.stake, out);
      return out;
    };
    assert.ok(distance(paid(rows[0]), paid(rows[1])) > 1e-3);
  });

  it('has the slope of a whole column where a peer alone sets its consensus', () => {
    const stake = Float64Array.of(1, 1, 1);
    const weights = Float64Array.of(0, 0.5, 0.5, 0.3, 0, 0.7, 0.6, 0.4, 0);
    // Column 1 has 0.5 and 0.4: half the stake is more than one of three, so that peer 2 sets C_1.
    const gradient = new Float64Array(3);
    MECHANISMS.yuma3.rankGradient(3, weights, stake, 2, Uint8Array.of(0, 1, 0), gradient);
    assertClose(gradient, [(-0.4 * 2) / 3, (0.6 * 2) / 3, 0], 1e-14);
  });

  it('takes options: κ, penalty, shares of the pay, weights for oneself', async () => {
    const words = { title: 'own', about: 'own' };
    const options = { selfWeights: 'kept', majority: 1e-9, validatorShare: 0 } as const;
    await use(defineYuma({ ...words, name: 'own' }, options));
    const market = randomMarket({ peers: 5, seed: 2 });
    const out = new Float64Array(5);
    MECHANISMS.own.rank(5, market.weights, market.stake, out);
    // One vote is support enough, so that no weight is clipped.
    assertClose(out, rank(market), 1e-14);
    assertClose(blocksOf(market, 'own', 3).stake, blocksOf(market, 'l1', 3).stake, 1e-13);
  });

  it('is compared by the study where it is named, and one of the library’s by default', async () => {
    const given = {
      ...{ networks: 1, peers: 5, attackers: 2, attacks: ['honest'] as 'honest'[] },
      ...{ blocks: 20, checkpoints: 2 },
    };
    const { tables } = await mechanisms({ ...given, mechanisms: ['paper', 'yuma2', 'yuma3'] });
    const names = new Set(tables.summary.map(({ mechanism }) => mechanism));
    assert.deepEqual([...names], ['paper', 'yuma2', 'yuma3']);
    const plain = await mechanisms(given);
    const usual = new Set(plain.tables.summary.map(({ mechanism }) => mechanism));
    assert.deepEqual(
      [...usual],
      MECHANISM_NAMES.filter((name) => name !== 'own'),
    );
  });

  for (const [fault, pay, message] of [
    ['NaN', Number.NaN, 'parts that are finite numbers of at least 0, got NaN for peer 0'],
    ['a negative part', -0.5, 'parts that are finite numbers of at least 0, got -0.5 for peer 0'],
    ['more than the issuance', 1, 'parts that sum to 1, or to 0, got 3'],
  ] as const) {
    it(`refuses ${fault} of a mechanism with a memory, with its name`, async () => {
      const epochs = () => ({
        pay: (_w: Float64Array, _s: Float64Array, out: Float64Array) => void out.fill(pay),
      });
      await use(defineMechanism({ ...MECHANISMS.paper, name: 'wrong', epochs }));
      assert.throws(() => blocksOf(randomMarket({ peers: 3 }), 'wrong', 1), {
        name: 'InvalidArgumentError',
        message: `simulateStrategies: the mechanism wrong must pay ${message}`,
      });
    });
  }

  it('leaves a mechanism without a memory as it was: an empty one changes nothing but the pay', async () => {
    const even = () => ({
      pay: (_w: Float64Array, _s: Float64Array, out: Float64Array) => void out.fill(1 / 3),
    });
    await use(defineMechanism({ ...MECHANISMS.l1, name: 'even', epochs: even }));
    const market = randomMarket({ peers: 3, seed: 4 });
    const strategies = Array.from({ length: 3 }, () => STRATEGIES.honest.create());
    const [found, plain] = ['even', 'l1'].map((mechanism) =>
      simulateStrategies(market, { strategies, blocks: 1, inflation: 3, mechanism }),
    );
    assert.deepEqual(found.ranks, plain.ranks);
    assertClose(
      found.stake,
      market.stake.map((held) => held + 1),
      1e-14,
    );
  });
});

itRefuses('defineYuma', [
  {
    what: 'κ of 1',
    call: () => defineYuma({ name: 'a', title: 'a', about: 'a' }, { majority: 1 }),
    rule: 'majority must lie between 0 and 1, both excluded',
    value: '1',
  },
]);
itRefuses('defineMechanism', [
  {
    what: 'epochs that are no function',
    call: () => defineMechanism({ ...MECHANISMS.paper, name: 'a', epochs: 3 as never }),
    rule: 'epochs must be a function',
    value: '3',
  },
]);
