import { deepEqual } from 'node:assert/strict';
import { jobsOf } from '../../../lib/network/engine/jobs.js';

function rowsByJob(rows: readonly number[], most?: number): number[][] {
  const records = rows.map((count) => ({ x: 0, rows: count, act: 0, gradient: 0, norm: 0 }));
  return jobsOf(records, most).map((job) => job.map((record) => record.rows));
}

describe('the jobs of requests', () => {
  it('take requests in their order, up to 256 rows together', () => {
    deepEqual(rowsByJob([200, 56, 1, 255, 1]), [[200, 56], [1, 255], [1]]);
    deepEqual(rowsByJob([]), []);
  });

  it('take a request of more rows by itself', () => {
    deepEqual(rowsByJob([10, 300, 10, 10]), [[10], [300], [10, 10]]);
  });

  it('take at most 64 requests, or fewer where they are shared among threads', () => {
    deepEqual(
      rowsByJob(new Array<number>(130).fill(1)).map(({ length }) => length),
      [64, 64, 2],
    );
    deepEqual(rowsByJob([1, 1, 1, 1, 1], 2), [[1, 1], [1, 1], [1]]);
  });
});
