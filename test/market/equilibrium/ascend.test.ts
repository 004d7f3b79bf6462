import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createStream, projectOnSimplex } from '../../../lib/math/index.js';
import { ascendOnSimplex, type Objective } from '../../../lib/market/equilibrium/ascend.js';
import { assertOnSimplex, distance, dot } from '../../support/compare.js';
import { seeded } from '../../support/markets.js';

const OPTIONS = { tolerance: 1e-10, maxSteps: 1000 };

/** −½ Σ_j k_j (w_j − v_j)². */
const bowl =
  (v: Float64Array, k: Float64Array): Objective =>
  (w, gradient) => {
    let value = 0;
    for (let j = 0; j < w.length; j++) {
      gradient[j] = -k[j] * (w[j] - v[j]);
      value += (gradient[j] * (w[j] - v[j])) / 2;
    }
    return value;
  };

describe('ascendOnSimplex', () => {
  const targets = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.nat()).map(([n, seed]) => {
    const stream = createStream(seed);
    return {
      v: Float64Array.from({ length: n }, stream.normal),
      k: Float64Array.from({ length: n }, () => 0.1 + 10 * stream.uniform()),
      start: projectOnSimplex(Float64Array.from({ length: n }, stream.uniform)),
    };
  });

  it('argmax −½‖w − v‖² = Π(v)', () => {
    fc.assert(
      fc.property(targets, ({ v, start }) => {
        const even = new Float64Array(v.length).fill(1);
        const { point } = ascendOnSimplex(bowl(v, even), start, OPTIONS);
        assert.ok(distance(point, projectOnSimplex(v)) <= 1e-9);
      }),
      seeded(300),
    );
  });

  it('ends at a stationary point, max |Π(w + g) − w| < tolerance, above its start', () => {
    fc.assert(
      fc.property(targets, ({ v, k, start }) => {
        const objective = bowl(v, k);
        const { point, value } = ascendOnSimplex(objective, start, OPTIONS);
        const gradient = new Float64Array(v.length);
        assert.equal(objective(point, gradient), value);
        assertOnSimplex(point, v.length, 1e-12);
        const moved = projectOnSimplex(point.map((w, j) => w + gradient[j]));
        assert.ok(distance(moved, point) < OPTIONS.tolerance);
        assert.ok(value >= objective(start, gradient));
      }),
      seeded(300),
    );
  });

  it('finds the maximum of a linear function at the vertex of its largest slope', () => {
    const slopes = Float64Array.of(0.3, -1, 0.7, 0.69);
    const linear: Objective = (w, gradient) => {
      gradient.set(slopes);
      return dot(slopes, w);
    };
    const { point, value } = ascendOnSimplex(linear, new Float64Array(4).fill(0.25), OPTIONS);
    assert.ok(distance(point, [0, 0, 1, 0]) <= 1e-15);
    assert.ok(Math.abs(value - 0.7) <= 1e-15);
  });

  it('does not change its start, and returns it after no steps', () => {
    const start = Float64Array.of(0.2, 0.8);
    const objective = bowl(Float64Array.of(1, 0), Float64Array.of(1, 1));
    const { point } = ascendOnSimplex(objective, start, { ...OPTIONS, maxSteps: 0 });
    assert.deepEqual(point, start);
    ascendOnSimplex(objective, start, OPTIONS);
    assert.deepEqual(start, Float64Array.of(0.2, 0.8));
  });
});
