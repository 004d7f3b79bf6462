import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { descend } from '../../../lib/market/descent.js';
import { createNewton, newtonStep } from '../../../lib/market/equilibrium/newton.js';
import {
  solveEquilibrium,
  type EquilibriumOptions,
} from '../../../lib/market/equilibrium/solve.js';
import { updateMask } from '../../../lib/market/loss.js';
import { type Market } from '../../../lib/market/market.js';
import { competitiveGradientRow, payoffGradient } from '../../../lib/market/payoff.js';
import { randomMarket } from '../../../lib/market/random.js';
import { rank } from '../../../lib/market/ranking.js';
import { createState } from '../../../lib/market/state.js';
import { idealRank } from '../../../lib/market/idealRank.js';
import { correlation } from '../../../lib/math/correlation.js';
import { InvalidArgumentError } from '../../../lib/math/errors.js';

const REFERENCE = join(__dirname, '../../../../test/reference/market-n5.json');

function furthest(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at])), 0);
}

function rankAt(market: Market, weights: Float64Array): Float64Array {
  return rank({ ...market, weights });
}

/** The fully converged descent and the fast solver, side by side. */
function compare(market: Market, options: EquilibriumOptions = {}): void {
  const slow = descend(market, {
    tolerance: 1e-9,
    maxSteps: 1e6,
  });
  const fast = solveEquilibrium(market, options);
  assert.ok(slow.converged && fast.converged);
  assert.ok(
    furthest(rankAt(market, fast.weights), rankAt(market, slow.weights)) < 1e-4,
    'not the equilibrium of the descent',
  );
  // The weights are equal up to the descent's tolerance, hence so is the Nash gap.
  assert.ok(furthest(fast.weights, slow.weights) < 1e-5);
  const plain = Math.min(slow.steps, 1000 * market.peers);
  assert.ok(10 * fast.evaluations <= plain, `${fast.evaluations} evaluations for ${plain} steps`);
}

