import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  coordinatedDescend,
  descend,
  losses,
  nashGap,
  payoffGradient,
  randomMarket,
  rank,
  totalPayoffGradient,
  type Descent,
  type Market,
} from '../../lib/market/index.js';
import { projectOnSimplex, renormaliseOnSimplex } from '../../lib/math/index.js';
import { assertClose, assertOnSimplex, distance, sum } from '../support/compare.js';
import { drawStake, identity, markets, seeded } from '../support/markets.js';

const at = (market: Market, { weights }: Descent): Market => ({ ...market, weights });
const totalLoss = (market: Market): number => sum(losses(market));

describe('descend: W ← Π(W + λ ∂P/∂W)', () => {
  for (const [simplex, onSimplex] of [
    ['project', projectOnSimplex],
    ['renormalise', renormaliseOnSimplex],
  ] as const) {
    for (const [name, run, gradientOf] of [
      ['descend', descend, payoffGradient],
      ['coordinatedDescend', coordinatedDescend, totalPayoffGradient],
    ] as const) {
      it(`a step of ${name} is ${simplex}(W + λ · gradient), its residual max |W⁺ − W|/λ`, () => {
        fc.assert(
          fc.property(markets(), ({ market }) => {
            const [n, learningRate] = [market.peers, 0.03];
            const gradient = gradientOf(market);
            const moved = market.weights.map((w, k) => w + learningRate * gradient[k]);
            const options = { learningRate, simplex, maxSteps: 1, tolerance: 0 };
            const { weights, residual } = run(market, options);
            for (let i = 0; i < n; i++) {
              const [start, end] = [i * n, (i + 1) * n];
              assert.deepEqual(weights.slice(start, end), onSimplex(moved.slice(start, end)));
            }
            assert.equal(residual, distance(weights, market.weights) / learningRate);
          }),
          seeded(50),
        );
      });

      it(`${name} by ${simplex} keeps every row on the simplex, step after step`, () => {
        fc.assert(
          fc.property(markets(), ({ market }) => {
            let steps = 0;
            const onStep = (step: number, weights: Float64Array): void => {
              assert.equal(step, ++steps);
              assertOnSimplex(weights, market.peers);
            };
            const learningRate = 0.05;
            run(market, { simplex, learningRate, maxSteps: 100, tolerance: 0, onStep });
            assert.equal(steps, 100);
          }),
          seeded(40),
        );
      });
    }
  }

  it('defaults: λ = 0.005, ε = 1e-5, 1000 n steps, masked, projected, simultaneous', () => {
    const market = randomMarket({ peers: 3, seed: 4 });
    const spelt = {
      learningRate: 0.005,
      tolerance: 1e-5,
      maxSteps: 3000,
      simplex: 'project',
    } as const;
    assert.deepEqual(descend(market), descend(market, { ...spelt, order: 'simultaneous' }));
    assert.deepEqual(coordinatedDescend(market), coordinatedDescend(market, spelt));
  });

  it('never stops early at tolerance 0, even at a fixed point', () => {
    const market = { ...randomMarket({ peers: 4, ratio: 1 }), weights: identity(4) };
    for (const order of ['simultaneous', 'sequential'] as const) {
      const { steps, residual, converged } = descend(market, { order, tolerance: 0, maxSteps: 60 });
      assert.deepEqual(
        { steps, residual, converged },
        { steps: 60, residual: 0, converged: false },
      );
    }
  });

  it('returns the first W, not converged, after no steps', () => {
    const market = randomMarket({ peers: 3 });
    assert.deepEqual(descend(market, { maxSteps: 0 }), {
      weights: market.weights,
      steps: 0,
      residual: Infinity,
      converged: false,
    });
  });

  it('converged: residual < ε, and the next step has a smaller residual', () => {
    for (let seed = 0; seed < 5; seed++) {
      const market = randomMarket({ peers: 5, seed, temperature: 0.5, ratio: 10 });
      const run = descend(market, { tolerance: 1e-4, maxSteps: 100_000 });
      assert.equal(run.converged, true);
      assert.ok(run.residual < 1e-4);
      const more = descend(at(market, run), { maxSteps: 1 });
      assert.ok(more.residual < run.residual);
    }
  });

  it('not converged: the residual is still at least ε', () => {
    const market = randomMarket({ peers: 10, seed: 1 });
    const run = descend(market, { maxSteps: 500 });
    assert.equal(run.steps, 500);
    assert.equal(run.converged, false);
    assert.ok(run.residual >= 1e-5);
  });

  it('α/τ = 1, n = 10, T = 1: ends at W = I, every rank 1/n', () => {
    for (let seed = 0; seed < 5; seed++) {
      const market = randomMarket({ seed, ratio: 1 });
      const run = descend(market);
      assert.equal(run.converged, true);
      assert.deepEqual(run.weights, identity(10));
      assert.deepEqual(rank(at(market, run)), new Float64Array(10).fill(1 / 10));
    }
  });

  it('at T = 0.02 reports no convergence at λ = 0.005, which oscillates, and convergence at λ = 0.0005', () => {
    for (let seed = 0; seed < 3; seed++) {
      const market = randomMarket({ seed, temperature: 0.02, ratio: 25 });
      const moves: number[] = [];
      let before = market.weights;
      const coarse = descend(market, {
        onStep: (_, weights) => {
          moves.push(distance(weights, before));
          before = weights.slice();
        },
      });
      assert.equal(coarse.converged, false);
      assert.equal(coarse.steps, 10_000);
      assert.ok(Math.min(...moves.slice(-1000)) > 0.01, 'still moves by more than 0.01 a step');
      assert.equal(descend(market, { learningRate: 0.0005 }).converged, true);
    }
  });

  // "Clip and divide" undoes the step in proportion to w, not evenly: its fixed points have a gradient
  // proportional to w instead of a constant one, and are not equilibria.
  it('converges by renormalise to ∂P_i/∂w_ij = c_i w_ij, which is not an equilibrium', () => {
    const n = 5;
    const market = randomMarket({ peers: n, seed: 2, temperature: 0.5, ratio: 10 });
    const tight = { tolerance: 1e-9, maxSteps: 200_000 };
    const run = descend(market, { ...tight, simplex: 'renormalise' });
    assert.equal(run.converged, true);
    const gradient = payoffGradient(at(market, run));
    for (let i = 0; i < n; i++) {
      const row = run.weights.slice(i * n, (i + 1) * n);
      const pull = gradient.slice(i * n, (i + 1) * n);
      const c = sum(pull);
      assertClose(
        pull,
        row.map((w) => c * w),
        1e-6,
      );
    }
    assert.ok(nashGap(at(market, run)) > 0.1);
    assert.ok(nashGap(at(market, descend(market, tight))) < 1e-9);
  });
});

