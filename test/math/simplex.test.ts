import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createStream, projectOnSimplex, renormaliseOnSimplex } from '../../lib/math/index.js';
import { projectRow, renormaliseRow } from '../../lib/math/simplex.js';
import { assertOnSimplex, distance, dot, largest, sum } from '../support/compare.js';
import { seeded } from '../support/markets.js';

/**
 * Duchi et al. (ICML 2008), figure 1: sort, find the last positive part, cut. Values are taken relative to the
 * largest, since the projection is invariant under adding a constant, and clipped at −2, since θ ≥ −1, so that
 * sums are finite.
 */
function projectBySorting(values: Float64Array): Float64Array {
  const top = Math.max(...values);
  const shifted = values.map((value) => Math.max(value - top, -2));
  const sorted = Array.from(shifted).sort((a, b) => b - a);
  let theta = 0;
  let partial = 0;
  for (const [index, value] of sorted.entries()) {
    partial += value;
    const candidate = (partial - 1) / (index + 1);
    if (value > candidate) theta = candidate;
  }
  return shifted.map((value) => Math.max(value - theta, 0));
}

const length = { minLength: 1, maxLength: 12 };
const magnitudes = fc.constantFrom(1e-300, 1e-10, 1, 1e3, 1e10, 1e300);
const scaled = fc
  .tuple(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), length), magnitudes)
  .map(([values, scale]) => Float64Array.from(values, (value) => value * scale));
const tied = fc
  .array(fc.constantFrom(-1, 0, 0.25, 0.5, 1), length)
  .map((values) => Float64Array.from(values));
const mixed = fc
  .array(fc.constantFrom(-1e300, -1, -1e-300, 0, 1e-300, 0.5, 1, 1e300), length)
  .map((values) => Float64Array.from(values));
const anyNumber = fc
  .array(fc.double({ noNaN: true, noDefaultInfinity: true }), length)
  .map((values) => Float64Array.from(values));
// A step of length 1 from a point of the simplex: coordinates meet the threshold to rounding.
const stepped = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat()).map(([n, seed]) => {
  const stream = createStream(seed);
  const v = new Float64Array(n).fill(1 / n);
  v[stream.integer(n)] += 1;
  return v.map((value) => value + (stream.integer(3) - 1) * Number.EPSILON);
});
const vectors = fc.oneof(scaled, tied, mixed, anyNumber, stepped);

/** Points of the simplex, vertices among them. */
const points = (n: number, seed: number): Float64Array[] => {
  const stream = createStream(seed);
  const inner = Array.from({ length: 4 }, () => {
    const draws = Float64Array.from({ length: n }, stream.exponential);
    const total = sum(draws);
    return draws.map((value) => value / total);
  });
  const vertices = Array.from({ length: n }, (_, j) =>
    Float64Array.from({ length: n }, (_unused, k) => (j === k ? 1 : 0)),
  );
  return [...inner, ...vertices];
};

