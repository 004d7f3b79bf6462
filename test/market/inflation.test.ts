import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  descend,
  inflate,
  mask,
  randomMarket,
  rank,
  simulateInflation,
  type Market,
} from '../../lib/market/index.js';
import { assertClose, assertOnSimplex, sum } from '../support/compare.js';
import { drawStake, identity, markets, seeded } from '../support/markets.js';

const NORMS = ['l2', 'l1'] as const;
const inflations = fc.constantFrom(1e-3, 0.1, 1, 100);

const shares = (stake: Float64Array): Float64Array => {
  const total = sum(stake);
  return stake.map((value) => value / total);
};

/** A market where peer 0 holds stake, keeps all its weight, and gets `gift` of every other peer's weight. */
function selfish(market: Market, gift: number): Market {
  const n = market.peers;
  const weights = market.weights.slice();
  for (let i = 0; i < n; i++) {
    const row = weights.subarray(i * n, (i + 1) * n);
    const rest = sum(row.subarray(1));
    for (let j = 1; j < n; j++) row[j] *= i === 0 ? 0 : (1 - gift) / rest;
    row[0] = i === 0 ? 1 : gift;
  }
  return { ...market, weights, stake: market.stake.map((value) => value + 0.1) };
}

describe('inflate: S ← S + τ R/‖R‖', () => {
  it('pays each peer in proportion to its rank', () => {
    fc.assert(
      fc.property(markets(), inflations, ({ market }, inflation) => {
        for (const norm of NORMS) {
          const paid = inflate(market, { inflation, norm }).map((s, i) => s - market.stake[i]);
          const ranks = rank(market);
          const perRank = sum(paid) / sum(ranks);
          // Stake is at most 3: the subtraction rounds by about 1e-15.
          const rounding = 1e-15 / Math.max(...paid) + 1e-12;
          assertClose(
            paid,
            ranks.map((value) => value * perRank),
            rounding,
          );
        }
      }),
      seeded(200),
    );
  });

  it('mints exactly τ under ‖R‖₁', () => {
    fc.assert(
      fc.property(markets(), inflations, ({ market }, inflation) => {
        const minted = sum(inflate(market, { inflation, norm: 'l1' })) - sum(market.stake);
        assert.ok(Math.abs(minted - inflation) <= 1e-14 * (20 + inflation));
      }),
      seeded(200),
    );
  });

  it('mints between τ and τ√n under ‖R‖₂', () => {
    fc.assert(
      fc.property(markets(), inflations, ({ market }, inflation) => {
        const minted = sum(inflate(market, { inflation })) - sum(market.stake);
        const rounding = 1e-14 * (20 + inflation);
        assert.ok(minted >= inflation - rounding);
        assert.ok(minted <= inflation * Math.sqrt(market.peers) + rounding);
      }),
      seeded(200),
    );
  });

  it('mints τ√n under ‖R‖₂ where all ranks are equal, and τ where one peer has all', () => {
    const n = 9;
    const stake = drawStake(n, 1);
    const before = sum(stake);
    const even = { peers: n, stake, weights: new Float64Array(n * n).fill(1 / n) };
    const weights = Float64Array.from({ length: n * n }, (_, at) => (at % n === 4 ? 1 : 0));
    assertClose([sum(inflate(even, { inflation: 2 })) - before], [6], 1e-13);
    assertClose([sum(inflate({ ...even, weights }, { inflation: 2 })) - before], [2], 1e-13);
  });

  // §1.4 says that a peer of self-weight 1 keeps its share. It keeps it where no other peer gives it weight, and
  // gains share where another peer does.
  it('w_pp = 1 and w_ip = 0 for all others: p keeps its share, under either norm', () => {
    fc.assert(
      fc.property(markets({ peers: [2, 6] }), inflations, ({ market }, inflation) => {
        const alone = selfish(market, 0);
        for (const norm of NORMS) {
          const after = inflate(alone, { inflation, norm });
          assertClose([shares(after)[0]], [shares(alone.stake)[0]], 1e-13);
        }
      }),
      seeded(200),
    );
  });

  it('w_pp = 1 and w_ip > 0 for some other: p gains share, under either norm', () => {
    fc.assert(
      fc.property(markets({ peers: [2, 6] }), inflations, ({ market }, inflation) => {
        const liked = selfish(market, 0.2);
        for (const norm of NORMS) {
          const after = inflate(liked, { inflation, norm });
          assert.ok(shares(after)[0] > shares(liked.stake)[0]);
        }
      }),
      seeded(200),
    );
  });

  it('w_pp < 1 and w_ip = 0 for all others: p loses share', () => {
    const market = selfish(randomMarket({ peers: 4 }), 0);
    const weights = market.weights.slice();
    weights.set([0.9, 0.1], 0);
    for (const norm of NORMS) {
      const after = inflate({ ...market, weights }, { inflation: 0.1, norm });
      assert.ok(shares(after)[0] < shares(market.stake)[0]);
    }
  });

  it('inflate(cS, cτ) = c inflate(S, τ)', () => {
    fc.assert(
      fc.property(markets(), fc.integer({ min: -5, max: 5 }), ({ market }, power) => {
        const c = 2 ** power;
        const stake = market.stake.map((value) => c * value);
        assertClose(
          inflate({ ...market, stake }, { inflation: 0.1 * c }),
          inflate(market, { inflation: 0.1 }).map((value) => c * value),
          1e-14,
        );
      }),
      seeded(100),
    );
  });
});