describe('descend, sequential order', () => {
  it('moves one row a step, to where the simultaneous step moves it', () => {
    const market = randomMarket({ peers: 5, seed: 1, stake: drawStake(5, 1) });
    let before = market.weights;
    const moved = new Set<number>();
    descend(market, {
      order: 'sequential',
      maxSteps: 60,
      tolerance: 0,
      onStep: (_, weights) => {
        const whole = descend(
          { ...market, weights: before },
          { maxSteps: 1, tolerance: 0 },
        ).weights;
        const rows = [0, 1, 2, 3, 4].filter((i) =>
          weights.subarray(i * 5, i * 5 + 5).some((w, j) => w !== before[i * 5 + j]),
        );
        assert.equal(rows.length, 1);
        const [start, end] = [rows[0] * 5, rows[0] * 5 + 5];
        assert.deepEqual(weights.slice(start, end), whole.slice(start, end));
        moved.add(rows[0]);
        before = weights.slice();
      },
    });
    assert.equal(moved.size, 5);
  });

  it('repeats with the same seed and differs with another', () => {
    const market = randomMarket({ peers: 4, seed: 1 });
    const run = (seed: number): Descent =>
      descend(market, { order: 'sequential', seed, maxSteps: 50 });
    assert.deepEqual(run(3), run(3));
    assert.ok(distance(run(3).weights, run(4).weights) > 0);
  });

  it('reports the residual of the simultaneous step from the last weights', () => {
    const market = randomMarket({ peers: 4, seed: 1 });
    const run = descend(market, { order: 'sequential', maxSteps: 41 });
    assert.ok(run.steps === 41 && !run.converged);
    // The residual must be taken without moving W.
    assert.equal(descend(at(market, run), { maxSteps: 1 }).residual, run.residual);
  });

  it('reaches the same equilibrium as simultaneous order', () => {
    for (const [seed, peers] of [
      [0, 4],
      [1, 5],
      [2, 5],
    ]) {
      const market = randomMarket({ peers, seed, temperature: 0.5, ratio: 10 });
      const runs = (['simultaneous', 'sequential'] as const).map((order) =>
        descend(market, { order, tolerance: 1e-8, maxSteps: 1_000_000 }),
      );
      assert.deepEqual(
        runs.map(({ converged }) => converged),
        [true, true],
      );
      assert.ok(distance(runs[0].weights, runs[1].weights) < 1e-6);
    }
  });

  it('ends after 1000 n² steps', () => {
    const market = randomMarket({ peers: 2, temperature: 0.5, ratio: 10 });
    const run = descend(market, { order: 'sequential', tolerance: 0 });
    assert.equal(run.steps, 4000);
  });
});

describe('coordinatedDescend: W ← Π(W + λ ∂(Σ_k P_k)/∂W)', () => {
  const networks = [0, 1, 2, 3].flatMap((seed) =>
    [
      [1, 25],
      [0.5, 10],
      [0.2, 25],
    ].map(([temperature, ratio]) =>
      randomMarket({ peers: 6, seed, temperature, ratio, stake: drawStake(6, seed) }),
    ),
  );

  it('lowers ΣL at every step', () => {
    for (const market of networks) {
      let before = totalLoss(market);
      coordinatedDescend(market, {
        maxSteps: 200,
        onStep: (_, weights) => {
          const now = totalLoss({ ...market, weights });
          assert.ok(now < before);
          before = now;
        },
      });
    }
  });

  it('ends at or below the ΣL of competitive descent', () => {
    for (const market of networks) {
      const start = totalLoss(market);
      const competitive = totalLoss(at(market, descend(market)));
      const coordinated = totalLoss(at(market, coordinatedDescend(market)));
      assert.ok(coordinated < start);
      assert.ok(coordinated <= competitive);
    }
  });

  it('keeps W at α = 0', () => {
    const market = randomMarket({ peers: 5, ratio: 0, stake: drawStake(5, 1) });
    const { weights } = coordinatedDescend(market, { maxSteps: 100, tolerance: 0 });
    assert.ok(distance(weights, market.weights) <= 1e-14);
    const selfish = descend(market, { maxSteps: 100, tolerance: 0 });
    assert.ok(distance(selfish.weights, market.weights) > 0.01);
  });
});