describe('projectOnSimplex: Π(v) = argmin ‖w − v‖ over the simplex', () => {
  it('Π(v) ≥ 0 and ΣΠ(v) = 1, at any magnitude', () => {
    fc.assert(
      fc.property(vectors, (v) => {
        assertOnSimplex(projectOnSimplex(v), v.length);
      }),
      seeded(2000),
    );
  });

  it('equals the projection by sorting', () => {
    fc.assert(
      fc.property(vectors, (v) => {
        assert.ok(distance(projectOnSimplex(v), projectBySorting(v)) <= 1e-14);
      }),
      seeded(2000),
    );
  });

  it('(v − Πv)·(w − Πv) ≤ 0 for every w in the simplex', () => {
    fc.assert(
      fc.property(fc.oneof(scaled, tied), fc.nat(), (v, seed) => {
        const projected = projectOnSimplex(v);
        const residual = v.map((value, j) => value - projected[j]);
        const rounding = 1e-14 * Math.max(1, largest(v)) * v.length;
        for (const w of points(v.length, seed)) {
          const step = w.map((value, j) => value - projected[j]);
          assert.ok(dot(residual, step) <= rounding);
        }
      }),
      seeded(1000),
    );
  });

  it('Π(Π(v)) = Π(v)', () => {
    fc.assert(
      fc.property(vectors, (v) => {
        const once = projectOnSimplex(v);
        assert.ok(distance(projectOnSimplex(once), once) <= 1e-15);
      }),
      seeded(1000),
    );
  });

  it('Π(v + c1) = Π(v)', () => {
    fc.assert(
      fc.property(tied, fc.integer({ min: -1000, max: 1000 }), (v, c) => {
        // Quarters and integers add without rounding.
        const shifted = v.map((value) => value + c);
        assert.deepEqual(projectOnSimplex(shifted), projectOnSimplex(v));
      }),
      seeded(500),
    );
  });

  it('‖Π(u) − Π(v)‖ ≤ ‖u − v‖', () => {
    const pairs = fc
      .integer({ min: 1, max: 10 })
      .chain((n) =>
        fc.tuple(
          ...[0, 1].map(() =>
            fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: n, maxLength: n }),
          ),
        ),
      );
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [u, v] = [Float64Array.from(a), Float64Array.from(b)];
        const [pu, pv] = [projectOnSimplex(u), projectOnSimplex(v)];
        const before = Math.hypot(...u.map((value, j) => value - v[j]));
        const after = Math.hypot(...pu.map((value, j) => value - pv[j]));
        assert.ok(after <= before + 1e-14);
      }),
      seeded(1000),
    );
  });

  it('Π([v]) = [1] at n = 1', () => {
    for (const v of [0, 1, -1, 0.3, 1e300, -1e300, 1e-300, Number.MAX_VALUE]) {
      assert.deepEqual(projectOnSimplex(Float64Array.of(v)), Float64Array.of(1));
    }
  });

  it('ends where rounding moves coordinates at the threshold in and out of the set', () => {
    // The five are 1 − 2⁻⁵³ below the one: above θ = −1 of the one, not above θ = 2⁻⁵³ − 1 of all six.
    const v = new Float64Array(6).fill(1 / 6);
    v[2] = 1.1666666666666665;
    assert.ok(distance(projectOnSimplex(v), [0, 0, 1, 0, 0, 0]) <= 1e-15);
  });

  it('gives equal coordinates equal shares', () => {
    for (const v of [0, 1 / 3, -5, 1e300]) {
      const projected = projectOnSimplex(new Float64Array(3).fill(v));
      assert.ok(distance(projected, [1 / 3, 1 / 3, 1 / 3]) <= 1e-15);
    }
    assert.deepEqual(projectOnSimplex(Float64Array.of(7, 7, 0)), Float64Array.of(0.5, 0.5, 0));
  });

  it('keeps only the largest coordinate where differences exceed the largest float', () => {
    const most = Number.MAX_VALUE;
    const dominated = [
      [most, 0, 0],
      [most, -most, -most, -most],
      [0, -most, -most, -most],
    ];
    for (const v of dominated) {
      const vertex = Float64Array.from(v, (_, j) => (j === 0 ? 1 : 0));
      assert.deepEqual(projectOnSimplex(Float64Array.from(v)), vertex);
    }
  });

  it('keeps a point of the simplex up to rounding', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), fc.nat(), (n, seed) => {
        for (const w of points(n, seed)) {
          assert.ok(distance(projectOnSimplex(w), w) <= 1e-15);
        }
      }),
      seeded(200),
    );
  });
});

describe('renormaliseOnSimplex: max(v, 0) / Σ max(v, 0)', () => {
  it('lies on the simplex, at any magnitude', () => {
    fc.assert(
      fc.property(vectors, (v) => {
        assertOnSimplex(renormaliseOnSimplex(v), v.length);
      }),
      seeded(2000),
    );
  });

  it('keeps the proportions of the positive coordinates and drops the others', () => {
    assert.deepEqual(
      renormaliseOnSimplex(Float64Array.of(3, -2, 1, 0)),
      Float64Array.of(0.75, 0, 0.25, 0),
    );
  });

  it('is uniform where no coordinate is positive', () => {
    assert.deepEqual(
      renormaliseOnSimplex(Float64Array.of(-1, 0, -3, -1e300)),
      new Float64Array(4).fill(0.25),
    );
  });

  it('does not change under v → cv, c > 0', () => {
    fc.assert(
      fc.property(scaled, fc.integer({ min: -10, max: 10 }), (v, power) => {
        // A power of two scales without rounding, short of overflow and the subnormal numbers.
        fc.pre(v.every((value) => value === 0 || Math.abs(value) > 1e-290));
        const larger = v.map((value) => value * 2 ** power);
        assert.deepEqual(renormaliseOnSimplex(larger), renormaliseOnSimplex(v));
      }),
      seeded(500),
    );
  });

  it('divides by a sum beyond the largest float', () => {
    const most = Number.MAX_VALUE;
    assert.deepEqual(
      renormaliseOnSimplex(Float64Array.of(most, most, -most, 0)),
      Float64Array.of(0.5, 0.5, 0, 0),
    );
    assertOnSimplex(renormaliseOnSimplex(new Float64Array(3).fill(most)), 3);
  });
});

describe('projectRow and renormaliseRow', () => {
  for (const [name, whole, inRow] of [
    ['projectRow', projectOnSimplex, projectRow],
    ['renormaliseRow', renormaliseOnSimplex, renormaliseRow],
  ] as const) {
    it(`${name} writes only its row, also in place`, () => {
      const values = Float64Array.of(9, 9, 0.5, -1, 2, 0.7, 8, 8);
      const expected = Float64Array.of(9, 9, ...whole(values.slice(2, 6)), 8, 8);
      inRow(values, 2, 4, values);
      assert.deepEqual(values, expected);
    });
  }
});
