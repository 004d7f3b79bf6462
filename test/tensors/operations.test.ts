import type { Scalar, Tensor } from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { loadTensors, type Tensorflow } from '../../lib/tensors/index.js';
import { assertClose, normal, on, seeded } from './support.js';

type Operation = (tf: Tensorflow, x: Tensor) => Tensor;

/** The differentiable operations of networks, each of x [3, 4, 5]. */
const DIFFERENTIABLE: Record<string, Operation> = {
  relu: (tf, x) => tf.relu(x),
  tanh: (tf, x) => tf.tanh(x),
  elu: (tf, x) => tf.elu(x),
  sigmoid: (tf, x) => tf.sigmoid(x),
  softplus: (tf, x) => tf.softplus(x),
  leakyRelu: (tf, x) => tf.leakyRelu(x),
  selu: (tf, x) => tf.selu(x),
  exp: (tf, x) => tf.exp(x),
  log: (tf, x) => tf.log(tf.abs(x)),
  log1p: (tf, x) => tf.log1p(tf.square(x)),
  sqrt: (tf, x) => tf.sqrt(tf.abs(x)),
  rsqrt: (tf, x) => tf.rsqrt(tf.add(tf.square(x), 1)),
  softmax: (tf, x) => tf.softmax(x),
  logSoftmax: (tf, x) => tf.logSoftmax(x),
  logSumExp: (tf, x) => tf.logSumExp(x, -1),
  'softmax cross-entropy': (tf, x) =>
    tf.losses.softmaxCrossEntropy(tf.oneHot([0, 4, 2], 5), x.slice([0, 1], [3, 1]).reshape([3, 5])),
  sum: (tf, x) => tf.sum(x, 1),
  mean: (tf, x) => tf.mean(x, [0, 2]),
  max: (tf, x) => tf.max(x, 1),
  min: (tf, x) => tf.min(x, 2),
  norm: (tf, x) => tf.norm(x),
  cumsum: (tf, x) => tf.cumsum(x, 2),
  'add, broadcast': (tf, x) => tf.add(tf.sum(x, 1, true), x),
  'subtract, broadcast': (tf, x) => tf.sub(tf.mean(x, [0, 1]), x),
  'multiply, broadcast': (tf, x) => tf.mul(tf.slice(x, [0, 0, 1], [3, 1, 1]), x),
  'divide, broadcast': (tf, x) => tf.div(x, tf.add(tf.sum(tf.square(x), [0], true), 1)),
  maximum: (tf, x) => tf.maximum(tf.mul(x, x), x),
  squaredDifference: (tf, x) => tf.squaredDifference(x, tf.reverse(x, 0)),
  pow: (tf, x) => tf.pow(tf.abs(x), 1.5),
  clip: (tf, x) => tf.clipByValue(x, -0.5, 0.5),
  where: (tf, x) =>
    tf.where(tf.tensor1d([0, 1, 1, 0, 1], 'bool').broadcastTo([3, 4, 5]), x, tf.mul(x, 3)),
  reshape: (tf, x) => tf.reshape(x, [4, 15]),
  transpose: (tf, x) => tf.transpose(x, [2, 0, 1]),
  stack: (tf, x) => tf.stack([x, tf.mul(x, 2)], 1),
  unstack: (tf, x) => tf.add(...(tf.unstack(x, 1).slice(0, 2) as [Tensor, Tensor])),
  concat: (tf, x) => tf.concat([x, tf.mul(x, 2)], 2),
  split: (tf, x) => tf.mul(...(tf.split(x, 2, 1) as [Tensor, Tensor])),
  slice: (tf, x) => tf.slice(x, [1, 0, 2], [2, 3, 3]),
  pad: (tf, x) =>
    tf.pad(x, [
      [0, 1],
      [2, 0],
      [1, 1],
    ]),
  tile: (tf, x) => tf.tile(x, [2, 1, 3]),
  broadcastTo: (tf, x) => tf.broadcastTo(tf.mean(x, 1, true), [3, 4, 5]),
  reverse: (tf, x) => tf.reverse(x, 1),
  'gather of rows': (tf, x) => tf.gather(x, tf.tensor1d([2, 0, 2, 2], 'int32')),
  'gather of columns': (tf, x) => tf.gather(x, tf.tensor1d([4, 0, 4], 'int32'), 2),
  'gather by a table': (tf, x) =>
    tf.gather(
      x,
      tf.tensor2d(
        [
          [1, 0],
          [1, 2],
        ],
        undefined,
        'int32',
      ),
    ),
  unsortedSegmentSum: (tf, x) => tf.unsortedSegmentSum(x, tf.tensor1d([1, 0, 1], 'int32'), 4),
  dropout: (tf, x) => tf.dropout(x, 0.5, undefined, 7),
  'layer normalisation': (tf, x) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
  },
};

