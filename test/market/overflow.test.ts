import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  adaptInflation,
  bestResponse,
  coordinatedDescend,
  descend,
  descendFactored,
  groupResponse,
  nashGains,
  nashGap,
  payoffAlongEdge,
  randomFactors,
  randomMarket,
  regret,
  simulateInflation,
  solveEquilibrium,
  traceDescent,
  type Descent,
  type Market,
} from '../../lib/market/index.js';
import { descendFast } from '../../lib/kernel/index.js';
import { createStream, InvalidArgumentError } from '../../lib/math/index.js';

const n = 4;
const base = randomMarket({ peers: n, seed: 3 });
const factors = randomFactors(n, 3, createStream(1));

/** Every run that reports convergence. */
const runs: Record<string, (market: Market, learningRate: number) => Descent> = {
  descend: (market, learningRate) => descend(market, { learningRate, maxSteps: 30 }),
  'descend, sequential': (market, learningRate) =>
    descend(market, { learningRate, maxSteps: 30, order: 'sequential' }),
  'descend, renormalised': (market, learningRate) =>
    descend(market, { learningRate, maxSteps: 30, simplex: 'renormalise' }),
  coordinatedDescend: (market, learningRate) =>
    coordinatedDescend(market, { learningRate, maxSteps: 30 }),
  descendFast: (market, learningRate) => descendFast(market, { learningRate, maxSteps: 30 }),
  traceDescent: (market, learningRate) => traceDescent(market, { learningRate, maxSteps: 3 }),
  solveEquilibrium: (market, learningRate) =>
    solveEquilibrium(market, { learningRate, maxEvaluations: 30 }),
  descendFactored: ({ hessians: _, ...market }, learningRate) =>
    descendFactored({ ...market, samples: 3, factors }, { learningRate, maxSteps: 30 }),
};

function assertRows(weights: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const row = weights.subarray(i * n, (i + 1) * n);
    assert.ok(row.every((value) => value >= 0));
    assert.ok(Math.abs(row.reduce((total, value) => total + value, 0) - 1) < 1e-9, String(row));
  }
}

const size = fc.double({ min: -308, max: 308, noNaN: true }).map((power) => 10 ** power);

describe('numbers beyond float64', () => {
  for (const [name, run] of Object.entries(runs)) {
    it(`${name} keeps its rows on the simplex and reports no convergence where a step overflows`, () => {
      fc.assert(
        fc.property(size, size, size, size, (temperature, ratio, held, learningRate) => {
          const stake = new Float64Array(n).fill(Math.min(held, 1e307));
          const end = run({ ...base, temperature, ratio, stake }, learningRate);
          assertRows(end.weights);
          assert.ok(!Number.isNaN(end.residual));
          if (end.residual === Infinity) assert.equal(end.converged, false);
        }),
        {
          seed: 1,
          numRuns: 60,
          examples: [
            [1e-308, 25, 1, 0.005],
            [1, 1e308, 1e307, 1],
          ],
        },
      );
    });

    it(`${name} reports no convergence at T = 1e-308`, () => {
      const end = run({ ...base, temperature: 1e-308 }, 0.005);
      assert.deepEqual([end.converged, end.residual, end.steps], [false, Infinity, 0]);
      assert.deepEqual(end.weights, base.weights);
    });
  }

  it('refuses stake with an infinite sum', () => {
    const stake = new Float64Array(n).fill(1e308);
    for (const run of Object.values(runs)) {
      assert.throws(
        () => run({ ...base, stake }, 0.005),
        /stake must have a finite sum, got Infinity/,
      );
    }
  });

  for (const [name, run] of Object.entries({
    adaptInflation: (market: Market) => adaptInflation(market, { steps: 3 }),
    simulateInflation: (market: Market) => simulateInflation(market, { blocks: 3, inflation: 1 }),
  })) {
    it(`${name} refuses a market whose steps overflow`, () => {
      assert.throws(
        () => run({ ...base, temperature: 1e-308 }),
        (error) => {
          assert.ok(error instanceof InvalidArgumentError);
          assert.match(error.message, /must keep every step finite, got an overflow in step 1/);
          return true;
        },
      );
    });
  }
});

describe('searches of rows whose payoffs overflow', () => {
  const steep = { ...base, ratio: 1e308, hessians: base.hessians.map((value) => 1e3 * value) };
  const searches: Record<string, (market: Market) => unknown> = {
    bestResponse: (market) => bestResponse(market, 1),
    nashGains: (market) => nashGains(market),
    nashGap: (market) => nashGap(market),
    groupResponse: (market) => groupResponse(market, [0, 1]),
    payoffAlongEdge: (market) => payoffAlongEdge(market, 1),
    regret: (market) => regret(market, { steps: 2, checkpoints: 1 }),
  };
  for (const [name, search] of Object.entries(searches)) {
    it(`${name} refuses them`, () => {
      assert.throws(() => search(steep), { name: 'InvalidArgumentError', where: name });
    });
  }

  it('traceDescent has an infinite gap', () => {
    const [start] = traceDescent(steep, { maxSteps: 1 }).points;
    assert.deepEqual([start.nashGap, start.residual], [Infinity, Infinity]);
  });
});