describe('simulateInflation: weight step, rank, stake', () => {
  it('stake shares freeze at W = I, under either norm', () => {
    const n = 5;
    const market = { ...randomMarket({ peers: n, stake: drawStake(n, 3) }), weights: identity(n) };
    for (const norm of NORMS) {
      const blocks = 200;
      const { stakes } = simulateInflation(market, {
        inflation: 0.1,
        norm,
        blocks,
        fixedWeights: true,
      });
      for (let block = 0; block < blocks; block++) {
        assertClose(shares(stakes.slice(block * n, (block + 1) * n)), shares(market.stake), 1e-13);
      }
    }
  });

  it('equals one step of descend, then rank and inflate, in each block', () => {
    fc.assert(
      fc.property(markets(), fc.constantFrom(...NORMS), ({ market }, norm) => {
        const [n, blocks, inflation] = [market.peers, 6, 0.2];
        const step = { learningRate: 0.01 };
        const run = simulateInflation(market, { ...step, inflation, norm, blocks });
        let now = market;
        for (let block = 0; block < blocks; block++) {
          const { weights } = descend(now, { ...step, maxSteps: 1, tolerance: 0 });
          now = { ...now, weights };
          assert.deepEqual(run.ranks.slice(block * n, (block + 1) * n), rank(now));
          now = { ...now, stake: inflate(now, { inflation, norm }) };
          assert.deepEqual(run.stakes.slice(block * n, (block + 1) * n), now.stake);
        }
        assert.deepEqual([run.weights, run.stake], [now.weights, now.stake]);
      }),
      seeded(50),
    );
  });

  it('stake never falls, rows stay on the simplex', () => {
    const [n, blocks] = [4, 100];
    const market = randomMarket({ peers: n, stake: drawStake(n, 7, true) });
    const { stakes, weights } = simulateInflation(market, { inflation: 0.5, blocks });
    const all = Float64Array.of(...market.stake, ...stakes);
    assert.ok(stakes.every((value, at) => value >= all[at]));
    assertOnSimplex(weights, n);
  });

  it('returns the first weights and stake after no blocks', () => {
    const market = randomMarket({ peers: 3 });
    assert.deepEqual(simulateInflation(market, { inflation: 1, blocks: 0 }), {
      weights: market.weights,
      stake: market.stake,
      stakes: new Float64Array(0),
      ranks: new Float64Array(0),
    });
  });

  it('acts as cooling: inflation moves the mask away from ½', () => {
    const market = randomMarket({ peers: 5, stake: drawStake(5, 1) });
    const options = { inflation: 1, blocks: 50, fixedWeights: true };
    const { stake } = simulateInflation(market, options);
    const contrast = (held: Float64Array): number =>
      sum(mask({ ...market, stake: held }).map((m) => Math.abs(m - 0.5)));
    assert.ok(contrast(stake) > 2 * contrast(market.stake));
  });
});
