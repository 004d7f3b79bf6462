import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  payoff,
  payoffAlongEdge,
  payoffGradient,
  randomMarket,
  rank,
} from '../../../lib/market/index.js';
import { markets, seeded } from '../../support/markets.js';

function close(actual: number, expected: number, tolerance: number): void {
  assert.ok(
    Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)),
    `${actual}, expected ${expected}`,
  );
}

describe('payoffAlongEdge', () => {
  const market = randomMarket({ peers: 4, seed: 3, ratio: 10 });

  it('starts at the present row and ends at self-weight 1', () => {
    const points = payoffAlongEdge(market, 2, { points: 5 });
    assert.equal(points.length, 5);
    assert.equal(points[0].selfWeight, market.weights[2 * 4 + 2]);
    assert.equal(points[4].selfWeight, 1);
    close(points[0].payoff, payoff(market)[2], 1e-12);
    const alone = market.weights.slice();
    alone.set([0, 0, 1, 0], 8);
    close(points[4].payoff, payoff({ ...market, weights: alone })[2], 1e-12);
    close(points[4].income, rank({ ...market, weights: alone })[2], 1e-12);
  });

  it('earns s_i/n for each unit of self-weight, and payoff is income less ratio times loss', () => {
    fc.assert(
      fc.property(markets({ peers: [2, 5] }), ({ market: m }) => {
        const points = payoffAlongEdge(m, 0, { points: 4 });
        const [first, last] = [points[0], points[3]];
        close(
          last.income - first.income,
          ((last.selfWeight - first.selfWeight) * m.stake[0]) / m.peers,
          1e-12,
        );
        for (const { income, loss, payoff: paid } of points)
          close(paid, income - m.ratio * loss, 1e-9);
      }),
      seeded(50),
    );
  });

  it('starts with the slope of the payoff’s gradient', () => {
    const points = payoffAlongEdge(market, 1, { points: 100_001 });
    const gradient = payoffGradient(market).subarray(4, 8);
    const row = market.weights.subarray(4, 8);
    const slope = gradient.reduce((sum, g, j) => sum + g * ((j === 1 ? 1 : 0) - row[j]), 0);
    close((points[1].payoff - points[0].payoff) * 100_000, slope, 1e-5);
  });

  it('refuses an unknown peer and a single point', () => {
    assert.throws(() => payoffAlongEdge(market, 4), /payoffAlongEdge: peer must be an integer/);
    assert.throws(
      () => payoffAlongEdge(market, 0, { points: 1 }),
      /payoffAlongEdge: points must be/,
    );
  });
});
