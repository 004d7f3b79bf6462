import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  anchorAtWeights,
  losses,
  mask,
  randomMarket,
  type Market,
} from '../../lib/market/index.js';
import { assertClose, distance } from '../support/compare.js';
import { definedMask } from '../support/definitions.js';
import { drawStake, markets, seeded } from '../support/markets.js';

/** The market with one more peer, without stake, which keeps its weight and gets none. */
function withBystander(market: Market): Market {
  const n = market.peers;
  const weights = new Float64Array((n + 1) ** 2);
  for (let i = 0; i < n; i++) weights.set(market.weights.subarray(i * n, (i + 1) * n), i * (n + 1));
  weights[(n + 1) ** 2 - 1] = 1;
  return {
    peers: n + 1,
    weights,
    stake: Float64Array.of(...market.stake, 0),
    hessians: new Float64Array((n + 1) ** 3),
    temperature: market.temperature,
    ratio: market.ratio,
  };
}

describe('mask: m_ij = σ(s_i w_ij − μ_j)', () => {
  it('is its definition', () => {
    fc.assert(
      fc.property(markets(), ({ market, ownInput }) => {
        assertClose(mask(market), definedMask(market, ownInput), 1e-14);
      }),
      seeded(200),
    );
  });

  it('mask(cS, cT) = mask(S, T)', () => {
    fc.assert(
      fc.property(markets(), fc.integer({ min: -8, max: 8 }), ({ market }, power) => {
        const c = 2 ** power;
        const stake = market.stake.map((value) => value * c);
        const scaled = { ...market, stake, temperature: market.temperature * c };
        assert.deepEqual(mask(scaled), mask(market));
      }),
      seeded(200),
    );
  });

  it('mask(cS, T) = mask(S, T/c) ≠ mask(S, T): inflation acts as cooling', () => {
    const market = randomMarket({ peers: 5, stake: drawStake(5, 1) });
    const richer = mask({ ...market, stake: market.stake.map((value) => 4 * value) });
    assert.deepEqual(richer, mask({ ...market, temperature: market.temperature / 4 }));
    assert.ok(distance(richer, mask(market)) > 0.01);
  });

  it('a peer without stake or weight lowers μ to μ n/(n + 1), and shifts every mask', () => {
    fc.assert(
      fc.property(markets({ peers: [2, 5] }), ({ market: given }) => {
        const market = { ...given, ownInput: 'masked' as const };
        const n = market.peers;
        const [before, after] = [mask(market), mask(withBystander(market))];
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            const received = market.stake.reduce(
              (total, stake, k) => total + stake * market.weights[k * n + j],
              0,
            );
            const z = market.stake[i] * market.weights[i * n + j] - received / (n + 1);
            const shifted = 1 / (1 + Math.exp(-z / market.temperature));
            const m = after[i * (n + 1) + j];
            assert.ok(Math.abs(m - shifted) <= 1e-14);
            assert.ok(m > before[i * n + j]);
          }
        }
      }),
      seeded(100),
    );
  });

  it('is ½ in every entry at equal rows and stake', () => {
    const n = 4;
    const market = randomMarket({ peers: n });
    const row = market.weights.subarray(0, n);
    const weights = Float64Array.from({ length: n * n }, (_, at) => row[at % n]);
    assertClose(mask({ ...market, weights }), new Float64Array(n * n).fill(0.5), 1e-15);
  });

  it('reaches 0 and 1, not NaN, at a vanishing temperature', () => {
    const market = randomMarket({ peers: 3, temperature: 1e-300 });
    assert.deepEqual(
      mask(market),
      Float64Array.from(definedMask({ ...market, temperature: 1 }), (m) => (m > 0.5 ? 1 : 0)),
    );
  });

  it('exempt: m_ii = 1, and the other entries equal those of masked', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const n = market.peers;
        const expected = mask(market);
        for (let i = 0; i < n; i++) expected[i * n + i] = 1;
        assert.deepEqual(mask({ ...market, ownInput: 'exempt' }), expected);
      }),
      seeded(50),
    );
  });
});

describe('anchorAtWeights: a = mask(W₀)', () => {
  it('L(W₀) = 0', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const anchored = anchorAtWeights(market);
        assert.deepEqual(anchored.anchor, mask(market));
        assert.deepEqual(losses(anchored).map(Math.abs), new Float64Array(market.peers));
      }),
      seeded(100),
    );
  });

  it('keeps every other field', () => {
    const market = randomMarket({ peers: 3 });
    const { anchor, ...rest } = anchorAtWeights(market);
    assert.ok(anchor);
    assert.deepEqual(rest, market);
  });

  it("anchor: 'initial' of randomMarket is the same", () => {
    for (const ownInput of ['masked', 'exempt'] as const) {
      assert.deepEqual(
        randomMarket({ peers: 4, seed: 3, anchor: 'initial', ownInput }),
        anchorAtWeights(randomMarket({ peers: 4, seed: 3, ownInput })),
      );
    }
  });
});
