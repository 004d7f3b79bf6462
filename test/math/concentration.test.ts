import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  concentration,
  gini,
  herfindahl,
  lorenzCurve,
  nakamoto,
  topShare,
} from '../../lib/math/index.js';
import { itRefuses } from '../support/refusals.js';

const holdings = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 12 });

describe('concentration', () => {
  it('has the values that are known by hand', () => {
    const values = [1, 5, 0, 2, 2];
    assert.ok(Math.abs(herfindahl(values) - 0.34) < 1e-15);
    assert.equal(nakamoto(values), 2);
    assert.equal(nakamoto(values, 0.4), 1);
    assert.equal(topShare(values, 2), 0.7);
    assert.equal(topShare(values, 9), 1);
    assert.deepEqual(
      Array.from(lorenzCurve(values), (part) => Math.round(1e6 * part) / 1e6),
      [0, 0, 0.1, 0.3, 0.5, 1],
    );
    assert.deepEqual(concentration([0, 3]), {
      ...{ holders: 1, gini: 0.5, herfindahl: 1, effective: 1 },
      ...{ nakamoto: 1, top1: 1, top10: 1 },
    });
  });

  it('half of everything is not more than half', () => {
    assert.equal(nakamoto([1, 1, 1, 1]), 3);
    assert.equal(nakamoto([0.1, 0.2, 0.3]), 2);
  });

  it('agrees with a search over all groups, and with the area under the Lorenz curve', () => {
    fc.assert(
      fc.property(holdings, (values) => {
        const total = values.reduce((sum, value) => sum + value, 0);
        fc.pre(total > 0);
        let least = values.length;
        for (let group = 0; group < 2 ** values.length; group++) {
          const members = values.filter((_, at) => (group >> at) % 2 === 1);
          const held = members.reduce((sum, value) => sum + value, 0);
          if (2 * held > total) least = Math.min(least, members.length);
        }
        assert.equal(nakamoto(values), least);
        const curve = lorenzCurve(values);
        let area = 0;
        for (let k = 1; k < curve.length; k++) area += (curve[k] + curve[k - 1]) / 2;
        assert.ok(Math.abs(1 - (2 * area) / values.length - gini(values)) < 1e-12);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('is undefined where all hold 0', () => {
    for (const value of [herfindahl([0, 0]), nakamoto([0]), topShare([0], 3), lorenzCurve([0])[1]])
      assert.ok(Number.isNaN(value));
    assert.equal(concentration([0, 0]).gini, null);
  });

  itRefuses('herfindahl', [
    {
      what: 'no values',
      call: () => herfindahl([]),
      rule: 'values must have at least one number',
      value: 'none',
    },
    {
      what: 'a negative value',
      call: () => herfindahl([1, -1]),
      rule: 'values must be a finite number of at least 0',
      value: '-1',
    },
    {
      what: 'values whose sum is not finite',
      call: () => herfindahl([1e308, 1e308]),
      rule: 'values must have a finite sum',
      value: 'Infinity',
    },
  ]);
  itRefuses('nakamoto', [
    {
      what: 'a part of everything',
      call: () => nakamoto([1], 1),
      rule: 'part must lie between 0 and 1, both excluded',
      value: '1',
    },
  ]);
  itRefuses('topShare', [
    {
      what: 'no holders',
      call: () => topShare([1], 0),
      rule: 'holders must be an integer of at least 1',
      value: '0',
    },
  ]);
});
