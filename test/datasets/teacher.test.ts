import assert from 'node:assert/strict';
import { Matrix } from 'ml-matrix';
import { createStream } from '../../lib/math/index.js';
import { teacherDataset, type Dataset } from '../../lib/datasets/index.js';
import { classCounts } from '../support/datasets.js';

const stream = createStream(3);
const shape = { inputs: 5, classes: 3, rows: 4000, hidden: 7 };

/** The teacher's logits on the data set's inputs, [rows, classes], from the documented streams. */
function logits({ rows, inputs, classes, x }: Dataset, hidden: number): Matrix {
  const normal = (name: string, height: number, width: number): Matrix => {
    const { normal: draw } = stream.split(name);
    return Matrix.from1DArray(height, width, Array.from({ length: height * width }, draw));
  };
  const units = Matrix.from1DArray(rows, inputs, [...x])
    .mmul(normal('first', inputs, hidden))
    .div(Math.sqrt(inputs));
  return Matrix.tanh(units).mmul(normal('second', hidden, classes));
}

describe('teacherDataset', () => {
  const exact = teacherDataset({ ...shape, stream });

  it('labels rows by the largest of the teacher’s logits, computed by ml-matrix', () => {
    const z = logits(exact, shape.hidden);
    for (let row = 0; row < exact.rows; row++) assert.equal(exact.y[row], z.maxRowIndex(row)[1]);
    assert.ok(classCounts(exact).every((count) => count > 0));
  });

  it('has standard normal inputs', () => {
    const count = exact.x.length;
    const moment = (power: number): number =>
      exact.x.reduce((sum, value) => sum + value ** power, 0) / count;
    assert.ok(Math.abs(moment(1)) < 4 * Math.sqrt(1 / count));
    assert.ok(Math.abs(moment(2) - 1) < 4 * Math.sqrt(2 / count));
    assert.ok(Math.abs(moment(4) - 3) < 4 * Math.sqrt(96 / count));
  });

  for (const noise of [0.2, 1, 5]) {
    it(`samples labels from softmax(z/noise) at noise ${noise}`, () => {
      // The difference of the noise of two classes is symmetric for either sign, so there must be more classes.
      const many = { ...shape, classes: 8, rows: 20_000, stream };
      const noisy = teacherDataset({ ...many, noise });
      assert.deepEqual(noisy.x, teacherDataset(many).x);
      const p = logits(noisy, shape.hidden).div(noise).exp();
      for (let label = 0; label < many.classes; label++) {
        // Rows are weighted by their p, so that labels are tested to be surer where the teacher is.
        let [found, mean, variance] = [0, 0, 0];
        for (let row = 0; row < noisy.rows; row++) {
          const total = p.getRow(row).reduce((sum, value) => sum + value, 0);
          const chance = p.get(row, label) / total;
          if (noisy.y[row] === label) found += chance;
          mean += chance ** 2;
          variance += chance ** 2 * chance * (1 - chance);
        }
        assert.ok(Math.abs(found - mean) / Math.sqrt(variance) < 4);
      }
    });
  }

  it('only adds rows with more rows, and has another teacher with another seed', () => {
    const more = teacherDataset({ ...shape, rows: 5000, noise: 0.5, stream });
    const fewer = teacherDataset({ ...shape, rows: 1000, noise: 0.5, stream });
    assert.deepEqual(more.y.slice(0, 1000), fewer.y);
    assert.deepEqual(more.x.slice(0, 5000), fewer.x);
    const other = teacherDataset({ ...shape, stream: createStream(4) });
    assert.notDeepEqual(other.y, exact.y);
  });

  it('has 1000 rows of 16 inputs and 4 classes by default', () => {
    const { rows, inputs, classes, x, y, encoding } = teacherDataset({ stream });
    assert.deepEqual([rows, inputs, classes, x.length, y.length], [1000, 16, 4, 16_000, 1000]);
    assert.deepEqual(encoding, { kind: 'numbers' });
  });
});