/** The operations without a gradient. */
const PLAIN: Record<string, Operation> = {
  oneHot: (tf) => tf.oneHot(tf.tensor1d([1, 0, 3], 'int32'), 4),
  argMax: (tf, x) => tf.argMax(x, 2),
  'topk, values': (tf, x) => tf.topk(x, 2).values,
  'topk, indices': (tf, x) => tf.topk(x, 2).indices,
  gatherND: (tf, x) =>
    tf.gatherND(
      x,
      tf.tensor2d(
        [
          [0, 1],
          [2, 3],
        ],
        undefined,
        'int32',
      ),
    ),
  scatterND: (tf, x) =>
    tf.scatterND(tf.tensor2d([[1], [3], [1]], undefined, 'int32'), x, [5, 4, 5]),
  comparison: (tf, x) => tf.logicalAnd(tf.greater(x, -0.5), tf.lessEqual(x, 0.5)),
  any: (tf, x) => tf.any(tf.greater(x, 1), 1),
  isNaN: (tf, x) => tf.isNaN(x),
  sign: (tf, x) => tf.sign(x),
  'cast and floor division': (tf, x) =>
    tf.floorDiv(tf.cast(tf.mul(x, 9), 'int32'), tf.scalar(2, 'int32')),
  range: (tf) => tf.range(0, 7),
};

describe('operations on the wasm backend', () => {
  for (const [name, operation] of Object.entries(DIFFERENTIABLE)) {
    it(`${name} has value and gradient of the cpu backend (1e-5)`, async () => {
      const value = (tf: Tensorflow): Tensor => operation(tf, seeded(tf, 'x', [3, 4, 5]));
      const gradient = (tf: Tensorflow): Tensor =>
        tf.grad((x) => {
          const y = operation(tf, x);
          return tf.sum(tf.mul(y, seeded(tf, 'upstream', y.shape)));
        })(seeded(tf, 'x', [3, 4, 5]));
      for (const work of [value, gradient]) {
        const [actual] = await on('wasm', work);
        const [expected] = await on('cpu', work);
        assertClose(actual, expected, 1e-5, name);
      }
    });
  }

  for (const [name, operation] of Object.entries(PLAIN)) {
    it(`${name} has the value of the cpu backend (1e-6)`, async () => {
      const work = (tf: Tensorflow): Tensor => operation(tf, seeded(tf, 'x', [3, 4, 5]));
      const [actual] = await on('wasm', work);
      const [expected] = await on('cpu', work);
      assertClose(actual, expected, 1e-6, name);
    });
  }

  it('Adam takes the steps of the cpu backend (1e-5)', async () => {
    const work = (tf: Tensorflow): Tensor => {
      const x = tf.variable(seeded(tf, 'x', [3, 4]));
      const adam = tf.train.adam(0.1);
      for (let step = 0; step < 5; step++) {
        adam.minimize(() => tf.sum<Scalar>(tf.square(tf.sub(tf.exp(x), 2))));
      }
      const result = tf.clone(x);
      x.dispose();
      adam.dispose();
      return result;
    };
    const [actual] = await on('wasm', work);
    const [expected] = await on('cpu', work);
    assertClose(actual, expected, 1e-5);
  });

  it('a dense network of layers trains as on the cpu backend (1e-4)', async () => {
    const work = (tf: Tensorflow): Tensor[] => {
      const dense = (units: number, activation: 'relu' | 'softmax', seed: number) =>
        tf.layers.dense({
          units,
          activation,
          kernelInitializer: tf.initializers.glorotUniform({ seed }),
        });
      const model = tf.sequential();
      model.add(tf.layers.inputLayer({ inputShape: [6] }));
      model.add(dense(16, 'relu', 1));
      model.add(dense(4, 'softmax', 2));
      const variables = model.trainableWeights.map((weight) => weight.read());
      assert.equal(variables.length, 4);
      const labels = tf.oneHot(
        Int32Array.from({ length: 32 }, (_, at) => at % 4),
        4,
      );
      const loss = (): Tensor =>
        tf.mean(
          tf.metrics.categoricalCrossentropy(
            labels,
            model.apply(seeded(tf, 'x', [32, 6])) as Tensor,
          ),
        );
      const { grads } = tf.variableGrads(loss as never);
      const result = [loss(), ...Object.values(grads)];
      model.dispose();
      return result;
    };
    const actual = await on('wasm', work);
    const expected = await on('cpu', work);
    actual.forEach((numbers, at) => {
      assertClose(numbers, expected[at], 1e-4, `result ${at}`);
    });
  });

  it('sums over segments in order, and ignores rows without a segment', async () => {
    const { tf } = await loadTensors({ backend: 'wasm' });
    tf.tidy(() => {
      const x = seeded(tf, 'x', [5, 2, 3]);
      const ids = tf.tensor1d([1, -1, 3, 1, 1], 'int32');
      const sums = tf.unsortedSegmentSum(x, ids, 3);
      assert.deepEqual(sums.shape, [3, 2, 3]);
      const values = normal('x', 30);
      const expected = new Float32Array(18);
      for (const i of [0, 3, 4]) {
        for (let j = 0; j < 6; j++) expected[6 + j] += values[6 * i + j];
      }
      assert.deepEqual(sums.dataSync(), expected);
    });
  });
});
