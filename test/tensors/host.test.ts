import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createStream } from '../../lib/math/index.js';
import {
  fromHost,
  loadTensors,
  reluGradient,
  tanhGradient,
  toHost,
  type Tensorflow,
} from '../../lib/tensors/index.js';

function draw(name: string, count: number): Float32Array {
  return Float32Array.from({ length: count }, createStream(2).split(name).normal);
}

describe('transfers between arrays and tensors', () => {
  for (const backend of ['wasm', 'cpu'] as const) {
    let tf: Tensorflow;
    before(async () => {
      ({ tf } = await loadTensors({ backend }));
    });
    after(async () => {
      await loadTensors({ backend: 'wasm' });
    });

    it(`preserve all numbers, and start from zeros: ${backend}`, () => {
      const count = tf.memory().numTensors;
      tf.tidy(() => {
        // Released memory must not be visible.
        tf.fill([3, 5], 7).dispose();
        const values = draw('values', 7);
        const tensor = fromHost(tf, [3, 5], (to) => {
          assert.equal(to.length, 15);
          to.set(values, 4);
        });
        assert.deepEqual(tensor.shape, [3, 5]);
        const expected = [...new Array<number>(4).fill(0), ...values, 0, 0, 0, 0];
        assert.deepEqual([...tensor.dataSync()], expected);
        assert.deepEqual(
          toHost(tf, tensor, (from) => [...from]),
          expected,
        );
      });
      assert.equal(tf.memory().numTensors, count);
    });

    it(`agree with the formulas of the gradients of relu and tanh for every length: ${backend}`, () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 23 }), (count) => {
          tf.tidy(() => {
            const [gradient, x] = [draw('dy', count), draw('x', count)];
            const dy = tf.tensor1d(gradient);
            const [relu, tanh] = [tf.relu(tf.tensor1d(x)), tf.tanh(tf.tensor1d(x))];
            const expected = gradient.map((value, at) => (x[at] > 0 ? value : 0));
            // A product with zero can be -0.
            const found = reluGradient(tf, dy, relu).dataSync();
            assert.deepEqual(
              [...found].map((value) => value + 0),
              [...expected],
            );
            for (const [at, value] of tanhGradient(tf, dy, tanh).dataSync().entries()) {
              const exact = gradient[at] * (1 - Math.tanh(x[at]) ** 2);
              assert.ok(Math.abs(value - exact) <= 1e-6 * Math.abs(gradient[at]));
            }
          });
        }),
        { numRuns: 30 },
      );
    });
  }
});
