import assert from 'node:assert/strict';
import { checkList, checkMethods, checkObject, checkOptionNames } from '../../lib/math/checks.js';
import { logSpaced } from '../../lib/math/spacing.js';
import { itRefuses } from '../support/refusals.js';

const misleading = Object.defineProperty([1], Symbol.iterator, {
  value: function* () {
    yield Number.NaN;
  },
});
const computed = {
  get size(): number {
    return 1;
  },
};

describe('checks of values that could change between check and use', () => {
  itRefuses('f', [
    {
      what: 'an object with an accessor',
      call: () => {
        checkObject('f', 'market', computed);
      },
      rule: 'market must hold values',
      value: 'an accessor, "size"',
    },
    {
      what: 'options with an accessor',
      call: () => {
        checkOptionNames('f', computed, ['size']);
      },
      rule: 'options must hold values',
      value: 'an accessor, "size"',
    },
    {
      what: 'a list with another iterator',
      call: () => {
        checkList('f', 'rows', misleading);
      },
      rule: 'rows must be a list',
      value: 'Array of length 1',
    },
  ]);

  it('a method that returns another value at its second read is none', () => {
    let reads = 0;
    const log = Object.defineProperty({}, 'append', {
      get: () => (reads++ === 0 ? () => 1 : undefined),
      enumerable: true,
    });
    assert.throws(() => {
      checkMethods('f', 'log must have append', log, ['append']);
    }, /log must have append/);
  });
});

describe('places on a logarithmic scale', () => {
  it('are those of the list of all, without as much work', () => {
    for (const [last, count] of [
      [1, 1],
      [1, 5],
      [10, 1],
      [10, 4],
      [10, 9],
      [1000, 25],
      [50, 5000],
    ]) {
      const all = Array.from({ length: count }, (_, k) =>
        Math.round(last ** (count === 1 ? 1 : k / (count - 1))),
      );
      assert.deepEqual(logSpaced(last, count), [...new Set(all)]);
    }
    assert.deepEqual(logSpaced(10, Number.MAX_SAFE_INTEGER), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});
