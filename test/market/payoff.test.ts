/*
 * Gradients against central differences, (f(W + hE) − f(W − hE))/2h with h = 1e-5. Their error is
 * (h s/T)²/6 of the gradient and about 1e-16 |P|/h; 1e-6 of the largest gradient covers both on the
 * whole grid, T ≥ 0.1 and s ≤ 3.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  losses,
  payoff,
  payoffGradient,
  rank,
  totalPayoffGradient,
  type Market,
} from '../../lib/market/index.js';
import { lossesInto, updateMask } from '../../lib/market/loss.js';
import { rankInto } from '../../lib/market/ranking.js';
import { createState } from '../../lib/market/state.js';
import { columnSums } from '../../lib/math/rows.js';
import { assertClose, largest, sum } from '../support/compare.js';
import { definedLoss, definedPayoff } from '../support/definitions.js';
import { markets, seeded } from '../support/markets.js';

const STEP = 1e-5;
const RELATIVE = 1e-6;

/** P at weights that need not lie on the simplex, from the functions of the descent. */
function payoffAnywhere(market: Market, weights: Float64Array): Float64Array {
  const state = createState('payoffAnywhere', market);
  state.weights.set(weights);
  const [loss, ranks] = [new Float64Array(state.n), new Float64Array(state.n)];
  updateMask(state);
  lossesInto(state, loss);
  rankInto(state.n, state.weights, state.stake, ranks);
  return ranks.map((value, i) => value - market.ratio * loss[i]);
}

/** (f(W + hE) − f(W − hE))/2h for the changes E of one or two entries. */
function difference(
  f: (weights: Float64Array) => number,
  weights: Float64Array,
  changes: [at: number, sign: number][],
): number {
  const moved = (h: number): Float64Array => {
    const copy = weights.slice();
    for (const [at, sign] of changes) copy[at] += sign * h;
    return copy;
  };
  return (f(moved(STEP)) - f(moved(-STEP))) / (2 * STEP);
}

describe('losses: L_i = (m_i − a_i)ᵀ H_i (m_i − a_i)', () => {
  it('is its definition', () => {
    fc.assert(
      fc.property(markets(), ({ market, ownInput }) => {
        const defined = Array.from(market.stake, (_, i) => definedLoss(market, i, ownInput));
        assertClose(losses(market), defined, 1e-12);
      }),
      seeded(200),
    );
  });

  it('L ≥ 0 for a loss, L ≤ 0 for a gain', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const sign = market.form === 'gain' ? -1 : 1;
        assert.ok(losses(market).every((loss) => sign * loss >= -1e-16));
      }),
      seeded(200),
    );
  });

  it('L(cH) = cL(H)', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const hessians = market.hessians.map((value) => 8 * value);
        const eightfold = losses(market).map((loss) => 8 * loss);
        assert.deepEqual(losses({ ...market, hessians }), eightfold);
      }),
      seeded(50),
    );
  });
});

describe('payoff: P_i = −(α/τ) L_i + R_i', () => {
  it('is its definition', () => {
    fc.assert(
      fc.property(markets(), ({ market, ownInput }) => {
        const defined = Array.from(market.stake, (_, i) => definedPayoff(market, i, ownInput));
        assertClose(payoff(market), defined, 1e-12);
      }),
      seeded(200),
    );
  });

  it('P = R at α = 0', () => {
    fc.assert(
      fc.property(markets({ ratios: [0] }), ({ market }) => {
        assert.deepEqual(payoff(market), rank(market));
      }),
      seeded(50),
    );
  });
});