describe('solveEquilibrium', () => {
  for (const ratio of [1, 10, 25, 50]) {
    it(`finds the equilibrium of figure 4 at α/τ = ${ratio} in a tenth of the descent's work`, () => {
      for (let seed = 0; seed < 4; seed++) compare(randomMarket({ ratio, seed }));
    });
  }

  it('finds the equilibrium of other ensembles, anchors, temperatures and stakes', () => {
    const stake = Float64Array.of(0.2, 3, 1, 0.7, 1.4, 0, 2, 0.5, 1, 0.9);
    compare(randomMarket({ seed: 1, ratio: 10, hessians: 'gaussian' }));
    compare(randomMarket({ seed: 2, ratio: 10, hessians: 'planted' }));
    compare(randomMarket({ seed: 3, ratio: 50, anchor: 'initial', temperature: 0.3 }));
    compare(randomMarket({ seed: 4, ratio: 25, temperature: 0.3 }));
    compare(randomMarket({ seed: 4, ratio: 50, anchor: 'closed' }));
    compare(randomMarket({ seed: 5, ratio: 25, stake }));
    compare({ ...randomMarket({ seed: 6, ratio: 25 }), ownInput: 'exempt' });
  });

  it('ranks over the closed mask nearly as over the open one: 0.48, 0.63, 0.67 at α/τ = 10, 25, 50', () => {
    for (const [ratio, expected] of [
      [10, 0.48],
      [25, 0.63],
      [50, 0.67],
    ]) {
      for (const anchor of ['open', 'closed'] as const) {
        const [found, ideal]: number[][] = [[], []];
        for (let seed = 0; seed < 40; seed++) {
          const market = randomMarket({ seed, ratio, anchor });
          found.push(...rankAt(market, solveEquilibrium(market).weights));
          ideal.push(...idealRank(market));
        }
        const r = correlation(found, ideal);
        assert.ok(Math.abs(r - expected) < 0.03, `${anchor}, ${ratio}: ${r}`);
      }
    }
  });

  it('finds the equilibrium of the independent reference', () => {
    const golden = JSON.parse(readFileSync(REFERENCE, 'utf8')) as {
      n: number;
      temperature: number;
      ratio: number;
      hessians: number[][][];
      weights: number[][];
      stake: number[];
      equilibrium: { weights: number[][] };
    };
    const market: Market = {
      peers: golden.n,
      temperature: golden.temperature,
      ratio: golden.ratio,
      hessians: Float64Array.from(golden.hessians.flat(2)),
      weights: Float64Array.from(golden.weights.flat()),
      stake: Float64Array.from(golden.stake),
    };
    const { weights, converged } = solveEquilibrium(market);
    assert.ok(converged);
    assert.ok(furthest(weights, Float64Array.from(golden.equilibrium.weights.flat())) < 1e-3);
  });

  it('converges to a fixed point of the descent', () => {
    const market = randomMarket({ seed: 7, temperature: 0.2 });
    const { weights, residual, converged } = solveEquilibrium(market);
    const after = descend({ ...market, weights }, { maxSteps: 1 });
    assert.ok(converged && residual < 1e-9);
    assert.equal(after.residual, residual);
  });

  it('reports no convergence after too few steps, with the residual of the last weights', () => {
    const market = randomMarket({ seed: 8 });
    const { weights, residual, converged, evaluations } = solveEquilibrium(market, {
      maxEvaluations: 5,
    });
    assert.equal(converged, false);
    assert.equal(evaluations, 5);
    assert.equal(residual, descend({ ...market, weights }, { maxSteps: 1 }).residual);
    assert.equal(solveEquilibrium(market, { tolerance: 0 }).converged, false);
  });

  it('stays at an equilibrium that it starts from', () => {
    const market = randomMarket({ seed: 9 });
    const first = solveEquilibrium(market);
    const again = solveEquilibrium({ ...market, weights: first.weights });
    assert.deepEqual([again.steps, again.evaluations], [0, 1]);
    assert.deepEqual(again.weights, first.weights);
  });

  it('leaves its market unchanged and repeats its result', () => {
    const market = randomMarket({ seed: 10 });
    const before = structuredClone(market);
    assert.deepEqual(solveEquilibrium(market), solveEquilibrium(market));
    assert.deepEqual(market, before);
  });

  it('solves a single peer, ratio 0, and a market without stake', () => {
    assert.equal(solveEquilibrium(randomMarket({ peers: 1 })).converged, true);
    const alone = solveEquilibrium(randomMarket({ peers: 4, ratio: 0 }));
    assert.deepEqual([...alone.weights], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    const market = randomMarket({ peers: 4, stake: new Float64Array(4) });
    assert.deepEqual(solveEquilibrium(market).weights, market.weights);
  });

  it('refuses invalid and unknown options', () => {
    const market = randomMarket();
    const refused = (options: object): void => {
      assert.throws(() => solveEquilibrium(market, options), InvalidArgumentError);
    };
    refused({ simplex: 'renormalise' });
    refused({ maxSteps: 10 });
    refused({ learningRate: 0 });
    refused({ tolerance: -1 });
    refused({ maxEvaluations: 0 });
    refused({ pathTolerance: 0 });
    assert.throws(
      () => solveEquilibrium({ ...market, temperature: 0 }),
      /solveEquilibrium: temperature must be/,
    );
  });
});

describe('newtonStep', () => {
  for (const ownInput of ['masked', 'exempt'] as const) {
    it(`makes the linearised gradient constant on each row's free weights, own input ${ownInput}`, () => {
      const stake = Float64Array.of(1, 0.5, 2, 1.5, 1, 0.8);
      const made = { peers: 6, seed: 3, ratio: 20, temperature: 0.2, stake, ownInput };
      const market = randomMarket(made);
      const weights = descend(market, { tolerance: 1e-3 }).weights;
      const state = createState('test', { ...market, weights });
      updateMask(state);
      for (let i = 0; i < 6; i++) competitiveGradientRow(state, i);
      const newton = createNewton(6);
      assert.equal(newtonStep(newton, state).found, true);
      const { change } = newton;
      const h = 1e-5;
      const moved = (sign: number): Float64Array =>
        payoffGradient({
          ...market,
          weights: weights.map((value, k) => value + sign * h * change[k]),
        });
      const [plus, minus] = [moved(1), moved(-1)];
      for (let i = 0; i < 6; i++) {
        const free = [0, 1, 2, 3, 4, 5].map((j) => i * 6 + j).filter((k) => weights[k] > 0);
        const linear = free.map((k) => state.gradient[k] + (plus[k] - minus[k]) / (2 * h));
        const spread = Math.max(...linear) - Math.min(...linear);
        const before = free.map((k) => state.gradient[k]);
        const size = Math.max(...before) - Math.min(...before);
        assert.ok(spread <= 1e-5 * size, `row ${i}: ${spread} of ${size}`);
        assert.ok(Math.abs(free.reduce((sum, k) => sum + change[k], 0)) < 1e-12);
      }
    });
  }
});
