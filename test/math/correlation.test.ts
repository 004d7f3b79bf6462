import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  correlate,
  correlation,
  CORRELATIONS,
  createStream,
  type CorrelationMethod,
} from '../../lib/math/index.js';
import { assertClose } from '../support/compare.js';
import { seeded } from '../support/markets.js';

/** τ-b from its definition: Σ sign(x_a − x_b) sign(y_a − y_b) over pairs, over √(untied x · untied y). */
function naiveKendall(x: number[], y: number[]): number {
  let [score, untiedX, untiedY] = [0, 0, 0];
  for (let a = 0; a < x.length; a++) {
    for (let b = 0; b < a; b++) {
      const [dx, dy] = [Math.sign(x[a] - x[b]), Math.sign(y[a] - y[b])];
      score += dx * dy;
      untiedX += Math.abs(dx);
      untiedY += Math.abs(dy);
    }
  }
  return score / Math.sqrt(untiedX * untiedY);
}

/** Pearson's r of mean ranks, each rank counted: #below + (#equal + 1)/2. */
function naiveSpearman(x: number[], y: number[]): number {
  const ranks = (values: number[]): number[] =>
    values.map(
      (value) =>
        values.filter((other) => other < value).length +
        (values.filter((other) => other === value).length + 1) / 2,
    );
  return naivePearson(ranks(x), ranks(y));
}

function naivePearson(x: number[], y: number[]): number {
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const product = (a: number[], ma: number, b: number[], mb: number): number =>
    a.reduce((total, value, k) => total + (value - ma) * (b[k] - mb), 0);
  return product(x, mx, y, my) / Math.sqrt(product(x, mx, x, mx) * product(y, my, y, my));
}

const naive: Record<CorrelationMethod, (x: number[], y: number[]) => number> = {
  pearson: naivePearson,
  spearman: naiveSpearman,
  kendall: naiveKendall,
};

/** Pairs with many ties, neither side constant. */
const pairs = fc
  .array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 })), {
    minLength: 2,
    maxLength: 40,
  })
  .map((list) => [list.map(([a]) => a), list.map(([, b]) => b)])
  .filter((sides) => sides.every((side) => new Set(side).size > 1));

describe('correlation', () => {
  const examples: [string, CorrelationMethod, number[], number[], number][] = [
    // 6 pairs, one tied in x; C = 5, D = 0.
    ['τ-b, a tie in x', 'kendall', [1, 2, 2, 3], [1, 3, 2, 4], 5 / Math.sqrt(5 * 6)],
    ['τ-b, a swap', 'kendall', [1, 2, 3, 4], [1, 3, 2, 4], 4 / 6],
    // 10 pairs, 3 tied in x, 1 of them in y as well; C = 4, D = 3.
    ['τ-b, ties in both', 'kendall', [1, 1, 1, 2, 3], [2, 2, 3, 1, 4], 1 / Math.sqrt(7 * 9)],
    // Ranks 1, 2.5, 2.5, 4 and 1, 3, 2, 4: Σ(r − 2.5)(q − 2.5) = 4.5, squares 4.5 and 5.
    ['ρ, a tie in x', 'spearman', [1, 2, 2, 3], [1, 3, 2, 4], 4.5 / Math.sqrt(4.5 * 5)],
    // 1 − 6 Σd²/(N(N² − 1)) with Σd² = 2.
    ['ρ, a swap', 'spearman', [1, 2, 3, 4], [1, 3, 2, 4], 1 - (6 * 2) / (4 * 15)],
    // Ranks 2, 2, 2, 4 and 2, 3, 4, 1: Σ = −3, squares 3 and 5.
    ['ρ, three ties', 'spearman', [1, 1, 1, 2], [1, 2, 3, 0], -3 / Math.sqrt(3 * 5)],
    ['r', 'pearson', [1, 2, 3], [1, 2, 4], 3 / Math.sqrt(2 * (14 / 3))],
  ];
  for (const [title, method, x, y, value] of examples) {
    it(`${title}: ${value.toFixed(6)}`, () => {
      assertClose([correlation(x, y, method)], [value], 1e-14);
    });
  }

  for (const method of CORRELATIONS) {
    it(`${method} is its definition, with and without ties`, () => {
      fc.assert(
        fc.property(pairs, ([x, y]) => {
          const expected = naive[method](x, y);
          assert.ok(Math.abs(correlation(x, y, method) - expected) <= 1e-12);
        }),
        seeded(500),
      );
    });

    it(`${method} is symmetric and odd, and 1 with itself`, () => {
      fc.assert(
        fc.property(pairs, ([x, y]) => {
          const value = correlation(x, y, method);
          const minus = y.map((entry) => -entry);
          assert.ok(Math.abs(correlation(y, x, method) - value) <= 1e-12);
          assert.ok(Math.abs(correlation(x, minus, method) + value) <= 1e-12);
          assert.ok(Math.abs(correlation(x, x, method) - 1) <= 1e-12);
        }),
        seeded(300),
      );
    });

    it(`${method} lies in [−1, 1] and does not depend on the order of pairs`, () => {
      fc.assert(
        fc.property(pairs, ([x, y]) => {
          const value = correlation(x, y, method);
          assert.ok(value >= -1 && value <= 1);
          const reversed = correlation([...x].reverse(), [...y].reverse(), method);
          assert.ok(Math.abs(reversed - value) <= 1e-12);
        }),
        seeded(300),
      );
    });

    it(`${method} with a constant, or of fewer than two points, is NaN`, () => {
      const undefinedCases = [
        [
          [1, 1, 1],
          [1, 2, 3],
        ],
        [
          [1, 2, 3],
          [0, 0, 0],
        ],
        [
          [0.1 + 0.2, 0.3, 0.3],
          [1, 2, 3],
        ],
        [[1], [2]],
        [[], []],
        [
          [NaN, 1, 2],
          [1, 2, 3],
        ],
      ];
      for (const [x, y] of undefinedCases) assert.ok(Number.isNaN(correlation(x, y, method)));
    });
  }

  it('rank correlations do not change under x → exp(x)', () => {
    fc.assert(
      fc.property(pairs, ([x, y]) => {
        for (const method of ['spearman', 'kendall'] as const) {
          const [a, b] = [correlation(x, y, method), correlation(x.map(Math.exp), y, method)];
          assert.equal(b, a);
        }
      }),
      seeded(300),
    );
  });

  it("Pearson's r does not change under x → 3x + 2", () => {
    fc.assert(
      fc.property(pairs, ([x, y]) => {
        const moved = x.map((value) => 3 * value + 2);
        assert.ok(Math.abs(correlation(moved, y) - correlation(x, y)) <= 1e-12);
      }),
      seeded(300),
    );
  });

  it('τ-b of 3000 points is its definition', () => {
    const stream = createStream(3);
    const x = Array.from({ length: 3000 }, () => stream.integer(50));
    const y = x.map((value) => value + stream.integer(60));
    assertClose([correlation(x, y, 'kendall')], [naiveKendall(x, y)], 1e-13);
  });
});

