import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  anchorAtWeights,
  honestWeights,
  idealRank,
  losses,
  mask,
  randomMarket,
  rank,
  removalCosts,
  significance,
  type Market,
} from '../../lib/market/index.js';
import { assertClose, assertOnSimplex, sum } from '../support/compare.js';
import { markets, seeded } from '../support/markets.js';
import { itRefuses } from '../support/refusals.js';

const everyPeer = ({ peers }: Market): number[] => Array.from({ length: peers }, (_, i) => i);

function meanCosts(market: Market, outputs: 'unit' | 'masked'): number[] {
  return everyPeer(market).map(
    (peer) => sum(removalCosts(market, [peer], { outputs })) / market.peers,
  );
}

function withoutAnchor({ anchor: _, form: __, ...market }: Market): Market {
  return market;
}

describe('removalCosts', () => {
  it('equals (2) at the minimum: unmasked outputs, open anchor', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const open = withoutAnchor(market);
        assertClose(meanCosts(open, 'unit'), idealRank(open), 1e-12);
      }),
      seeded(50),
    );
  });

  it('equals (2) at the minimum: masked outputs, anchored at the weights', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const anchored = anchorAtWeights(withoutAnchor(market));
        assertClose(
          meanCosts(anchored, 'masked'),
          idealRank(anchored, { outputs: 'masked' }),
          1e-12,
        );
      }),
      seeded(50),
    );
  });

  it('adds the linear term −2 m [H (m − a)] away from the minimum', () => {
    const market = randomMarket({ peers: 4, seed: 3, hessians: 'gaussian' });
    const { peers: n, hessians } = market;
    const m = mask(market);
    const expected = everyPeer(market).map((i) => {
      let cost = 0;
      for (let j = 0; j < n; j++) {
        let product = 0;
        for (let k = 0; k < n; k++) product += hessians[(j * n + i) * n + k] * (m[j * n + k] - 1);
        const own = m[j * n + i];
        cost += (own * own * hessians[(j * n + i) * n + i] - 2 * own * product) / n;
      }
      return cost;
    });
    assertClose(meanCosts(market, 'masked'), expected, 1e-12);
  });

  it('is 1 for all peers in the uniform ensemble, and 0 for none', () => {
    const market = randomMarket({ peers: 6, seed: 1 });
    assertClose(removalCosts(market, everyPeer(market)), new Float64Array(6).fill(1), 1e-12);
    assert.deepEqual(removalCosts(market, []), new Float64Array(6));
  });

  it('is the difference between the loss at an empty mask and the present loss', () => {
    const market = randomMarket({ peers: 5, seed: 2, temperature: 0.1 });
    const costs = removalCosts(market, everyPeer(market), { outputs: 'masked' });
    const now = losses(market);
    assertClose(
      costs.map((value, i) => value + now[i]),
      new Float64Array(5).fill(1),
      1e-12,
    );
  });

  const market = randomMarket({ peers: 3 });
  itRefuses('removalCosts', [
    {
      what: 'a peer that is not there',
      call: () => removalCosts(market, [3]),
      rule: 'removed must be an integer from 0 to 2',
      value: '3',
    },
    {
      what: 'unknown outputs',
      call: () => removalCosts(market, [0], { outputs: 'half' as 'unit' }),
      rule: 'outputs must be one of unit, masked',
      value: '"half"',
    },
  ]);
});

describe('significance and honestWeights', () => {
  it('have the ideal rank as column means before rows are normalised', () => {
    fc.assert(
      fc.property(markets(), fc.constantFrom('unit', 'masked'), ({ market }, outputs) => {
        const options = { outputs } as const;
        const scores = { ...market, weights: significance(market, options) };
        const n = market.peers;
        const means = everyPeer(market).map(
          (j) => everyPeer(market).reduce((total, i) => total + scores.weights[i * n + j], 0) / n,
        );
        assertClose(means, idealRank(market, options), 1e-12);
      }),
      seeded(50),
    );
  });

  it('lie on the simplex and do not depend on the scale of a loss', () => {
    const market = randomMarket({ peers: 5, seed: 4 });
    const weights = honestWeights(market);
    assertOnSimplex(weights, 5);
    const scaled = market.hessians.map((value, at) => (at < 25 ? 100 * value : value));
    assertClose(honestWeights({ ...market, hessians: scaled }), weights, 1e-12);
  });

  it('give the ideal rank where all traces are equal: (4) is (2)', () => {
    const market = randomMarket({ peers: 7, seed: 5, hessians: 'gaussian' });
    assertClose(rank({ ...market, weights: honestWeights(market) }), idealRank(market), 1e-12);
  });

  const market = randomMarket({ peers: 2 });
  itRefuses('honestWeights', [
    {
      what: 'a peer that depends on no other',
      call: () => honestWeights({ ...market, hessians: new Float64Array(8) }),
      rule: 'hessians must have a positive, finite trace for every peer',
      value: '0 of peer 0',
    },
  ]);
});
