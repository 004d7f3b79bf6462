import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Tensor } from '@tensorflow/tfjs';
import { loadTensors, type Tensorflow } from '../../lib/tensors/index.js';
import { assertClose, normal, on, seeded, sizeOf } from './support.js';

interface Product {
  batch: number[];
  batchA: number[];
  batchB: number[];
  n: number;
  k: number;
  m: number;
  transposeA: boolean;
  transposeB: boolean;
}

/** A random product: equal, unit and missing batch dimensions, each factor plain or transposed. */
const products = (longest: number): fc.Arbitrary<Product> => {
  const size = fc.integer({ min: 1, max: longest });
  return fc
    .record({
      batch: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
      repeatA: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
      repeatB: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
      shorten: fc.constantFrom('a', 'b', 'neither'),
      n: size,
      k: size,
      m: size,
      transposeA: fc.boolean(),
      transposeB: fc.boolean(),
    })
    .map(({ batch, repeatA, repeatB, shorten, ...rest }) => {
      const own = (repeat: boolean[], short: boolean): number[] =>
        batch.map((dim, at) => (repeat[at] ? 1 : dim)).slice(short ? 1 : 0);
      const batchA = own(repeatA, shorten === 'a');
      const batchB = own(repeatB, shorten === 'b');
      // A dimension that is missing in both factors is 1.
      const full = batch.map((_, at) => {
        const dims = [batchA, batchB].map((of) => of[at - batch.length + of.length] ?? 1);
        return Math.max(...dims);
      });
      const lead = Math.max(batchA.length, batchB.length);
      return { ...rest, batch: full.slice(full.length - lead), batchA, batchB };
    });
};

function factors(tf: Tensorflow, p: Product): [Tensor, Tensor] {
  const a = p.transposeA ? [p.k, p.n] : [p.n, p.k];
  const b = p.transposeB ? [p.m, p.k] : [p.k, p.m];
  return [seeded(tf, 'a', [...p.batchA, ...a]), seeded(tf, 'b', [...p.batchB, ...b])];
}

/** The matrix of a factor in the product `at` of the batch. */
function matrix(batch: number[], own: number[], at: number): number {
  let index = 0;
  let stride = 1;
  for (let dim = batch.length - 1; dim >= 0; dim--) {
    const size = own[dim - batch.length + own.length] ?? 1;
    index += (size === 1 ? 0 : at % batch[dim]) * stride;
    at = Math.floor(at / batch[dim]);
    stride *= size;
  }
  return index;
}

/** c_ij = bias_j + Σ_p a_ip b_pj in the order of p, every operation rounded to float32. */
function defined(p: Product, bias?: Float32Array): Float32Array {
  const { batch, n, k, m } = p;
  const a = normal('a', sizeOf(p.batchA) * n * k);
  const b = normal('b', sizeOf(p.batchB) * k * m);
  const c = new Float32Array(sizeOf(batch) * n * m);
  for (let at = 0; at < sizeOf(batch); at++) {
    const fromA = matrix(batch, p.batchA, at) * n * k;
    const fromB = matrix(batch, p.batchB, at) * k * m;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < m; j++) {
        let sum = bias?.[j] ?? 0;
        for (let q = 0; q < k; q++) {
          const x = a[fromA + (p.transposeA ? q * n + i : i * k + q)];
          const y = b[fromB + (p.transposeB ? j * k + q : q * m + j)];
          sum = Math.fround(sum + Math.fround(x * y));
        }
        c[(at * n + i) * m + j] = sum;
      }
    }
  }
  return c;
}

const multiply = (tf: Tensorflow, p: Product): Tensor =>
  tf.matMul(...factors(tf, p), p.transposeA, p.transposeB);

