import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Tensor } from '@tensorflow/tfjs';
import { adamStep, loadTensors, type AdamState, type Tensorflow } from '../../lib/tensors/index.js';
import { assertClose, normal, on, seeded, sizeOf } from './support.js';

describe('e^x and tanh on the wasm backend', () => {
  const numbers = Float32Array.from({ length: 40_003 }, (_, at) => (at - 20_001) / 200);

  /** The largest relative error, where the expected number is one that float32 holds in full. */
  async function error(name: 'exp' | 'tanh', definition: (x: number) => number): Promise<number> {
    const [actual] = await on('wasm', (tf) => tf[name](tf.tensor1d(numbers)));
    return numbers.reduce((largest, x, at) => {
      const expected = definition(x);
      if (Math.abs(expected) < 2 ** -126 || Math.abs(expected) > 3.4e38) return largest;
      return Math.max(largest, Math.abs(actual[at] / expected - 1));
    }, 0);
  }

  it('differ from the definitions by less than 3e-7, from -100 to 100', async () => {
    assert.ok((await error('exp', Math.exp)) < 3e-7);
    assert.ok((await error('tanh', Math.tanh)) < 3e-7);
  });

  it('keep zero, sign, NaN and infinity', async () => {
    const edges = [0, -0, NaN, Infinity, -Infinity, 1e-30, -1e-30, 89.5, -104.5];
    const [exp, tanh] = await on('wasm', (tf) => [
      tf.exp(tf.tensor1d(edges)),
      tf.tanh(tf.tensor1d(edges)),
    ]);
    assert.deepEqual([...exp], [1, 1, NaN, Infinity, 0, 1, 1, Infinity, 0]);
    const small = Math.fround(1e-30);
    assert.deepEqual([...tanh], [0, -0, NaN, 1, -1, small, -small, 1, -1]);
  });

  it('do not depend on a number’s place', async () => {
    const values = normal('values', 103);
    for (const name of ['exp', 'tanh'] as const) {
      const [whole] = await on('wasm', (tf) => tf[name](tf.tensor1d(values)));
      const single = await on('wasm', (tf) => [...values].map((x) => tf[name](tf.tensor1d([x]))));
      assert.deepEqual(
        single.map(([y]) => y),
        [...whole],
      );
    }
  });
});

describe('rows on the wasm backend', () => {
  const shape = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });

  it('are repeated as on the cpu backend', () =>
    fc.assert(
      fc.asyncProperty(shape, fc.integer(), fc.boolean(), async (dims, seed, whole) => {
        const reps = dims.map((_, at) => 1 + (Math.abs(seed >> (2 * at)) % 3));
        const work = (tf: Tensorflow): Tensor => {
          const x = seeded(tf, 'x', dims);
          return tf.tile(whole ? tf.cast(tf.mul(x, 9), 'int32') : x, reps);
        };
        assert.deepEqual(await on('wasm', work), await on('cpu', work));
      }),
      { numRuns: 60, seed: 1 },
    ));

  it('are looked up as on the cpu backend, along any axis, alone and in batches', () =>
    fc.assert(
      fc.asyncProperty(shape, fc.nat(), fc.nat(), async (dims, pick, seed) => {
        const axis = pick % dims.length;
        const batchDims = seed % 2 === 0 ? 0 : axis;
        const table = [...dims.slice(0, batchDims), 3, 2];
        const ids = Int32Array.from(
          { length: sizeOf(table) },
          (_, at) => (seed + 5 * at) % dims[axis],
        );
        const work = (tf: Tensorflow): Tensor =>
          tf.gather(seeded(tf, 'x', dims), tf.tensor(ids, table, 'int32'), axis, batchDims);
        assert.deepEqual(await on('wasm', work), await on('cpu', work));
      }),
      { numRuns: 60, seed: 1 },
    ));

  it('must exist to be looked up', async () => {
    const { tf } = await loadTensors({ backend: 'wasm' });
    tf.tidy(() => {
      for (const wrong of [3, -1]) {
        const ids = tf.tensor1d([0, wrong], 'int32');
        assert.throws(() => tf.gather(tf.ones([3, 2]), ids), {
          name: 'InvalidArgumentError',
          message: `gather: indices must be from 0 to 2, got ${wrong} at 1`,
        });
      }
    });
  });

  it('of a bit each are left to tfjs', async () => {
    const work = (tf: Tensorflow): Tensor[] => {
      const x = tf.tensor2d([1, 0, 0, 1, 1, 0], [2, 3], 'bool');
      return [tf.tile(x, [2, 2]), tf.gather(x, tf.tensor1d([1, 1, 0], 'int32'))].map((y) =>
        tf.cast(y, 'float32'),
      );
    };
    assert.deepEqual(await on('wasm', work), await on('cpu', work));
  });
});

describe('adamStep', () => {
  const shape = [3, 7];
  const [RATE, BETA1, BETA2, EPSILON] = [0.05, 0.8, 0.95, 1e-3];

  /** Algorithm 1, a number at a time, in float64. */
  function defined(steps: number): Float32Array {
    return normal('x', 21).map((start, at) => {
      let [w, m, v] = [start, 0, 0];
      for (let t = 1; t <= steps; t++) {
        const g = normal(`gradient ${t}`, 21)[at];
        m = BETA1 * m + (1 - BETA1) * g;
        v = BETA2 * v + (1 - BETA2) * g * g;
        w -= (RATE * (m / (1 - BETA1 ** t))) / (Math.sqrt(v / (1 - BETA2 ** t)) + EPSILON);
      }
      return w;
    });
  }

  const steps =
    (count: number) =>
    (tf: Tensorflow): Tensor => {
      const zeros = tf.zeros(shape);
      let state: AdamState = { value: seeded(tf, 'x', shape), mean: zeros, square: zeros };
      for (let t = 1; t <= count; t++) {
        const gradient = seeded(tf, `gradient ${t}`, shape);
        const options = { learningRate: RATE, beta1: BETA1, beta2: BETA2, epsilon: EPSILON };
        state = adamStep(tf, state, gradient, t, options);
      }
      return state.value;
    };

  for (const backend of ['wasm', 'cpu'] as const) {
    it(`is algorithm 1 on ${backend} (1e-5)`, async () => {
      for (const count of [1, 2, 25]) {
        const [actual] = await on(backend, steps(count));
        assertClose(actual, defined(count), 1e-5, `${count} steps`);
      }
    });
  }

  it('leaves its inputs as they are, and returns three tensors', async () => {
    const { tf } = await loadTensors({ backend: 'wasm' });
    tf.tidy(() => {
      const [value, mean, square, gradient] = ['w', 'm', 'v', 'g'].map((name) =>
        tf.abs(seeded(tf, name, shape)),
      );
      const before = tf.memory().numTensors;
      adamStep(tf, { value, mean, square }, gradient, 3);
      assert.equal(tf.memory().numTensors, before + 3);
      [value, mean, square, gradient].forEach((tensor, at) => {
        assert.deepEqual(tensor.dataSync(), normal('wmvg'[at], 21).map(Math.abs));
      });
    });
  });
});
