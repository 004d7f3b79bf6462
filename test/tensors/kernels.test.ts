import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Tensor } from '@tensorflow/tfjs';
import { adamStep, loadTensors, type AdamState, type Tensorflow } from '../../lib/tensors/index.js';
import { assertClose, normal, on, seeded, sizeOf } from './support.js';

describe('e^x and tanh on the wasm backend', () => {
  const numbers = Float32Array.from({ length: 40_003 }, (_, at) => (at - 20_001) / 200);

  /** The largest relative error over the expected numbers that are normal in float32. */
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

  it('preserve zero, sign, NaN and infinity', async () => {
    const edges = [0, -0, NaN, Infinity, -Infinity, 1e-30, -1e-30, 89.5, -104.5];
    const [exp, tanh] = await on('wasm', (tf) => [
      tf.exp(tf.tensor1d(edges)),
      tf.tanh(tf.tensor1d(edges)),
    ]);
    assert.deepEqual([...exp], [1, 1, NaN, Infinity, 0, 1, 1, Infinity, 0]);
    const small = Math.fround(1e-30);
    assert.deepEqual([...tanh], [0, -0, NaN, 1, -1, small, -small, 1, -1]);
  });

  it('do not depend on the position of a number', async () => {
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

  it('are refused where an index is out of range', async () => {
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

  it('of booleans are computed by tfjs', async () => {
    const work = (tf: Tensorflow): Tensor[] => {
      const x = tf.tensor2d([1, 0, 0, 1, 1, 0], [2, 3], 'bool');
      return [tf.tile(x, [2, 2]), tf.gather(x, tf.tensor1d([1, 1, 0], 'int32'))].map((y) =>
        tf.cast(y, 'float32'),
      );
    };
    assert.deepEqual(await on('wasm', work), await on('cpu', work));
  });
});

describe('blocks on the wasm backend', () => {
  const cuts = fc.record({
    dims: fc.array(fc.integer({ min: 2, max: 7 }), { minLength: 1, maxLength: 4 }),
    pick: fc.nat(),
    seed: fc.nat(),
    whole: fc.boolean(),
  });

  /** Asserts equal shapes and bits. */
  async function assertSame(work: (tf: Tensorflow) => Tensor[]): Promise<void> {
    const shapes: number[][][] = [];
    const noted = (tf: Tensorflow): Tensor[] => {
      const results = work(tf);
      shapes.push(results.map(({ shape }) => shape));
      return results;
    };
    assert.deepEqual(await on('wasm', noted), await on('cpu', noted));
    assert.deepEqual(shapes[0], shapes[1]);
  }

  it('are sliced, split, unstacked and concatenated as on the cpu backend, along any axis', () =>
    fc.assert(
      fc.asyncProperty(cuts, async ({ dims, pick, seed, whole }) => {
        const axis = pick % dims.length;
        const length = dims[axis];
        const begin = seed % length;
        const at = 1 + (seed % (length - 1));
        await assertSame((tf) => {
          const numbers = seeded(tf, 'x', dims);
          const x = whole ? tf.cast(tf.mul(numbers, 9), 'int32') : numbers;
          const from = dims.map((_, dim) => (dim === axis ? begin : 0));
          const size = dims.map((dim, each) => (each === axis ? length - begin : dim));
          const parts = tf.split(x, [at, length - at], axis);
          const joined = tf.concat([...parts.reverse(), x], axis);
          const both = tf.slice(
            x,
            dims.map((dim) => seed % dim),
            dims.map(() => 1),
          );
          return [tf.slice(x, from, size), ...parts, ...tf.unstack(x, axis), joined, both];
        });
      }),
      { numRuns: 80, seed: 1 },
    ));

  it('are refused where they exceed the tensor', async () => {
    const { tf } = await loadTensors({ backend: 'wasm' });
    tf.tidy(() => {
      const x = tf.ones([3, 4]);
      assert.throws(() => tf.slice(x, [2, 0], [2, 4]));
      assert.throws(() => tf.split(x, [1, 1], 0));
      assert.throws(() => tf.concat([x, tf.ones([2, 3])], 0));
    });
  });

  it('are summed over adjacent axes in order, to the last bit, and over others as on the cpu backend (1e-5)', () =>
    fc.assert(
      fc.asyncProperty(cuts, async ({ dims, pick, seed, whole }) => {
        const first = pick % dims.length;
        const last = first + (seed % (dims.length - first));
        const axes = Array.from({ length: last - first + 1 }, (_, at) => first + at);
        const [actual] = await on('wasm', (tf) => tf.sum(seeded(tf, 'x', dims), axes, whole));
        const [outer, count, inner] = [
          dims.slice(0, first),
          dims.slice(first, last + 1),
          dims.slice(last + 1),
        ].map(sizeOf);
        const x = normal('x', outer * count * inner);
        const expected = new Float32Array(outer * inner);
        for (let at = 0; at < x.length; at++) {
          expected[Math.floor(at / (count * inner)) * inner + (at % inner)] += x[at];
        }
        if (inner > 1) assert.deepEqual(actual, expected);
        await assertClosely((tf) =>
          tf.sum(seeded(tf, 'x', dims), [...new Set([0, dims.length - 1])], whole),
        );
        const sum = (tf: Tensorflow): Tensor => tf.sum(seeded(tf, 'x', dims), axes, whole);
        await assertClosely(sum);
      }),
      { numRuns: 60, seed: 1 },
    ));

  async function assertClosely(work: (tf: Tensorflow) => Tensor): Promise<void> {
    const shapes: number[][] = [];
    const noted = (tf: Tensorflow): Tensor => {
      const result = work(tf);
      shapes.push(result.shape);
      return result;
    };
    const [actual] = await on('wasm', noted);
    const [expected] = await on('cpu', noted);
    assertClose(actual, expected, 1e-5);
    assert.deepEqual(shapes[0], shapes[1]);
  }
});

describe('adamStep', () => {
  const shape = [3, 7];
  const [RATE, BETA1, BETA2, EPSILON] = [0.05, 0.8, 0.95, 1e-3];

  /** Algorithm 1 in float64. */
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

  it('does not change its inputs, and returns three tensors', async () => {
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

  it('refuses an unknown option', async () => {
    const { tf } = await loadTensors({ backend: 'wasm' });
    tf.tidy(() => {
      const x = tf.ones([2]);
      const options = { learingRate: 1 } as object;
      assert.throws(() => adamStep(tf, { value: x, mean: x, square: x }, x, 1, options), {
        name: 'InvalidArgumentError',
        message:
          'adamStep: options must be among learningRate, beta1, beta2, epsilon, got "learingRate"; did you mean learningRate?',
      });
    });
  });
});
