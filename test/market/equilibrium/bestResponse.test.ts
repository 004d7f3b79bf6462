import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  bestResponse,
  descend,
  exploitability,
  nashConv,
  nashGains,
  nashGap,
  payoff,
  randomMarket,
  type Market,
} from '../../../lib/market/index.js';
import { ascendOnSimplex, type Objective } from '../../../lib/market/equilibrium/ascend.js';
import { RowGame } from '../../../lib/market/equilibrium/rowGame.js';
import { assertOnSimplex, sum } from '../../support/compare.js';
import { definedPayoff, withRow } from '../../support/definitions.js';
import { drawStake, identity, markets, seeded } from '../../support/markets.js';

/** Every row of the simplex of n = 2 or 3 whose entries are multiples of 1/steps. */
function* grid(n: number, steps: number): Generator<number[]> {
  for (let a = 0; a <= steps; a++) {
    if (n === 2) yield [a / steps, 1 - a / steps];
    else for (let b = 0; a + b <= steps; b++) yield [a / steps, b / steps, (steps - a - b) / steps];
  }
}

/** Every row of the simplex of n = 5 whose entries are multiples of 1/steps. */
function* fiveGrid(steps: number): Generator<Float64Array> {
  for (let a = 0; a <= steps; a++)
    for (let b = 0; a + b <= steps; b++)
      for (let c = 0; a + b + c <= steps; c++)
        for (let d = 0; a + b + c + d <= steps; d++)
          yield Float64Array.of(a, b, c, d, steps - a - b - c - d).map((part) => part / steps);
}

describe('bestResponse: max_w P_i(w; W_{−i})', () => {
  it('gain ≥ 0 and equals the difference of payoff()', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const n = market.peers;
        const before = payoff(market);
        for (let i = 0; i < n; i++) {
          const best = bestResponse(market, i);
          assertOnSimplex(best.weights, n, 1e-12);
          const after = payoff(withRow(market, i, best.weights))[i];
          const rounding = 1e-13 * (1 + market.ratio);
          assert.ok(best.gain >= 0);
          assert.ok(Math.abs(best.payoff - after) <= rounding);
          assert.ok(Math.abs(best.gain - (after - before[i])) <= rounding);
        }
      }),
      seeded(60),
    );
  });

  for (const [n, steps, temperatures] of [
    [2, 400, [0.2, 0.5, 1]],
    [3, 40, [0.2, 0.5, 1]],
    [2, 400, [0.05, 0.1]],
    [3, 40, [0.05, 0.1]],
  ] as const) {
    const where = `n = ${n}, T = ${temperatures.join(', ')}`;
    it(`no row of a grid over the simplex beats it by more than 1e-6: ${where}`, () => {
      fc.assert(
        fc.property(
          markets({ peers: [n, n], temperatures: [...temperatures] }),
          ({ market, ownInput }) => {
            for (let i = 0; i < n; i++) {
              const best = bestResponse(market, i);
              for (const row of grid(n, steps)) {
                const found = definedPayoff(withRow(market, i, row), i, ownInput);
                assert.ok(found <= best.payoff + 1e-6);
              }
            }
          },
        ),
        seeded(40),
      );
    });
  }

  it('misses no maximum that ascents from a grid of starts find, in a cold market of 5 peers', () => {
    let rows = 0;
    for (const hessians of ['uniform', 'gaussian', 'planted'] as const) {
      for (const [ratio, seed] of [
        [10, 205],
        [25, 205],
        [50, 105],
        [50, 205],
      ]) {
        const start = randomMarket({ peers: 5, temperature: 0.05, hessians, ratio, seed });
        const { weights } = descend(start, { learningRate: 0.002 });
        const market = { ...start, weights };
        for (let i = 0; i < 5; i++) {
          const game = new RowGame(market, i);
          const objective: Objective = (w, gradient) => {
            gradient.fill(0);
            return game.payoff(w, gradient);
          };
          const { payoff: found } = bestResponse(market, i);
          for (const row of fiveGrid(6)) {
            const other = ascendOnSimplex(objective, row, { tolerance: 1e-8, maxSteps: 300 });
            assert.ok(other.value <= found + 1e-6, `${other.value - found} from ${row.join()}`);
          }
          rows++;
        }
      }
    }
    assert.equal(rows, 60);
  });

  it('is full self-weight at α = 0', () => {
    const market = randomMarket({ peers: 4, ratio: 0, stake: drawStake(4, 1) });
    for (let i = 0; i < 4; i++) {
      const { weights, gain } = bestResponse(market, i);
      assert.deepEqual(weights, identity(4).slice(4 * i, 4 * i + 4));
      const expected = (market.stake[i] * (1 - market.weights[5 * i])) / 4;
      assert.ok(Math.abs(gain - expected) <= 1e-15);
    }
  });

  it('has no gain for a peer without stake', () => {
    const market = randomMarket({ peers: 3, stake: Float64Array.of(0, 1, 1) });
    assert.equal(bestResponse(market, 0).gain, 0);
  });

  it('repeats with the same seed', () => {
    const market = randomMarket({ peers: 4, seed: 1, temperature: 0.1 });
    assert.deepEqual(bestResponse(market, 2, { seed: 5 }), bestResponse(market, 2, { seed: 5 }));
  });
});

