import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { loadDigits } from '../../lib/datasets/index.js';
import { classCounts } from '../support/datasets.js';
import { ROOT } from '../support/folders.js';

describe('loadDigits', () => {
  const digits = loadDigits();

  it('has 1797 images of 64 pixels with the counts of digits of its source', () => {
    const { rows, inputs, classes, x, y, encoding, groups } = digits;
    assert.deepEqual([rows, inputs, classes, x.length, y.length], [1797, 64, 10, 1797 * 64, 1797]);
    assert.deepEqual(classCounts(digits), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    assert.deepEqual(encoding, { kind: 'numbers' });
    assert.equal(groups, undefined);
  });

  it('has the intensities and labels of the file, divided by 16', () => {
    const text = execFileSync('gzip', ['-dc', join(ROOT, 'datasets', 'digits.csv.gz')], {
      encoding: 'utf8',
    });
    const written = Array.from({ length: digits.rows }, (_, row) => {
      const pixels = digits.x.subarray(row * 64, (row + 1) * 64).map((value) => 16 * value);
      return `${[...pixels, digits.y[row]].join(',')}\n`;
    });
    assert.equal(written.join(''), text);
    assert.equal(Math.min(...digits.x), 0);
    assert.equal(Math.max(...digits.x), 1);
  });

  it('returns a new copy at every call', () => {
    loadDigits().x.fill(7);
    assert.deepEqual(loadDigits(), digits);
  });
});
