import assert from 'node:assert/strict';
import { studentQuantile } from '../../lib/math/student.js';
import { itRefuses } from '../support/refusals.js';

describe('studentQuantile', () => {
  it('agrees with printed tables', () => {
    for (const [confidence, freedom, t] of [
      [0.95, 1, 12.7062],
      [0.95, 2, 4.3027],
      [0.95, 3, 3.1824],
      [0.95, 7, 2.3646],
      [0.9, 10, 1.8125],
      [0.99, 15, 2.9467],
      [0.95, 120, 1.9799],
      [0.5, 4, 0.7407],
      [0.95, 1_000_000, 1.96],
    ]) {
      const found = studentQuantile(confidence, freedom);
      assert.ok(Math.abs(found - t) < 6e-5, `${confidence}, ${freedom}: ${found} and not ${t}`);
    }
  });

  itRefuses('studentQuantile', [
    {
      what: 'a confidence of 1',
      call: () => studentQuantile(1, 3),
      rule: 'confidence must lie between 0 and 1, both excluded',
      value: '1',
    },
    {
      what: 'no degree of freedom',
      call: () => studentQuantile(0.9, 0),
      rule: 'freedom must be an integer from 1 to 1000000',
      value: '0',
    },
  ]);
});
