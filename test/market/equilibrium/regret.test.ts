import assert from 'node:assert/strict';
import {
  descend,
  payoffGradient,
  randomMarket,
  regret,
  type Market,
  type StepOptions,
} from '../../../lib/market/index.js';
import { assertClose, dot } from '../../support/compare.js';
import { definedPayoff, withRow } from '../../support/definitions.js';
import { drawStake } from '../../support/markets.js';

/** W¹ … W^steps of a competitive descent: the weights before each step. */
function trajectory(market: Market, steps: number, options: StepOptions): Market[] {
  const path = [market];
  const onStep = (_: number, weights: Float64Array): void => {
    path.push({ ...market, weights: weights.slice() });
  };
  descend(market, { maxSteps: steps - 1, tolerance: 0, ...options, onStep });
  return path;
}

/** max of f on [0, 1]: the best point of a grid, refined by golden section between its neighbours. */
function maximum(f: (x: number) => number): number {
  const cells = 100;
  let best = 0;
  for (let k = 1; k <= cells; k++) if (f(k / cells) > f(best / cells)) best = k;
  let [low, high] = [Math.max(0, best - 1) / cells, Math.min(cells, best + 1) / cells];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let round = 0; round < 40; round++) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (f(a) > f(b)) high = b;
    else low = a;
  }
  return Math.max(f(best / cells), f((low + high) / 2));
}

/** r_i at n = 2, term by term from its definition. */
function directRegret(path: Market[], i: number): number {
  const average = (payoffAt: (market: Market) => number): number =>
    path.reduce((total, market) => total + payoffAt(market), 0) / path.length;
  const fixed = (x: number): number =>
    average((market) => definedPayoff(withRow(market, i, [x, 1 - x]), i, path[0].ownInput));
  return maximum(fixed) - average((market) => definedPayoff(market, i, market.ownInput));
}

describe('regret: max_w mean_u P_i(w; W^u_{−i}) − mean_u P_i(W^u)', () => {
  const small = { steps: 120, checkpoints: 5 };
  for (const [seed, temperature, ratio, ownInput] of [
    [1, 0.5, 10, 'masked'],
    [2, 1, 25, 'masked'],
    [3, 0.2, 10, 'exempt'],
  ] as const) {
    const stake = drawStake(2, seed).map((s) => s + 0.5);
    const market = randomMarket({ peers: 2, seed, temperature, ratio, stake, ownInput });

    it(`is its definition at n = 2, T = ${temperature}, α/τ = ${ratio}, ${ownInput}`, () => {
      const exact = regret(market, { ...small, resolution: 1e-15 });
      const path = trajectory(market, small.steps, {});
      for (const [k, t] of exact.steps.entries()) {
        for (let i = 0; i < 2; i++) {
          const direct = directRegret(path.slice(0, t), i);
          assert.ok(Math.abs(exact.average[2 * k + i] - direct) <= 1e-9);
        }
      }
    });

    it(`errs by at most resolution² · ratio/T² from merging steps there`, () => {
      const exact = regret(market, { ...small, resolution: 1e-15 });
      for (const resolution of [1e-3, 1e-2]) {
        const merged = regret(market, { ...small, resolution });
        const allowed = resolution ** 2 * ratio * temperature ** -2;
        for (const [at, value] of exact.average.entries()) {
          assert.ok(Math.abs(merged.average[at] - value) <= allowed);
        }
      }
    });
  }

  it('ends at the weights of descend after the same steps', () => {
    const made = { peers: 4, seed: 1, stake: drawStake(4, 1), ownInput: 'exempt' } as const;
    const market = randomMarket(made);
    for (const simplex of ['project', 'renormalise'] as const) {
      const options = { learningRate: 0.01, simplex } as const;
      const { weights } = regret(market, { ...options, steps: 150, checkpoints: 3 });
      const run = descend(market, { ...options, maxSteps: 150, tolerance: 0 });
      assert.deepEqual(weights, run.weights);
    }
  });

  it('falls over time below a tenth of its first value and below the bound', () => {
    for (let seed = 0; seed < 3; seed++) {
      const n = 4;
      const market = randomMarket({ peers: n, seed, temperature: 0.5, ratio: 10 });
      const { steps, average, bound } = regret(market, { steps: 4000, checkpoints: 8 });
      const worst = steps.map((_, k) => Math.max(...average.slice(k * n, (k + 1) * n)));
      for (let k = 1; k < worst.length; k++) assert.ok(worst[k] < worst[k - 1]);
      assert.ok(worst[worst.length - 1] < 0.1 * worst[0]);
      assert.ok(worst.every((value, k) => value <= bound[k]));
    }
  });

  it('bound = 1/(λt) + λ G²/2 with G the largest gradient so far', () => {
    const [n, learningRate] = [3, 0.02];
    const market = randomMarket({ peers: n, seed: 2, stake: drawStake(n, 2) });
    const { steps, bound } = regret(market, { learningRate, steps: 50, checkpoints: 6 });
    const steepest = trajectory(market, 50, { learningRate }).map((at) => {
      const gradient = payoffGradient(at);
      const rows = [0, 1, 2].map((i) => gradient.slice(i * n, (i + 1) * n));
      return Math.max(...rows.map((row) => dot(row, row)));
    });
    const expected = steps.map(
      (t) => 1 / (learningRate * t) + (learningRate * Math.max(...steepest.slice(0, t))) / 2,
    );
    assertClose(bound, expected, 1e-14);
  });

  it('spaces checkpoints evenly in log t from 1 to the last step', () => {
    const market = randomMarket({ peers: 2 });
    assert.deepEqual(regret(market, { steps: 1000, checkpoints: 4 }).steps, [1, 10, 100, 1000]);
    assert.deepEqual(regret(market, { steps: 3, checkpoints: 25 }).steps, [1, 2, 3]);
    assert.deepEqual(regret(market, { steps: 7, checkpoints: 1 }).steps, [7]);
    const { steps, average, bound } = regret(market, { steps: 20 });
    assert.deepEqual([average.length, bound.length], [2 * steps.length, steps.length]);
  });

  it('is 0 where every row remains the best', () => {
    const weights = Float64Array.of(1, 0, 0, 1);
    const market = { ...randomMarket({ peers: 2, ratio: 0 }), weights };
    const { average } = regret(market, { steps: 20, checkpoints: 4 });
    assert.ok(average.every((value) => Math.abs(value) <= 1e-15));
  });

  it('can be negative: following the others may beat every fixed row', () => {
    const found = [0, 1, 2, 3, 4, 5].some((seed) => {
      const market = randomMarket({ peers: 2, seed, temperature: 0.02, ratio: 50 });
      const { average } = regret(market, { steps: 300, checkpoints: 10 });
      return average.some((value) => value < -1e-6);
    });
    assert.ok(found);
  });
});
