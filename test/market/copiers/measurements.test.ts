import assert from 'node:assert/strict';
import { randomMeasurements } from '../../../lib/market/index.js';
import { createStream, mean } from '../../../lib/math/index.js';
import { assertNear, sum } from '../../support/compare.js';
import { itRefuses } from '../../support/refusals.js';

const SMALL = { epochs: 30, validators: 4, miners: 6 };

describe('randomMeasurements', () => {
  it('drifts by an autoregression whose memory is (1 − ρ)^k, of variance σ²', () => {
    const [epochs, miners, spread] = [400, 500, 0.7];
    const options = { epochs, miners, spread, validators: 1, speed: 0.2, error: 0 };
    const { worth } = randomMeasurements(createStream(3), options);
    // Differences of two miners' logarithms are free of the divisor.
    const logs = Array.from({ length: epochs }, (_, t) =>
      Array.from({ length: miners / 2 }, (_pair, k) =>
        Math.log(worth[t * miners + 2 * k] / worth[t * miners + 2 * k + 1]),
      ),
    );
    const covariance = (lag: number): number =>
      mean(logs.slice(lag).flatMap((later, t) => later.map((value, k) => value * logs[t][k])));
    for (const lag of [0, 1, 3, 10]) {
      assert.ok(Math.abs(covariance(lag) - 2 * spread ** 2 * 0.8 ** lag) < 0.03, `lag ${lag}`);
    }
  });

  it('measures worth times exp(εe), as shares', () => {
    const options = { ...SMALL, validators: 400, epochs: 5, error: 0.4 };
    const { worth, rows, validators: V, miners: M } = randomMeasurements(createStream(1), options);
    const squares = Array.from({ length: 5 * V }, (_, at) => {
      const log = (j: number): number =>
        Math.log(rows[at * M + j] / worth[Math.floor(at / V) * M + j]);
      return (log(0) - log(1)) ** 2;
    });
    assert.ok(Math.abs(mean(squares) - 2 * 0.4 ** 2) < 0.03);
    for (let at = 0; at < rows.length; at += M)
      assertNear(sum(Array.from(rows.subarray(at, at + M))), 1, 1e-12);
  });

  it('is exact without error, still without drift, and begins alike for more epochs and validators', () => {
    const { worth, rows } = randomMeasurements(createStream(1), { ...SMALL, speed: 0, error: 0 });
    for (let at = 0; at < rows.length; at++) assertNear(rows[at], worth[at % 6], 1e-15);
    const few = randomMeasurements(createStream(1), SMALL);
    const many = randomMeasurements(createStream(1), { ...SMALL, epochs: 31, validators: 5 });
    assert.deepEqual(many.worth.subarray(0, few.worth.length), few.worth);
    assert.deepEqual(many.rows.subarray(5 * 6, 9 * 6), few.rows.subarray(4 * 6, 8 * 6));
    assert.notDeepEqual(randomMeasurements(createStream(2), SMALL), few);
  });

  itRefuses('randomMeasurements', [
    {
      what: 'a speed above 1',
      call: () => randomMeasurements(createStream(1), { speed: 1.1 }),
      rule: 'speed must be a number from 0 to 1',
      value: '1.1',
    },
    {
      what: 'a negative error',
      call: () => randomMeasurements(createStream(1), { error: -1 }),
      rule: 'error must be a finite number of at least 0',
      value: '-1',
    },
    {
      what: 'a single miner',
      call: () => randomMeasurements(createStream(1), { miners: 1 }),
      rule: 'miners must be an integer of at least 2',
      value: '1',
    },
  ]);

  it('refuses rows that memory does not hold, and what is no stream', () => {
    const huge = { epochs: 1e6, miners: 1e6 };
    assert.throws(() => randomMeasurements(createStream(1), huge), /must fit into the available/);
    assert.throws(() => randomMeasurements(1 as never), /randomMeasurements: stream/);
  });
});
