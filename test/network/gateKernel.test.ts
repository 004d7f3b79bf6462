import assert from 'node:assert/strict';
import fc from 'fast-check';
import { log, sinCos } from '../../lib/math/elementary.js';
import { createStream } from '../../lib/math/index.js';
import { softplus } from '../../lib/network/index.js';
import { addTransposed, times } from '../../lib/network/gate/features.js';
import { gateKernel } from '../../lib/network/gate/kernel.js';
import { normalsIn } from '../../lib/network/gate/keys.js';
import { loadsIn } from '../../lib/network/gate/productBalance.js';
import { type Encoding } from '../../lib/datasets/index.js';
import { rowsOf } from '../../lib/network/rows.js';
import { normal } from '../support/normal.js';

const count = fc.integer({ min: 1, max: 37 });

/** Whether two numbers differ by at most `ulps` units in the last place. */
function isNear(found: number, wanted: number, ulps: number): boolean {
  return Math.abs(found - wanted) <= ulps * Number.EPSILON * Math.abs(wanted);
}

/** σ, σ' and s of scores with noise, by the kernel. */
function noisy(clean: Float64Array, raw: Float64Array, noise: Float64Array): Float64Array[] {
  const kernel = gateKernel();
  const given = [clean, raw, noise].map((values) => kernel.put(values));
  const out = [0, 1, 2].map(() => kernel.room(clean.length));
  const [a, b, c, d, e, f] = [...given, ...out];
  kernel.call.addNoise(a, b, c, d, e, f, clean.length);
  return out.map((address) => kernel.doubles(address, clean.length).slice());
}

