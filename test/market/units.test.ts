import assert from 'node:assert/strict';
import {
  losses,
  lossGradient,
  mask,
  meanBid,
  payoff,
  payoffGradient,
  randomMarket,
  rank,
  solveEquilibrium,
  type Market,
} from '../../lib/market/index.js';
import { mean } from '../../lib/math/index.js';
import { assertClose } from '../support/compare.js';

const stake = Float64Array.of(3, 1, 4, 1, 5);

/** The market in which every peer is `k` clones: weights spread over the clones, Hessians over pairs of them. */
function clones(k: number, { peers: n, weights, hessians, ...rest }: Market): Market {
  const of = (peer: number): number => Math.floor(peer / k);
  const m = n * k;
  return {
    ...rest,
    peers: m,
    stake: Float64Array.from({ length: m }, (_, i) => rest.stake[of(i)]),
    weights: Float64Array.from(
      { length: m * m },
      (_, at) => weights[of(Math.floor(at / m)) * n + of(at % m)] / k,
    ),
    hessians: Float64Array.from({ length: m ** 3 }, (_, at) => {
      const [i, j, l] = [of(Math.floor(at / m ** 2)), of(Math.floor(at / m) % m), of(at % m)];
      return hessians[(i * n + j) * n + l] / k ** 2;
    }),
    temperature: rest.temperature / k,
    ratio: rest.ratio / k,
  };
}

describe('units of a market', () => {
  it('meanBid is the mean of s_i w_ij and the mean rank', () => {
    const market = randomMarket({ peers: 5, seed: 4, stake });
    const bids = Array.from(market.weights, (w, at) => stake[Math.floor(at / 5)] * w);
    assertClose([meanBid(market), meanBid(market)], [mean(bids), mean(rank(market))], 1e-15);
  });

  it('randomMarket in mean bids is the absolute one at the product with s̄/n, each unit for itself', () => {
    const given = { peers: 5, seed: 4, stake };
    const bid = 14 / 5 / 5;
    assert.deepEqual(
      randomMarket({ ...given, temperature: 4.8, temperatureUnit: 'meanBid', ratio: 30 }),
      randomMarket({ ...given, temperature: 4.8 * bid, ratio: 30 }),
    );
    assert.deepEqual(
      randomMarket({ ...given, ratio: 30, ratioUnit: 'meanBid' }),
      randomMarket({ ...given, ratio: 30 * bid }),
    );
    assert.throws(
      () => randomMarket({ peers: 2, stake: new Float64Array(2), temperatureUnit: 'meanBid' }),
      { message: 'randomMarket: stake must be above 0 where the mean bid is a unit, got 0' },
    );
  });

  it('at the same T and α/τ in mean bids, clones of a market have its masks, losses and payoffs in mean ranks', () => {
    const [n, k] = [5, 3];
    const market = randomMarket({ peers: n, seed: 4, stake, temperature: 0.7, ratio: 11 });
    const many = clones(k, market);
    const wide = (values: Float64Array): number[] =>
      Array.from({ length: n * k }, (_, i) => values[Math.floor(i / k)]);
    const masks = mask(market);
    assertClose(
      mask(many),
      Float64Array.from({ length: (n * k) ** 2 }, (_, at) => {
        const [i, j] = [Math.floor(at / (n * k)), at % (n * k)];
        return masks[Math.floor(i / k) * n + Math.floor(j / k)];
      }),
      1e-14,
    );
    assertClose(losses(many), wide(losses(market)), 1e-14);
    const inRanks = (one: Market): Float64Array => payoff(one).map((P) => P / meanBid(one));
    assertClose(inRanks(many), wide(inRanks(market)), 1e-12);
  });

  it('the terms of the first-order conditions over s_i/n stay: both terms of (15) of clones fall as 1/n', () => {
    const [n, k] = [5, 3];
    const market = randomMarket({ peers: n, seed: 4, stake, temperature: 0.7, ratio: 11 });
    const many = clones(k, market);
    // ∂L_i/∂w_ij, times α/τ over s_i/n and without 1 − 1/n.
    const terms = (one: Market): Float64Array =>
      lossGradient(one).map((slope, at) => {
        const i = Math.floor(at / one.peers);
        return (one.ratio * slope) / (one.stake[i] / one.peers) / (1 - 1 / one.peers);
      });
    const few = terms(market);
    assertClose(
      terms(many),
      Float64Array.from({ length: (n * k) ** 2 }, (_, at) => {
        const [i, j] = [Math.floor(at / (n * k)), at % (n * k)];
        return few[Math.floor(i / k) * n + Math.floor(j / k)];
      }),
      1e-12,
    );
    const rankTerm = (one: Market): number => {
      const slope = payoffGradient(one)[0] + one.ratio * lossGradient(one)[0];
      return slope / (one.stake[0] / one.peers);
    };
    assertClose([rankTerm(market), rankTerm(many)], [1, 1], 1e-12);
  });

  it('stake changes nothing but the unit: at s̄ = 7 the equilibrium in mean bids is that of s̄ = 1', () => {
    const given = {
      ...{ peers: 5, seed: 1, temperature: 5, temperatureUnit: 'meanBid' as const },
      ...{ ratio: 250, ratioUnit: 'meanBid' as const },
    };
    const one = randomMarket(given);
    const seven = randomMarket({ ...given, stake: new Float64Array(5).fill(7) });
    const [a, b] = [
      solveEquilibrium(one),
      solveEquilibrium(seven, { learningRate: 0.005 / 7, tolerance: 1e-9 }),
    ];
    assert.ok(a.converged && b.converged);
    assertClose(b.weights, a.weights, 1e-7);
  });
});
