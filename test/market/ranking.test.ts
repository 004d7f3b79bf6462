import assert from 'node:assert/strict';
import fc from 'fast-check';
import { idealRank, mask, rank, randomMarket } from '../../lib/market/index.js';
import { assertClose, sum } from '../support/compare.js';
import { definedRank } from '../support/definitions.js';
import { drawStake, identity, markets, seeded } from '../support/markets.js';

describe('rank: R_j = (1/n) Σ_i s_i w_ij', () => {
  it('is its definition', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        assertClose(rank(market), definedRank(market), 1e-14);
      }),
      seeded(200),
    );
  });

  it('ΣR = mean(S)', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        assertClose([sum(rank(market))], [sum(market.stake) / market.peers], 1e-13);
      }),
      seeded(200),
    );
  });

  it('R(aS + bS′) = aR(S) + bR(S′)', () => {
    fc.assert(
      fc.property(
        markets(),
        fc.nat(),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 5 }),
        ({ market }, seed, a, b) => {
          const other = drawStake(market.peers, seed);
          const mixed = rank({
            ...market,
            stake: market.stake.map((s, i) => a * s + b * other[i]),
          });
          const [first, second] = [rank(market), rank({ ...market, stake: other })];
          assertClose(
            mixed,
            first.map((value, j) => a * value + b * second[j]),
            1e-13,
          );
        },
      ),
      seeded(200),
    );
  });

  it('R = S/n at W = I', () => {
    const stake = drawStake(6, 2);
    assert.deepEqual(
      rank({ peers: 6, weights: identity(6), stake }),
      stake.map((s) => s / 6),
    );
  });

  it('does not count the rows of peers without stake', () => {
    const market = randomMarket({ peers: 3, stake: Float64Array.of(0, 6, 0) });
    assertClose(
      rank(market),
      market.weights.subarray(3, 6).map((w) => 2 * w),
      1e-15,
    );
  });
});

describe('idealRank: R_i = (1/n) Σ_j f_ji² (H_j)_ii', () => {
  it('is its definition, for f = 1 and f = m', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const { peers: n, hessians } = market;
        const m = mask(market);
        for (const outputs of ['unit', 'masked'] as const) {
          const defined = Array.from({ length: n }, (_, i) =>
            sum(
              Array.from({ length: n }, (_unused, j) => {
                const f = outputs === 'unit' ? 1 : m[j * n + i];
                return (f ** 2 * hessians[j * n * n + i * n + i]) / n;
              }),
            ),
          );
          assertClose(idealRank(market, { outputs }), defined, 1e-13);
        }
      }),
      seeded(100),
    );
  });

  it('sums to the mean trace of the Hessians', () => {
    const market = randomMarket({ peers: 7, hessians: 'gaussian' });
    assertClose([sum(idealRank(market))], [1], 1e-13);
  });

  it('does not depend on weights, stake or temperature for f = 1', () => {
    const market = randomMarket({ peers: 4, seed: 1 });
    const other = randomMarket({ peers: 4, seed: 2, stake: drawStake(4, 2), temperature: 0.1 });
    assert.deepEqual(idealRank({ ...other, hessians: market.hessians }), idealRank(market));
  });
});
