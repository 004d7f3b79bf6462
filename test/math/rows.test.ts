import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  columnMeans,
  columnSums,
  largest,
  least,
  mean,
  rowOf,
  rowSums,
  shares,
  sum,
} from '../../lib/math/index.js';
import { itRefuses } from '../support/refusals.js';

const numbers = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1 });

describe('sums and means', () => {
  it('add in the order of the index, for plain and typed arrays', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const expected = values.reduce((total, value) => total + value, 0);
        assert.equal(sum(values), expected);
        assert.equal(sum(Float64Array.from(values)), expected);
        assert.equal(mean(values), expected / values.length);
        assert.equal(largest(values), Math.max(...values));
        assert.equal(least(values), Math.min(...values));
      }),
    );
  });

  it('of columns equal those of the rows of the transpose', () => {
    const matrix = [1, 2, 3, 4, 5, 6];
    assert.deepEqual(columnSums(matrix, 3), [5, 7, 9]);
    assert.deepEqual(rowSums(matrix, 3), [6, 15]);
    assert.deepEqual(rowSums([1, 4, 2, 5, 3, 6], 2), columnSums(matrix, 3));
    assert.deepEqual(columnMeans(matrix, 3), [2.5, 3.5, 4.5]);
    assert.deepEqual(rowOf(matrix, 3, 1), [4, 5, 6]);
    assert.deepEqual(shares([1, 3]), [0.25, 0.75]);
  });

  it('of no numbers are 0 and undefined', () => {
    assert.equal(sum([]), 0);
    assert.ok(Number.isNaN(mean([])));
    assert.deepEqual([largest([]), least([])], [-Infinity, Infinity]);
  });

  for (const [name, call] of Object.entries({
    columnSums: () => columnSums([1, 2, 3], 2),
    columnMeans: () => columnMeans([1, 2, 3], 2),
    rowSums: () => rowSums([1, 2, 3], 2),
    rowOf: () => rowOf([1, 2, 3], 2, 0),
  })) {
    const rule = 'columns must divide the 3 numbers into whole rows';
    itRefuses(name, [{ what: 'rows that are not whole', call, rule, value: '2' }]);
  }
  itRefuses('rowOf', [
    {
      what: 'a row after the last',
      call: () => rowOf([1, 2], 2, 1),
      rule: 'row must be from 0 to 0',
      value: '1',
    },
  ]);
});
