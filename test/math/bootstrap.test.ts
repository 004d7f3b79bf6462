import assert from 'node:assert/strict';
import { bootstrap, createStream, meanInterval } from '../../lib/math/index.js';
import { assertClose, sum } from '../support/compare.js';

const root = createStream(20200607);
const sample = (name: string | number, count: number): number[] =>
  Array.from({ length: count }, root.split(name).normal);

describe('bootstrap', () => {
  it('calls the statistic with every unit once, then with samples with replacement', () => {
    const seen: number[][] = [];
    const estimate = (chosen: Int32Array): number => {
      seen.push(Array.from(chosen));
      return sum(chosen);
    };
    const count = 12;
    const interval = bootstrap(count, estimate, { stream: root.split('units'), resamples: 300 });
    assert.deepEqual(
      seen[0],
      Array.from({ length: count }, (_, k) => k),
    );
    assert.equal(interval.estimate, sum(seen[0]));
    assert.equal(seen.length, 301);
    const drawn = seen.slice(1).flat();
    assert.ok(drawn.every((unit) => Number.isInteger(unit) && unit >= 0 && unit < count));
    assert.equal(new Set(drawn).size, count);
    assert.ok(seen.slice(1).some((units) => new Set(units).size < count));
  });

  it('gives the central part of the resampled statistics as the interval', () => {
    const values: number[] = [];
    const statistic = (chosen: Int32Array): number => {
      values.push(sum(chosen));
      return sum(chosen);
    };
    const { low, high } = bootstrap(30, statistic, {
      stream: root.split('centre'),
      resamples: 2001,
      confidence: 0.9,
    });
    const sorted = values.slice(1).sort((a, b) => a - b);
    assert.deepEqual([low, high], [sorted[100], sorted[1900]]);
  });

  it('leaves out undefined resamples, and is undefined where these are the majority', () => {
    const options = { resamples: 400 };
    // A unit is left out of a resample of n with chance (1 − 1/n)ⁿ, about 0.35.
    const sometimes = bootstrap(8, (chosen) => (chosen.includes(3) ? sum(chosen) : NaN), {
      ...options,
      stream: root.split('sometimes'),
    });
    assert.ok(sometimes.low < sometimes.estimate && sometimes.estimate < sometimes.high);
    const rarely = bootstrap(
      8,
      (chosen) => ([1, 2, 3].every((unit) => chosen.includes(unit)) ? sum(chosen) : NaN),
      { ...options, stream: root.split('rarely') },
    );
    assert.deepEqual(rarely, { estimate: 28, low: NaN, high: NaN });
  });

  it('has no interval for fewer than two units', () => {
    const stream = root.split('few');
    assert.deepEqual(
      bootstrap(1, () => 5, { stream }),
      { estimate: 5, low: NaN, high: NaN },
    );
    assert.deepEqual(
      bootstrap(0, () => 5, { stream }),
      { estimate: 5, low: NaN, high: NaN },
    );
  });
});

describe('meanInterval', () => {
  it('repeats with the same seed', () => {
    const values = sample('reproducible', 40);
    const [a, b, c] = [1, 1, 2].map((seed) => meanInterval(values, { stream: createStream(seed) }));
    assert.deepEqual(b, a);
    assert.notEqual(c.low, a.low);
  });

  it('covers the true mean in about 95 % of samples', () => {
    const [repeats, count] = [400, 60];
    let covered = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const { low, high } = meanInterval(sample(repeat, count), {
        stream: root.split('coverage').split(repeat),
        resamples: 400,
      });
      if (low <= 0 && 0 <= high) covered++;
    }
    // Three standard deviations of the binomial around 0.95; the percentile interval covers about 0.01 too
    // little at 60 points.
    const deviation = Math.sqrt(0.95 * 0.05 * repeats);
    assert.ok(Math.abs(covered - 0.95 * repeats) < 3 * deviation, `${covered} of ${repeats}`);
  });

  it('is as wide as the normal interval 2 · 1.96 · s/√N', () => {
    const values = sample('width', 400);
    const { estimate, low, high } = meanInterval(values, { stream: root.split('width draws') });
    const variance = sum(values.map((value) => (value - estimate) ** 2)) / values.length;
    assertClose([high - low], [2 * 1.959964 * Math.sqrt(variance / values.length)], 0.1);
  });

  it('has a wider interval at a higher confidence', () => {
    const values = sample('confidence', 50);
    const widths = [0.5, 0.8, 0.95, 0.99].map((confidence) => {
      const { low, high } = meanInterval(values, { stream: createStream(1), confidence });
      return high - low;
    });
    assert.deepEqual(
      widths,
      [...widths].sort((a, b) => a - b),
    );
    assert.ok(widths[0] < widths[3]);
  });

  it('leaves out NaN', () => {
    const values = sample('defined', 30);
    const holes = values.flatMap((value) => [NaN, value]);
    const [whole, sparse] = [values, holes].map((list) =>
      meanInterval(list, { stream: createStream(1) }),
    );
    assert.deepEqual(sparse, whole);
    assertClose([whole.estimate], [sum(values) / values.length], 1e-14);
  });

  it('is NaN where no value is defined', () => {
    for (const values of [[], [NaN, NaN]]) {
      assert.deepEqual(meanInterval(values, { stream: createStream(1) }), {
        estimate: NaN,
        low: NaN,
        high: NaN,
      });
    }
  });
});
