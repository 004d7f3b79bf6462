import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  correlation,
  CORRELATIONS,
  correlate,
  createStream,
  gini,
  meanInterval,
} from '../../lib/math/index.js';
import {
  fromMatrix,
  honestWeights,
  measuredSignificance,
  randomMarket,
} from '../../lib/market/index.js';
import { shardUniformly, splitHeldOut, teacherDataset } from '../../lib/datasets/index.js';

const stream = createStream(1);
const notFinite = fc.constantFrom(NaN, Infinity, -Infinity);
const samples = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 9 });

describe('values that are not finite', () => {
  for (const method of CORRELATIONS) {
    it(`make ${method} correlation and its interval undefined at any position`, () => {
      fc.assert(
        fc.property(samples, notFinite, fc.nat(), (x, value, place) => {
          const y = x.map((one, k) => one + k);
          const broken = x.with(place % x.length, value);
          for (const [a, b] of [
            [broken, y],
            [y, broken],
          ]) {
            assert.ok(Number.isNaN(correlation(a, b, method)));
            const found = correlate(a, b, { method });
            assert.deepEqual([found.estimate, found.low, found.high], [NaN, NaN, NaN]);
          }
        }),
        { seed: 1, numRuns: 30 },
      );
    });
  }

  it('are left out of a mean where they are NaN, and fewer than two values have no interval', () => {
    const { estimate, low, high } = meanInterval([NaN, 1]);
    assert.deepEqual([estimate, low, high], [1, NaN, NaN]);
  });

  const market = randomMarket({ peers: 3 });
  const data = teacherDataset({ stream, rows: 20 });
  const x = data.x.with(17, NaN);
  for (const [what, call, message] of [
    ['gini', () => gini(true as never), /^gini: values must be numbers in an array, got true$/],
    [
      'fromMatrix',
      () =>
        fromMatrix([
          ['x', 1],
          [1, 2],
        ] as never),
      /fromMatrix: matrix must have finite numbers, got "x" at \[0, 0\]/,
    ],
    ['fromMatrix of NaN', () => fromMatrix([[NaN]]), /got NaN at \[0, 0\]/],
    [
      'measuredSignificance',
      () => measuredSignificance(market, { batches: 1, shift: 3e4, stream }),
      /must keep every score finite, got (Infinity|NaN) of peer \d/,
    ],
    [
      'honestWeights',
      () => honestWeights({ ...market, hessians: market.hessians.map(() => 1e308) }),
      /positive, finite trace for every peer, got Infinity of peer 0/,
    ],
    [
      'splitHeldOut',
      () => splitHeldOut({ ...data, x }, { stream }),
      /^splitHeldOut: dataset.x must be finite, got NaN in row 1, column 1$/,
    ],
    [
      'shardUniformly',
      () => shardUniformly({ ...data, x }, { peers: 2, stream }),
      /dataset.x must be finite, got NaN in row 1, column 1$/,
    ],
  ] as const) {
    it(`are refused by ${what}`, () => {
      assert.throws(call, { name: 'InvalidArgumentError', message });
    });
  }
});
