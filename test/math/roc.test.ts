import assert from 'node:assert/strict';
import fc from 'fast-check';
import { gini, rocArea, rocCurve } from '../../lib/math/index.js';
import { assertClose, sum } from '../support/compare.js';
import { seeded } from '../support/markets.js';
import { itRefuses } from '../support/refusals.js';

/** Few distinct scores, so that ties are common. */
const scores = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 12 });

describe('rocArea', () => {
  it('is the chance that a positive scores above a negative, ties counted half', () => {
    fc.assert(
      fc.property(scores, scores, (positives, negatives) => {
        const pairs = positives.flatMap((p) =>
          negatives.map((q) => (p > q ? 1 : p === q ? 0.5 : 0)),
        );
        assertClose([rocArea(positives, negatives)], [sum(pairs) / pairs.length], 1e-12);
      }),
      seeded(200),
    );
  });

  it('is the area by trapezoids under rocCurve, which rises monotonically from (0, 0) to (1, 1)', () => {
    fc.assert(
      fc.property(scores, scores, (positives, negatives) => {
        const curve = rocCurve(positives, negatives);
        assert.deepEqual(curve[0], { falsePositives: 0, truePositives: 0 });
        assert.deepEqual(curve.at(-1), { falsePositives: 1, truePositives: 1 });
        let area = 0;
        for (let k = 1; k < curve.length; k++) {
          const [before, after] = [curve[k - 1], curve[k]];
          const [right, up] = [
            after.falsePositives - before.falsePositives,
            after.truePositives - before.truePositives,
          ];
          assert.ok(right >= 0 && up >= 0 && right + up > 0);
          area += (right * (after.truePositives + before.truePositives)) / 2;
        }
        assertClose([area], [rocArea(positives, negatives)], 1e-12);
      }),
      seeded(200),
    );
  });

  it('becomes 1 − area where the samples are exchanged, and is invariant under monotone maps', () => {
    fc.assert(
      fc.property(scores, scores, (positives, negatives) => {
        const area = rocArea(positives, negatives);
        assertClose([rocArea(negatives, positives)], [1 - area], 1e-12);
        const bent = (values: number[]): number[] => values.map((value) => Math.exp(value));
        assert.equal(rocArea(bent(positives), bent(negatives)), area);
      }),
      seeded(100),
    );
  });

  itRefuses('rocArea', [
    {
      what: 'no positives',
      call: () => rocArea([], [1]),
      rule: 'positives must have at least one number',
      value: 'none',
    },
    {
      what: 'a score that is not finite',
      call: () => rocArea([1], [2, Number.NaN]),
      rule: 'negatives must be finite',
      value: 'NaN at 1',
    },
  ]);
  itRefuses('rocCurve', [
    {
      what: 'no negatives',
      call: () => rocCurve([1], []),
      rule: 'negatives must have at least one number',
      value: 'none',
    },
  ]);
});

describe('gini', () => {
  const holdings = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 10 });

  it('is the mean absolute difference of all pairs over twice the mean', () => {
    fc.assert(
      fc.property(holdings, (values) => {
        const [n, total] = [values.length, sum(values)];
        if (total === 0) {
          assert.ok(Number.isNaN(gini(values)));
          return;
        }
        const differences = values.flatMap((a) => values.map((b) => Math.abs(a - b)));
        assertClose([gini(values)], [sum(differences) / (2 * n * total)], 1e-12);
      }),
      seeded(200),
    );
  });

  it('is 0 for equal holdings, and 1 − 1/n where one holds all', () => {
    assert.equal(gini([3, 3, 3, 3]), 0);
    assertClose([gini([0, 0, 7, 0])], [0.75], 1e-14);
  });

  itRefuses('gini', [
    {
      what: 'no holdings',
      call: () => gini([]),
      rule: 'values must have at least one number',
      value: 'none',
    },
    {
      what: 'a debt',
      call: () => gini([1, -1]),
      rule: 'values must be a finite number of at least 0',
      value: '-1',
    },
  ]);
});