describe('products on the wasm backend', () => {
  it('are sums in order to the last bit, for any batch, broadcast and layout', () =>
    fc.assert(
      fc.asyncProperty(products(19), async (p) => {
        const [actual] = await on('wasm', (tf) => multiply(tf, p));
        assert.deepEqual(actual, defined(p));
      }),
      { numRuns: 300, seed: 1 },
    ));

  it('are sums in order beyond one block of rows and of the inner dimension', async () => {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        const sizes = { n: 259, k: 521, m: 13, transposeA, transposeB };
        const p: Product = { batch: [2], batchA: [2], batchB: [1], ...sizes };
        const [actual] = await on('wasm', (tf) => multiply(tf, p));
        assert.deepEqual(actual, defined(p));
      }
    }
  });

  it('have the shape of the broadcast batch, and are empty or zero where a dimension is 0', async () => {
    const { tf } = await loadTensors({ backend: 'wasm' });
    tf.tidy(() => {
      const shape = tf.matMul(tf.ones([4, 1, 2, 3]), tf.ones([5, 3, 6])).shape;
      assert.deepEqual(shape, [4, 5, 2, 6]);
      assert.deepEqual(tf.matMul(tf.ones([2, 0, 3]), tf.ones([3, 6])).shape, [2, 0, 6]);
      const sums = tf.matMul(tf.zeros([2, 2, 0]), tf.zeros([2, 0, 9]));
      assert.deepEqual(sums.dataSync(), new Float32Array(36));
    });
  });

  it('propagate NaN and infinity', async () => {
    const { tf } = await loadTensors({ backend: 'wasm' });
    tf.tidy(() => {
      const x = tf.tensor2d([
        [NaN, 1],
        [Infinity, 1],
        [0, 1],
      ]);
      const y = tf.fused.matMul({ a: x, b: tf.ones([2, 1]), activation: 'relu' });
      assert.deepEqual([...y.dataSync()], [NaN, Infinity, 1]);
    });
  });

  it('do not change their factors', async () => {
    const { tf } = await loadTensors({ backend: 'wasm' });
    tf.tidy(() => {
      const [a, b] = [seeded(tf, 'a', [2, 9, 7]), seeded(tf, 'b', [2, 9, 7])];
      tf.matMul(a, b, true).dataSync();
      assert.deepEqual(a.dataSync(), normal('a', 126));
      assert.deepEqual(b.dataSync(), normal('b', 126));
    });
  });

  it('refuse other types than float32', async () => {
    const { tf } = await loadTensors({ backend: 'wasm' });
    const ones = tf.ones([2, 2], 'int32');
    assert.throws(() => tf.matMul(ones, ones), {
      name: 'InvalidArgumentError',
      message: 'matMul: factors must be float32, got int32',
    });
    ones.dispose();
  });

  it('add bias and apply activation as on the cpu backend (1e-6)', async () => {
    for (const activation of ['linear', 'relu', 'relu6', 'prelu', 'leakyrelu', 'sigmoid', 'elu']) {
      for (const bias of [undefined, [11], [1], [7, 11]]) {
        const work = (tf: Tensorflow): Tensor =>
          tf.fused.matMul({
            a: seeded(tf, 'a', [7, 5]),
            b: seeded(tf, 'b', [11, 5]),
            transposeB: true,
            ...(bias && { bias: seeded(tf, 'bias', bias) }),
            ...(activation === 'prelu' && { preluActivationWeights: tf.fill([11], 0.3) }),
            activation: activation as 'relu',
            leakyreluAlpha: 0.1,
          });
        const [actual] = await on('wasm', work);
        const [expected] = await on('cpu', work);
        assertClose(actual, expected, 1e-6, `${activation} after bias [${String(bias)}]`);
      }
    }
  });

  it('start their sums from the bias, to the last bit', async () => {
    const sizes = { n: 6, k: 5, m: 11, transposeA: false, transposeB: true };
    const p: Product = { batch: [], batchA: [], batchB: [], ...sizes };
    const [actual] = await on('wasm', (tf) => {
      const [a, b] = factors(tf, p);
      return tf.fused.matMul({ a, b, transposeB: true, bias: seeded(tf, 'bias', [11]) });
    });
    assert.deepEqual(actual, defined(p, normal('bias', 11)));
  });

  it('have the gradients of the product of tiled factors, by the cpu backend (1e-5)', () => {
    const ofTiled =
      (p: Product, tile: boolean) =>
      (tf: Tensorflow): Tensor[] => {
        const upstream = seeded(tf, 'c', [...p.batch, p.n, p.m]);
        const whole = (x: Tensor): Tensor => {
          if (!tile) return x;
          const shape = [...p.batch, ...x.shape.slice(-2)];
          const own = [...shape.slice(x.rank).map(() => 1), ...x.shape];
          return tf.tile(
            x.reshape(own),
            shape.map((dim, at) => dim / own[at]),
          );
        };
        const loss = (a: Tensor, b: Tensor): Tensor =>
          tf.sum(tf.mul(upstream, tf.matMul(whole(a), whole(b), p.transposeA, p.transposeB)));
        const [a, b] = factors(tf, p);
        const gradients = tf.grads(loss)([a, b]);
        assert.deepEqual(
          gradients.map(({ shape }) => shape),
          [a.shape, b.shape],
        );
        return gradients;
      };
    return fc.assert(
      fc.asyncProperty(products(9), async (p) => {
        const actual = await on('wasm', ofTiled(p, false));
        const expected = await on('cpu', ofTiled(p, true));
        actual.forEach((gradient, at) => {
          assertClose(gradient, expected[at], 1e-5, 'ab'[at]);
        });
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});