describe('correlate', () => {
  const stream = createStream(5);
  const x = Array.from({ length: 60 }, stream.normal);
  const y = x.map((value) => value + stream.normal());
  const copies = 4;
  const copy = (values: number[]): number[] =>
    values.flatMap((value) => new Array<number>(copies).fill(value));

  for (const method of CORRELATIONS) {
    it(`${method}: the estimate is the correlation and lies in the interval`, () => {
      const result = correlate(x, y, { method });
      assert.equal(result.estimate, correlation(x, y, method));
      assert.ok(result.low < result.estimate && result.estimate < result.high);
      assert.deepEqual([result.method, result.points], [method, x.length]);
    });
  }

  it('keeps the interval where points are copied inside clusters', () => {
    const single = correlate(x, y);
    const clusters = copy(x.map((_, k) => k));
    const copied = correlate(copy(x), copy(y), { clusters });
    assertClose(
      [copied.estimate, copied.low, copied.high],
      [single.estimate, single.low, single.high],
      1e-12,
    );
    assert.equal(copied.points, copies * x.length);
  });

  it('narrows the interval by about √copies where copies count as independent points', () => {
    const single = correlate(x, y);
    const copied = correlate(copy(x), copy(y));
    const narrowed = (copied.high - copied.low) / (single.high - single.low);
    assert.ok(Math.abs(narrowed - 1 / Math.sqrt(copies)) < 0.1);
  });

  it('does not depend on the names of clusters', () => {
    const names = x.map((_, k) => k % 7);
    const [a, b] = [names, names.map((name) => 1000 - 3.5 * name)].map((clusters) =>
      correlate(x, y, { clusters }),
    );
    assert.deepEqual(b, a);
  });

  it('has no interval for a single cluster, a constant and an empty sample', () => {
    const one = correlate(x, y, { clusters: x.map(() => 1) });
    assert.equal(one.estimate, correlation(x, y));
    const constant = correlate(
      x,
      x.map(() => 1),
    );
    const empty = correlate([], []);
    const undefinedEnds = [one, constant, empty].flatMap(({ low, high }) => [low, high]);
    assert.deepEqual(undefinedEnds, new Array(6).fill(NaN));
    assert.deepEqual([constant.estimate, empty.estimate], [NaN, NaN]);
  });
});
