import assert from 'node:assert/strict';
import {
  descend,
  DYNAMICS,
  DYNAMICS_NAMES,
  nashGap,
  randomMarket,
  runDynamics,
  solveEquilibrium,
  type DynamicsName,
} from '../../lib/market/index.js';
import { CLIP } from '../../lib/market/dynamics/clip.js';
import { SIGMOID } from '../../lib/market/dynamics/sigmoid.js';
import { SOFTMAX } from '../../lib/market/dynamics/softmax.js';
import { payoffGradient } from '../../lib/market/index.js';
import { createStream } from '../../lib/math/index.js';
import { assertClose, assertOnSimplex, distance, dot } from '../support/compare.js';
import { itRefuses } from '../support/refusals.js';

const market = randomMarket({ peers: 5, seed: 2, ratio: 25 });

describe('runDynamics', () => {
  it('by projection takes the steps of descend', () => {
    const options = { learningRate: 0.02, maxSteps: 300, tolerance: 1e-9 };
    const expected = descend(market, options);
    const found = runDynamics(market, { dynamics: 'projection', ...options });
    assertClose(found.weights, expected.weights, 1e-12);
    assert.deepEqual([found.steps, found.converged], [expected.steps, expected.converged]);
    assertClose([found.residual], [expected.residual], 1e-6);
  });

  it('by clipping and dividing takes the other steps of descend', () => {
    const options = { learningRate: 0.02, maxSteps: 300 };
    const expected = descend(market, { simplex: 'renormalise', ...options });
    const found = runDynamics(market, { dynamics: 'renormalise', ...options });
    assertClose(found.weights, expected.weights, 1e-12);
  });

  for (const dynamics of DYNAMICS_NAMES) {
    it(`${dynamics}: rows stay on the simplex, and the seed decides the run`, () => {
      const seen: Float64Array[] = [];
      const run = (seed: number) =>
        runDynamics(market, {
          ...{ dynamics, learningRate: 0.1, maxSteps: 40, tolerance: 0, seed },
          onStep: (_, weights) => seen.push(weights.slice()),
        });
      const first = run(1);
      assert.equal(seen.length, 40);
      for (const weights of seen) assertOnSimplex(weights, 5, 1e-12);
      assert.deepEqual(run(1), first);
      assert.equal(distance(run(2).weights, first.weights) > 0, dynamics === 'sequential');
    });
  }

  for (const dynamics of DYNAMICS_NAMES.filter((name) => name !== 'renormalise')) {
    it(`${dynamics}: ends at the equilibrium of the solver`, () => {
      const exact = solveEquilibrium(market);
      const options = { dynamics, learningRate: 0.2, maxSteps: 60_000, tolerance: 1e-9 };
      const { weights } = runDynamics(market, options);
      assert.ok(distance(weights, exact.weights) < 0.02);
      assert.ok(nashGap({ ...market, weights }) < 1e-3);
    });
  }

  it('renormalise: rests where peers gain by moving', () => {
    const { weights, converged } = runDynamics(market, {
      ...{ dynamics: 'renormalise', learningRate: 0.2, tolerance: 1e-7 },
    });
    assert.ok(converged);
    assert.ok(nashGap({ ...market, weights }) > 0.1);
  });

  it('exponentiated: ratios of weights change by e^(λ n (g_j − g_k))', () => {
    const options = { dynamics: 'exponentiated', learningRate: 0.3, maxSteps: 1 } as const;
    const { weights } = runDynamics(market, options);
    const gradient = payoffGradient(market);
    for (let row = 0; row < 25; row += 5) {
      for (let at = row + 1; at < row + 5; at++) {
        const found = weights[at] / weights[row] / (market.weights[at] / market.weights[row]);
        assertClose([found], [Math.exp(0.3 * 5 * (gradient[at] - gradient[row]))], 1e-12);
      }
    }
  });

  it('adam: the first step moves every parameter by λ', () => {
    const options = { dynamics: 'adam', learningRate: 0.1, maxSteps: 1 } as const;
    const { weights } = runDynamics(market, options);
    for (let row = 0; row < 25; row += 5) {
      for (let at = row + 1; at < row + 5; at++) {
        const moved = Math.log(
          weights[at] / weights[row] / (market.weights[at] / market.weights[row]),
        );
        const nearest = 0.2 * Math.round(moved / 0.2);
        assert.ok(Math.abs(moved - nearest) < 1e-5, `${moved}`);
      }
    }
  });

  itRefuses('runDynamics', [
    {
      what: 'an unknown dynamics',
      call: () => runDynamics(market, { dynamics: 'other' as DynamicsName }),
      rule: `dynamics must be one of ${Object.keys(DYNAMICS).join(', ')}`,
      value: '"other"',
    },
    {
      what: 'a step that overflows',
      call: () =>
        runDynamics({ ...market, ratio: 1e300 }, { learningRate: 1e300, dynamics: 'softmax' }),
      rule: 'market and options must keep every step finite',
      value: 'an overflow in step 1',
    },
  ]);
});

describe('parametrisations of a row', () => {
  const stream = createStream(3);
  for (const [name, { of, row }] of Object.entries({ SOFTMAX, SIGMOID, CLIP })) {
    const at = (theta: Float64Array): { weights: Float64Array; slopes: Float64Array } => {
      const [weights, slopes] = [new Float64Array(4), new Float64Array(4)];
      row(theta, 0, 4, weights, slopes);
      return { weights, slopes };
    };

    it(`${name}: ∂P/∂θ_j = slope_j (g_j − w·g), by central differences`, () => {
      const theta = Float64Array.from({ length: 4 }, () => 0.2 + stream.uniform());
      const gradient = Float64Array.from({ length: 4 }, stream.normal);
      const { weights, slopes } = at(theta);
      for (let j = 0; j < 4; j++) {
        const [up, down] = [1e-6, -1e-6].map((change) => {
          const moved = theta.slice();
          moved[j] += change;
          return dot(at(moved).weights, gradient);
        });
        const expected = slopes[j] * (gradient[j] - dot(weights, gradient));
        assertClose([(up - down) / 2e-6], [expected], 1e-7);
      }
    });

    it(`${name}: starts at the weights as far as it can`, () => {
      const weights = Float64Array.of(0.1, 0.2, 0.3, 0.4);
      const { weights: found } = at(weights.map(of));
      assertClose(found, weights, 1e-12);
    });
  }

  it('CLIP: a row of zeros is uniform', () => {
    const [weights, slopes] = [new Float64Array(2), new Float64Array(2)];
    CLIP.row(new Float64Array(2), 0, 2, weights, slopes);
    assert.deepEqual([...weights], [0.5, 0.5]);
  });
});