describe('the kernel of gates', () => {
  it('refuses more numbers than its memory holds with a sentence, and goes on', () => {
    assert.throws(() => gateKernel().room(2 ** 30), {
      name: 'WorkbenchError',
      message: /must fit 4 GiB, got more: take a smaller batch/,
    });
    const kernel = gateKernel();
    assert.deepEqual([...kernel.doubles(kernel.put(Float64Array.of(1, 2)), 2)], [1, 2]);
  });

  it('makes the normal numbers of a stream from its uniform ones, bit for bit', () => {
    const kernel = gateKernel();
    for (let seed = 0; seed < 200; seed++) {
      const wanted = 2 + 2 * (seed % 60);
      const numbers = kernel.doubles(normalsIn(kernel.begin(), createStream(seed), wanted), wanted);
      assert.deepEqual(numbers, createStream(seed).normals(wanted), `seed ${seed}`);
    }
    // Around the branches of the logarithm, and multiples of a quarter turn.
    const near = [0, 2 ** -53, 2 ** -21, 1 - Math.SQRT1_2, 0.5, 0.25, 0.75, 0.125, 1 - 2 ** -53];
    const shifted = near.flatMap((u) => [u, u + 2 ** -51, u + 1e-6].filter((v) => v < 1));
    const pairs = shifted.flatMap((u) => shifted.flatMap((v) => [u, v]));
    const values = kernel.begin().put(Float64Array.from(pairs));
    kernel.call.normals(values, pairs.length);
    const found = kernel.doubles(values, pairs.length);
    for (let at = 0; at < pairs.length; at += 2) {
      const [u, v] = pairs.slice(at, at + 2);
      const radius = Math.sqrt(-2 * log(1 - u));
      const [sine, cosine] = sinCos(2 * Math.PI * v);
      assert.deepEqual(
        [...found.subarray(at, at + 2)],
        [radius * cosine, radius * sine],
        `${u} ${v}`,
      );
    }
  });

  it('has the noise of softplus and its derivative, for any argument', () => {
    const numbers = [0, -0, 1e-300, -1e-300, 1e-9, 0.4142, 30, -36, 36, 709, -709, -745, 1e9, -1e9];
    const list = fc.array(fc.oneof(fc.double({ min: -50, max: 50, noNaN: true })), {
      minLength: 1,
      maxLength: 9,
    });
    fc.assert(
      fc.property(fc.oneof(list, fc.constant(numbers)), (values) => {
        const raw = Float64Array.from(values);
        const clean = raw.map((_, at) => at - 2);
        const noise = raw.map((_, at) => 0.5 - at);
        const [spread, slope, sum] = noisy(clean, raw, noise);
        for (const [at, value] of raw.entries()) {
          // Below the normal numbers the kernel has 0.
          const size = value < -708 ? 0 : Math.SQRT1_2 * softplus(value);
          const logistic = value < -708 ? 0 : 1 / (1 + Math.exp(-value));
          assert.ok(isNear(spread[at], size, 4), `σ of ${value}: ${spread[at]}, not ${size}`);
          assert.ok(isNear(slope[at], Math.SQRT1_2 * logistic, 4), `σ' of ${value}: ${slope[at]}`);
          assert.equal(sum[at], clean[at] + noise[at] * spread[at]);
        }
      }),
    );
    assert.deepEqual(
      noisy(Float64Array.of(1, 2, 3), Float64Array.of(NaN, 0, NaN), Float64Array.of(1, 1, 1)).map(
        (values) => [...values].map(Number.isNaN),
      ),
      [
        [true, false, true],
        [true, false, true],
        [true, false, true],
      ],
    );
  });

  it('has Φ and its density of each margin over the threshold, summed by key', () => {
    fc.assert(
      fc.property(count, count, fc.integer({ min: 0, max: 1e6 }), (rows, keys, seed) => {
        const draw = (at: number, scale: number): number =>
          scale * Math.sin(seed + 12.9898 * at) * (at % 7);
        const clean = Float64Array.from({ length: rows * keys }, (_, at) => draw(at, 3));
        const spread = clean.map((_, at) => 0.1 + Math.abs(draw(at + 0.5, 1)));
        const noise = clean.map((value, at) => value + draw(at + 0.25, 1) * spread[at]);
        const thresholds = Float64Array.from({ length: 2 * rows }, (_, at) =>
          at % 5 === 3 ? -Infinity : draw(at, 1) - (at % 2),
        );
        const open = Float64Array.from({ length: keys }, (_, key) => (seed + key) % 4);
        const kernel = gateKernel();
        const [a, b, c] = [clean, spread, noise].map((values) => kernel.put(values));
        const half = { open, thresholds };
        const loads = loadsIn(kernel, { clean: a, spread: b, noisy: c }, half);
        const [margins, densities] = [loads.margins, loads.densities].map((address) =>
          kernel.doubles(address, rows * keys),
        );
        const wanted = new Float64Array(keys);
        for (const [at, value] of clean.entries()) {
          const [row, key] = [Math.floor(at / keys), at % keys];
          const [kth, next] = thresholds.subarray(2 * row, 2 * row + 2);
          const above = value - (noise[at] >= kth ? next : kth);
          const margin = open[key] === 0 ? -Infinity : above / spread[at];
          assert.equal(margins[at], margin);
          const density = Math.exp(-0.5 * margin ** 2) / Math.sqrt(2 * Math.PI);
          assert.ok(Math.abs(densities[at] - density) <= 1e-15);
          wanted[key] += Number.isFinite(margin) ? normal(margin) : Number(margin > 0);
        }
        for (const [key, sum] of kernel.doubles(loads.sums, keys).entries()) {
          assert.ok(Math.abs(sum - wanted[key]) < 3e-7 * rows, `${sum}, not ${wanted[key]}`);
        }
      }),
    );
  });

  it('multiplies numbers and one-hot codes by a matrix, and their transposes, as by definition', () => {
    fc.assert(
      fc.property(count, count, count, fc.boolean(), (rows, inputs, columns, areCodes) => {
        const encoding: Encoding = areCodes ? { kind: 'codes', symbols: 3 } : { kind: 'numbers' };
        const features = areCodes ? 3 * inputs : inputs;
        const values = Float32Array.from({ length: rows * inputs }, (_, at) =>
          areCodes ? (at * 7) % 3 : Math.sin(at),
        );
        const x = rowsOf(values, inputs);
        const at = (row: number, feature: number): number => {
          if (!areCodes) return values[row * inputs + feature];
          return Number(values[row * inputs + Math.floor(feature / 3)] === feature % 3);
        };
        const matrix = Float32Array.from({ length: features * columns }, (_, k) => Math.cos(k));
        const change = Float64Array.from({ length: rows * columns }, (_, k) => Math.cos(3 * k));
        const product = times(x, encoding, matrix, columns);
        const sum = matrix.slice();
        addTransposed(x, encoding, change, columns, sum);
        for (let column = 0; column < columns; column++) {
          for (let row = 0; row < rows; row++) {
            let wanted = 0;
            for (let k = 0; k < features; k++) wanted += at(row, k) * matrix[k * columns + column];
            assert.ok(Math.abs(product[row * columns + column] - wanted) < 1e-13);
          }
          for (let k = 0; k < features; k++) {
            let wanted = matrix[k * columns + column];
            for (let row = 0; row < rows; row++) {
              wanted += at(row, k) * change[row * columns + column];
            }
            assert.ok(Math.abs(sum[k * columns + column] - wanted) < 1e-5);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
