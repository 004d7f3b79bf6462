/*
 * The tests that every implementation of competitive descent must pass: the readable definition and the kernel.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  anchorAtWeights,
  randomMarket,
  type Descent,
  type DescentOptions,
  type Market,
} from '../../lib/market/index.js';
import { assertClose, distance } from './compare.js';
import { golden, goldenMarket } from './golden.js';
import { markets, seeded } from './markets.js';

type Descend = (market: Market, options?: DescentOptions) => Descent;

/**
 * @param relative - the largest relative difference of weights from the golden ones
 * @param stepsApart - the largest difference of the number of steps from the golden one
 */
export function describeDescent(
  name: string,
  descend: Descend,
  { relative, stepsApart }: { relative: number; stepsApart: number },
): void {
  describe(`competitive descent by ${name}`, () => {
    for (const [steps, weights] of Object.entries(golden.weightsAfterSteps)) {
      it(`equals the golden run after ${steps} steps`, () => {
        const run = descend(goldenMarket, { tolerance: 0, maxSteps: Number(steps) });
        assert.equal(run.steps, Number(steps));
        assert.equal(run.converged, false);
        assertClose(run.weights, weights.flat(), relative);
      });
    }

    it('equals the golden run after 1000 steps with the initial anchor', () => {
      const run = descend(anchorAtWeights(goldenMarket), { tolerance: 0, maxSteps: 1000 });
      assertClose(run.weights, golden.weightsAfter1000StepsInitialAnchor.flat(), relative);
    });

    it('converges to the golden equilibrium in the golden number of steps', () => {
      const { epsilon, steps, residual, weights } = golden.equilibrium;
      const run = descend(goldenMarket, { tolerance: epsilon, maxSteps: 1_000_000 });
      assert.equal(run.converged, true);
      assert.ok(Math.abs(run.steps - steps) <= stepsApart, `${run.steps} steps`);
      assert.ok(run.residual < epsilon && run.residual > 0.9 * residual);
      assertClose(run.weights, weights.flat(), relative);
    });

    it('keeps rows on the simplex and its arguments unchanged', () => {
      fc.assert(
        fc.property(
          markets({ peers: [1, 40] }),
          fc.constantFrom('project' as const, 'renormalise' as const),
          ({ market }, simplex) => {
            const before = structuredClone(market);
            const { weights } = descend(market, { simplex, maxSteps: 70 });
            assert.deepEqual(market, before);
            const n = market.peers;
            for (let i = 0; i < n; i++) {
              const row = weights.subarray(i * n, (i + 1) * n);
              assert.ok(row.every((weight) => weight >= 0));
              assert.ok(Math.abs(row.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-12);
            }
          },
        ),
        seeded(40),
      );
    });

    it('reports convergence exactly when its residual is below the tolerance', () => {
      for (const [seed, temperature, maxSteps] of [
        [1, 1, 20_000],
        [2, 0.3, 500],
        [3, 0.02, 3000],
      ]) {
        for (const ratio of [1, 25]) {
          const market = randomMarket({ peers: 6, seed, temperature, ratio });
          const run = descend(market, { tolerance: 1e-4, maxSteps });
          assert.equal(run.converged, run.residual < 1e-4);
          assert.ok(run.converged || run.steps === maxSteps);
        }
      }
    });

    it('continues from its last weights: 300 steps equal 100 and then 200', () => {
      for (const peers of [5, 36]) {
        const market = randomMarket({ peers, seed: 4, ratio: 10 });
        const whole = descend(market, { tolerance: 0, maxSteps: 300 });
        const first = descend(market, { tolerance: 0, maxSteps: 100 });
        const rest = descend(
          { ...market, weights: first.weights },
          { tolerance: 0, maxSteps: 200 },
        );
        assert.ok(distance(rest.weights, whole.weights) < relative);
      }
    });
  });
}