describe('payoffGradient: ∂P_i/∂w_ij', () => {
  it('equals central differences in every entry, off the simplex', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const n = market.peers;
        const numeric = market.weights.map((_, at) =>
          difference(
            (weights) => payoffAnywhere(market, weights)[Math.floor(at / n)],
            market.weights,
            [[at, 1]],
          ),
        );
        assertClose(payoffGradient(market), numeric, RELATIVE);
      }),
      seeded(300),
    );
  });

  it('equals central differences of payoff() along e_j − e_k, on the simplex', () => {
    fc.assert(
      fc.property(markets({ peers: [2, 6] }), ({ market }) => {
        const n = market.peers;
        const gradient = payoffGradient(market);
        const allowed = RELATIVE * largest(gradient);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            const [from, to] = [i * n + ((j + 1) % n), i * n + j];
            const numeric = difference(
              (weights) => payoff({ ...market, weights })[i],
              market.weights,
              [
                [to, 1],
                [from, -1],
              ],
            );
            assert.ok(Math.abs(gradient[to] - gradient[from] - numeric) <= allowed);
          }
        }
      }),
      seeded(100),
    );
  });

  it('∂R_i/∂w_ij = s_i/n for j = i and 0 otherwise', () => {
    fc.assert(
      fc.property(markets({ ratios: [0] }), ({ market }) => {
        const n = market.peers;
        const gradient = payoffGradient(market).map(Math.abs);
        const expected = gradient.map((_, at) =>
          at % (n + 1) === 0 ? market.stake[at % n] / n : 0,
        );
        assert.deepEqual(gradient, expected);
      }),
      seeded(50),
    );
  });

  it('exempt: ∂P_i/∂w_ii = s_i/n', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const n = market.peers;
        const gradient = payoffGradient({ ...market, ownInput: 'exempt' });
        for (let i = 0; i < n; i++) {
          assert.equal(Math.abs(gradient[i * n + i]), market.stake[i] / n);
        }
      }),
      seeded(100),
    );
  });

  it('is s_i/n alone where W = W₀ and a = mask(W₀)', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const n = market.peers;
        const state = createState('test', market);
        updateMask(state);
        const gradient = payoffGradient({ ...market, anchor: state.mask });
        const expected = gradient.map((_, at) =>
          at % (n + 1) === 0 ? market.stake[at % n] / n : 0,
        );
        assert.deepEqual(gradient.map(Math.abs), expected);
      }),
      seeded(50),
    );
  });

  it('vanishes in the row of a peer without stake', () => {
    fc.assert(
      fc.property(markets({ peers: [2, 6] }), ({ market }) => {
        const stake = market.stake.slice();
        stake[1] = 0;
        const row = payoffGradient({ ...market, stake }).slice(market.peers, 2 * market.peers);
        assert.equal(largest(row), 0);
      }),
      seeded(50),
    );
  });
});

describe('totalPayoffGradient: ∂(Σ_k P_k)/∂w_ij', () => {
  it('equals central differences in every entry, off the simplex', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const numeric = market.weights.map((_, at) =>
          difference((weights) => sum(payoffAnywhere(market, weights)), market.weights, [[at, 1]]),
        );
        assertClose(totalPayoffGradient(market), numeric, RELATIVE);
      }),
      seeded(300),
    );
  });

  it('equals central differences of Σ payoff() along e_j − e_k, on the simplex', () => {
    fc.assert(
      fc.property(markets({ peers: [2, 6] }), ({ market }) => {
        const n = market.peers;
        const gradient = totalPayoffGradient(market);
        const allowed = RELATIVE * largest(gradient);
        for (let at = 0; at < n * n; at++) {
          const from = at - (at % n) + ((at + 1) % n);
          const numeric = difference(
            (weights) => sum(payoff({ ...market, weights })),
            market.weights,
            [
              [at, 1],
              [from, -1],
            ],
          );
          assert.ok(Math.abs(gradient[at] - gradient[from] - numeric) <= allowed);
        }
      }),
      seeded(100),
    );
  });

  it('has columns of equal sum, S̄, at equal stake: coordination moves no rank at the first step', () => {
    fc.assert(
      fc.property(markets({ peers: [2, 6] }), ({ market }) => {
        const n = market.peers;
        const stake = new Float64Array(n).fill(1.7);
        const gradient = totalPayoffGradient({ ...market, stake });
        const sums = columnSums(gradient, n);
        assertClose(sums, new Float64Array(n).fill(1.7), 1e-12 * (1 + largest(gradient)));
      }),
      seeded(100),
    );
  });

  it('∂(Σ_k R_k)/∂w_ij = s_i/n for every j: on the simplex ΣR does not depend on W', () => {
    fc.assert(
      fc.property(markets({ ratios: [0] }), ({ market }) => {
        const n = market.peers;
        assertClose(
          totalPayoffGradient(market),
          market.weights.map((_, at) => market.stake[Math.floor(at / n)] / n),
          1e-15,
        );
      }),
      seeded(50),
    );
  });
});
