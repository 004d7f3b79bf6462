import assert from 'node:assert/strict';
import { mean as sampleMean, sampleStandardDeviation } from 'simple-statistics';
import {
  correlate,
  correlation,
  CORRELATIONS,
  createStream,
  jackknife,
  mean,
  meanInterval,
  sum,
  type Interval,
} from '../../lib/math/index.js';
import { idealRank, randomMarket, rank, solveEquilibrium } from '../../lib/market/index.js';
import { assertClose } from '../support/compare.js';

const root = createStream(20200607);
const sample = (name: string | number, count: number): number[] =>
  Array.from({ length: count }, root.split(name).normal);

const covers = ({ low, high }: Interval, truth: number): boolean => low <= truth && truth <= high;

/** The part of `repeats` intervals that cover the truth. */
function coverage(repeats: number, truth: number, interval: (repeat: number) => Interval): number {
  const covered = Array.from({ length: repeats }, (_, k) => covers(interval(k), truth));
  return covered.filter(Boolean).length / repeats;
}

describe('jackknife', () => {
  it('calls the statistic with all units, then without each in turn', () => {
    const seen: number[][] = [];
    jackknife(4, (kept) => seen.push([...kept]));
    assert.deepEqual(seen, [
      [0, 1, 2, 3],
      [1, 2, 3],
      [0, 2, 3],
      [0, 1, 3],
      [0, 1, 2],
    ]);
  });

  it('leaves out more than a thousand units in a thousand groups', () => {
    const sizes: number[] = [];
    jackknife(2500, (kept) => sizes.push(kept.length));
    assert.equal(sizes.length, 1001);
    assert.deepEqual([...new Set(sizes)].sort(), [2497, 2498, 2500]);
  });

  it('is Student’s interval for a mean: 4 values at the tabled quantile 3.182', () => {
    const values = [1, 2, 4, 9];
    const half = (3.182446 * sampleStandardDeviation(values)) / 2;
    const centre = sampleMean(values);
    const statistic = (kept: Int32Array): number =>
      sampleMean(Array.from(kept, (unit) => values[unit]));
    for (const found of [jackknife(4, statistic), meanInterval(values)]) {
      assertClose([found.estimate, found.low, found.high], [4, centre - half, centre + half], 1e-6);
    }
  });

  it('of a linear statistic does not depend on the scale’s centre, and stays within its range', () => {
    const values = [0.2, 0.5, 0.9, 0.97];
    const of = (kept: Int32Array): number => sampleMean(Array.from(kept, (unit) => values[unit]));
    for (const scale of ['fisher', 'logit'] as const) {
      const { low, estimate, high } = jackknife(4, of, { scale });
      assert.ok(low < estimate && estimate < high && high < 1, `${scale} ${low} ${high}`);
    }
    assert.ok(jackknife(4, of).high > 1);
  });

  it('of a size stays above 0', () => {
    const sizes = [0.1, 0.2, 5, 40];
    const { low, high } = meanInterval(sizes, { scale: 'log' });
    assert.ok(low > 0 && high > 40, `${low} ${high}`);
    assert.equal(meanInterval([0, 0, 0.3], { scale: 'log' }).low, 0);
    assert.ok(meanInterval(sizes).low < 0);
  });

  it('is cut to the range where the statistic is at its end', () => {
    const areas = [1, 1, 1, 0.8];
    const least = (kept: Int32Array): number => Math.min(...Array.from(kept, (k) => areas[k]));
    const { estimate, low, high } = jackknife(4, least, { scale: 'logit' });
    assert.equal(estimate, 0.8);
    assert.equal(high, 1);
    assert.ok(low < 0.8);
    assert.deepEqual(
      jackknife(3, () => 1, { scale: 'fisher' }),
      { estimate: 1, low: 1, high: 1 },
    );
  });

  it('is undefined for fewer than two units, and where the statistic is without one', () => {
    assert.deepEqual(
      jackknife(1, () => 5),
      { estimate: 5, low: NaN, high: NaN },
    );
    assert.deepEqual(
      jackknife(0, () => 5),
      { estimate: 5, low: NaN, high: NaN },
    );
    assert.deepEqual(
      jackknife(3, (kept) => (kept.includes(1) ? 7 : NaN)),
      { estimate: 7, low: NaN, high: NaN },
    );
  });
});

describe('meanInterval', () => {
  it('covers the mean of a normal sample in 95 % of samples, also of 3, 8 and 40 values', () => {
    for (const count of [3, 8, 40]) {
      const part = coverage(2000, 0, (repeat) => meanInterval(sample(`${count} ${repeat}`, count)));
      // Three standard deviations of the binomial.
      assert.ok(Math.abs(part - 0.95) < 0.0147, `${part} at ${count}`);
    }
  });

  it('has a wider interval at a higher confidence', () => {
    const values = sample('confidence', 50);
    const widths = [0.5, 0.8, 0.95, 0.99].map((confidence) => {
      const { low, high } = meanInterval(values, { confidence });
      return high - low;
    });
    for (let k = 1; k < widths.length; k++) assert.ok(widths[k] > widths[k - 1]);
  });

  it('leaves out NaN', () => {
    const values = sample('defined', 30);
    const holes = values.flatMap((value) => [NaN, value]);
    assert.deepEqual(meanInterval(holes), meanInterval(values));
    assertClose([meanInterval(holes).estimate], [sum(values) / values.length], 1e-14);
  });

  it('is NaN where no value is defined, and has no interval with an infinite one', () => {
    for (const values of [[], [NaN, NaN]]) {
      assert.deepEqual(meanInterval(values), { estimate: NaN, low: NaN, high: NaN });
    }
    const { low, high } = meanInterval([1, Infinity]);
    assert.deepEqual([low, high], [NaN, NaN]);
  });
});

describe('intervals of figure 4’s correlations over 8 networks', function () {
  this.timeout(120_000);
  const NETWORKS = 8;
  const REPEATS = 1500;
  let population: { x: Float64Array; y: Float64Array }[] = [];

  before(() => {
    population = Array.from({ length: 250 }, (_, seed) => {
      const market = randomMarket({ peers: 10, ratio: 25, seed });
      const { weights } = solveEquilibrium(market);
      return { x: rank({ ...market, weights }), y: idealRank(market) };
    });
  });

  const joined = (of: 'x' | 'y', chosen: readonly number[]): number[] =>
    chosen.flatMap((network) => [...population[network][of]]);

  const chosenOf = (repeat: number): number[] => {
    const stream = root.split('networks').split(repeat);
    return Array.from({ length: NETWORKS }, () => stream.integer(population.length));
  };

  for (const method of CORRELATIONS) {
    it(`cover the pooled ${method} correlation of all networks in 93 % of samples or more`, () => {
      const all = population.map((_, network) => network);
      const truth = correlation(joined('x', all), joined('y', all), method);
      const part = coverage(REPEATS, truth, (repeat) => {
        const chosen = chosenOf(repeat);
        const clusters = chosen.flatMap((network, k) => [...population[network].x].map(() => k));
        return correlate(joined('x', chosen), joined('y', chosen), { method, clusters });
      });
      assert.ok(part >= 0.93 && part < 0.98, String(part));
    });

    it(`cover the mean ${method} correlation within networks in 93 % of samples or more`, () => {
      const within = population.map(({ x, y }) => correlation(x, y, method));
      const part = coverage(REPEATS, mean(within), (repeat) =>
        meanInterval(
          chosenOf(repeat).map((network) => within[network]),
          { scale: 'fisher' },
        ),
      );
      assert.ok(part >= 0.93 && part < 0.98, String(part));
    });
  }
});
