import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sparsity } from '../../lib/market/index.js';
import { assertClose } from '../support/compare.js';
import { identity, markets, seeded } from '../support/markets.js';

describe('sparsity', () => {
  it('fraction = tr W/n', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const n = market.peers;
        let trace = 0;
        for (let i = 0; i < n; i++) trace += market.weights[i * n + i];
        assertClose([sparsity(market, { definition: 'fraction' })], [trace / n], 1e-14);
      }),
      seeded(100),
    );
  });

  it('ratio = fraction/(1 − fraction)', () => {
    fc.assert(
      fc.property(markets({ peers: [2, 6] }), ({ market }) => {
        const fraction = sparsity(market, { definition: 'fraction' });
        assertClose([sparsity(market)], [fraction / (1 - fraction)], 1e-13);
      }),
      seeded(100),
    );
  });

  it('is 1/(n − 1) and 1/n at uniform weights', () => {
    for (const peers of [2, 5, 10]) {
      const market = { peers, weights: new Float64Array(peers ** 2).fill(1 / peers) };
      assertClose([sparsity(market)], [1 / (peers - 1)], 1e-14);
      assertClose([sparsity(market, { definition: 'fraction' })], [1 / peers], 1e-14);
    }
  });

  it('is infinite and 1 at W = I', () => {
    for (const peers of [1, 4]) {
      const market = { peers, weights: identity(peers) };
      assert.equal(sparsity(market), Infinity);
      assert.equal(sparsity(market, { definition: 'fraction' }), 1);
    }
  });

  it('is 0 without self-weight', () => {
    const market = { peers: 2, weights: Float64Array.of(0, 1, 1, 0) };
    assert.equal(sparsity(market), 0);
    assert.equal(sparsity(market, { definition: 'fraction' }), 0);
  });
});
