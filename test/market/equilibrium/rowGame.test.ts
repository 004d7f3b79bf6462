import assert from 'node:assert/strict';
import fc from 'fast-check';
import { payoff, payoffGradient, randomWeights } from '../../../lib/market/index.js';
import { createStream } from '../../../lib/math/index.js';
import { RowGame } from '../../../lib/market/equilibrium/rowGame.js';
import { assertClose, distance } from '../../support/compare.js';
import { definedPayoff, withRow } from '../../support/definitions.js';
import { markets, seeded } from '../../support/markets.js';

/** As in payoff.test.ts. */
const STEP = 1e-5;
const RELATIVE = 1e-6;

describe('RowGame: P_i(w; W_{−i})', () => {
  it('equals payoff() of the whole market, at the present row and at others', () => {
    fc.assert(
      fc.property(markets(), fc.nat(), ({ market, ownInput }, seed) => {
        const n = market.peers;
        const rows = randomWeights(n, createStream(seed));
        for (let i = 0; i < n; i++) {
          const game = new RowGame(market, i);
          for (const row of [market.weights.slice(i * n, (i + 1) * n), rows.slice(0, n)]) {
            const whole = payoff(withRow(market, i, row))[i];
            const scale = Math.max(Math.abs(whole), market.ratio);
            assert.ok(Math.abs(game.payoff(row) - whole) <= 1e-13 * scale);
            const defined = definedPayoff(withRow(market, i, row), i, ownInput);
            assert.ok(Math.abs(game.payoff(row) - defined) <= 1e-13 * scale);
          }
        }
      }),
      seeded(200),
    );
  });

  it('its gradient equals payoffGradient() of the whole market', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const n = market.peers;
        const gradient = new Float64Array(n * n);
        for (let i = 0; i < n; i++) {
          const row = gradient.subarray(i * n, (i + 1) * n);
          new RowGame(market, i).payoff(market.weights.slice(i * n, (i + 1) * n), row);
        }
        assertClose(gradient, payoffGradient(market), 1e-12);
      }),
      seeded(200),
    );
  });

  it('its gradient equals central differences, on the simplex and off it', () => {
    fc.assert(
      fc.property(markets(), fc.nat(), ({ market }, seed) => {
        const n = market.peers;
        const stream = createStream(seed);
        for (let i = 0; i < n; i++) {
          const game = new RowGame(market, i);
          const w = Float64Array.from({ length: n }, () => 2 * stream.uniform() - 0.5);
          const gradient = new Float64Array(n);
          game.payoff(w, gradient);
          const numeric = w.map((_, j) => {
            const [up, down] = [w.slice(), w.slice()];
            up[j] += STEP;
            down[j] -= STEP;
            return (game.payoff(up) - game.payoff(down)) / (2 * STEP);
          });
          // Where the mask is saturated the gradient is small and the rounding of P, 1e-16 · ratio/h, dominates.
          const rounding = 1e-10 * (1 + market.ratio);
          const allowed = RELATIVE * Math.max(...gradient.map(Math.abs)) + rounding;
          assert.ok(distance(gradient, numeric) <= allowed);
        }
      }),
      seeded(200),
    );
  });

  it('adds `scale` times the gradient to the given array', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const n = market.peers;
        const w = market.weights.slice(0, n);
        const game = new RowGame(market, 0);
        const once = new Float64Array(n);
        const added = new Float64Array(n).fill(3);
        assert.equal(game.payoff(w, added, 0.25), game.payoff(w, once));
        assertClose(
          added,
          once.map((value) => 3 + 0.25 * value),
          1e-14,
        );
      }),
      seeded(50),
    );
  });

  it('is affine in c_i with slope 1, and others() returns c', () => {
    fc.assert(
      fc.property(markets({ ratios: [0] }), ({ market }) => {
        const n = market.peers;
        const w = market.weights.slice(0, n);
        const game = new RowGame(market, 0);
        const others = Float64Array.from({ length: n }, (_, j) => j + 1);
        game.face(others);
        assert.deepEqual(game.others(), others);
        assertClose([game.payoff(w)], [(market.stake[0] * w[0]) / n + others[0]], 1e-14);
        game.faceWeights(market.weights, market.stake);
        assertClose([game.payoff(w)], [payoff(market)[0]], 1e-13);
      }),
      seeded(50),
    );
  });
});