describe('nashGains and nashGap', () => {
  it('gains are those of bestResponse; the gap is the largest, NashConv the sum, exploitability the mean', () => {
    fc.assert(
      fc.property(markets({ peers: [1, 4] }), ({ market }) => {
        const gains = nashGains(market);
        const each = Array.from(gains, (_, i) => bestResponse(market, i).gain);
        assert.deepEqual(Array.from(gains), each);
        assert.equal(nashGap(market), Math.max(...each));
        assert.equal(nashConv(market), sum(each));
        const off = exploitability(market) - sum(each) / market.peers;
        assert.ok(Math.abs(off) <= 1e-15 * sum(each));
      }),
      seeded(20),
    );
  });

  const converge = (market: Market): Market => {
    const run = descend(market, { tolerance: 1e-9, maxSteps: 500_000 });
    assert.equal(run.converged, true);
    return { ...market, weights: run.weights };
  };

  it('converged descent at T ≥ 1: gap < 1e-9', () => {
    for (const [seed, temperature, ratio] of [
      [0, 1, 25],
      [1, 1, 10],
      [2, 1, 25],
      [3, 1, 50],
      [4, 2, 50],
    ]) {
      const market = randomMarket({ peers: 5, seed, temperature, ratio });
      assert.ok(nashGap(market) > 0.01);
      assert.ok(nashGap(converge(market)) < 1e-9);
    }
  });

  // Where T is low against s_i w_ij the mask is a step: descent ends where no small change pays but a
  // large one does, so that convergence does not imply equilibrium.
  it('converged descent at T = 0.05: each row is a local maximum, and the gap stays open', () => {
    const market = converge(randomMarket({ peers: 10, seed: 3, temperature: 0.05, ratio: 25 }));
    assert.ok(nashGap(market) > 0.1);
    const before = payoff(market);
    for (let i = 0; i < 10; i++) {
      const row = market.weights.slice(10 * i, 10 * i + 10);
      for (let j = 0; j < 10; j++) {
        const towards = row.map((w, k) => 0.999 * w + (k === j ? 0.001 : 0));
        assert.ok(payoff(withRow(market, i, towards))[i] <= before[i] + 1e-12);
      }
    }
  });

  it('W = I is an equilibrium at α = 0, and W_i = e_j is not', () => {
    const market = randomMarket({ peers: 5, ratio: 0 });
    assert.equal(nashGap({ ...market, weights: identity(5) }), 0);
    const weights = Float64Array.from({ length: 25 }, (_, at) => (at % 5 === 0 ? 1 : 0));
    assert.ok(Math.abs(nashGap({ ...market, weights }) - 1 / 5) <= 1e-15);
  });
});
