/*
 * The same training in several ways. Stacked parameters are [nets, inputs, outputs] and [nets, 1, outputs].
 */
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import { createStream } from '../lib/math/index.js';
import { adamStep, type AdamState, type Tensorflow } from '../lib/tensors/index.js';

export const [NETS, BATCH] = [8, 128];
const [INPUTS, HIDDEN, CLASSES, BATCHES] = [64, 64, 10, 16];
const [RATE, BETA1, BETA2, EPSILON] = [0.001, 0.9, 0.999, 1e-7];

export interface Training {
  /** One step of all eight networks. */
  readonly round: () => void;
  readonly dispose: () => void;
}
export type Way = (tf: Tensorflow) => Training;

function normal(name: string, count: number, scale = 1): Float32Array {
  const stream = createStream(1).split(name);
  return Float32Array.from({ length: count }, () => scale * stream.normal());
}

/** Batches of [nets, batch, inputs] and their one-hot labels, in a cycle. */
function batches(tf: Tensorflow): { next: () => readonly [Tensor, Tensor]; dispose: () => void } {
  const stream = createStream(1).split('labels');
  const all = Array.from({ length: BATCHES }, (_, at) => {
    const x = tf.tensor(normal(`x${at}`, NETS * BATCH * INPUTS), [NETS, BATCH, INPUTS]);
    const classes = Int32Array.from({ length: NETS * BATCH }, () => stream.integer(CLASSES));
    const labels = tf.tidy(() => tf.oneHot(classes, CLASSES).toFloat());
    const shaped = labels.reshape([NETS, BATCH, CLASSES]);
    labels.dispose();
    return [x, shaped] as const;
  });
  let at = 0;
  return {
    next: () => all[at++ % BATCHES],
    dispose: () => {
      for (const pair of all)
        pair.forEach((tensor) => {
          tensor.dispose();
        });
    },
  };
}

const SHAPES = [
  [NETS, INPUTS, HIDDEN],
  [NETS, 1, HIDDEN],
  [NETS, HIDDEN, CLASSES],
  [NETS, 1, CLASSES],
];
const initial = (at: number): Float32Array =>
  normal(
    `weights${at}`,
    SHAPES[at].reduce((size, dim) => size * dim),
    0.1,
  );

type Gradients = (tf: Tensorflow, x: Tensor, labels: Tensor, weights: Tensor[]) => Tensor[];

function loss(tf: Tensorflow, x: Tensor, labels: Tensor, weights: Tensor[]): Scalar {
  const [w1, b1, w2, b2] = weights;
  const hidden = tf.relu(tf.fused.matMul({ a: x, b: w1, bias: b1 }));
  const logits = tf.fused.matMul({ a: hidden, b: w2, bias: b2 });
  return tf.mul(tf.sum(tf.mul(labels, tf.logSoftmax(logits))), -1 / BATCH);
}

const automatic: Gradients = (tf, x, labels, weights) =>
  tf.grads((...of: Tensor[]) => loss(tf, x, labels, of))(weights);

const byHand: Gradients = (tf, x, labels, [w1, b1, w2, b2]) => {
  const hidden = tf.fused.matMul({ a: x, b: w1, bias: b1, activation: 'relu' });
  const p = tf.softmax(tf.fused.matMul({ a: hidden, b: w2, bias: b2 }));
  const dLogits = tf.mul(tf.sub(p, labels), 1 / BATCH);
  const dHidden = tf.mul(tf.matMul(dLogits, w2, false, true), tf.step(hidden));
  const ones = tf.ones([1, 1, BATCH]);
  return [
    tf.matMul(x, dHidden, true),
    tf.matMul(ones, dHidden),
    tf.matMul(hidden, dLogits, true),
    tf.matMul(ones, dLogits),
  ];
};

/** Adam of tfjs, on the stack. */
const withOptimiser =
  (gradients: Gradients): Way =>
  (tf) => {
    const data = batches(tf);
    const weights = SHAPES.map((shape, at) => tf.variable(tf.tensor(initial(at), shape)));
    const adam = tf.train.adam(RATE, BETA1, BETA2, EPSILON);
    return {
      round: () => {
        const [x, labels] = data.next();
        tf.tidy(() => {
          const found = gradients(tf, x, labels, weights);
          adam.applyGradients(weights.map(({ name }, at) => ({ name, tensor: found[at] })));
        });
      },
      dispose: () => {
        data.dispose();
        tf.dispose(weights);
        adam.dispose();
      },
    };
  };

/** Adam in a loop over numbers, which are copied to the host and back. */
const withLoop =
  (gradients: Gradients): Way =>
  (tf) => {
    const data = batches(tf);
    const values = SHAPES.map((_, at) => initial(at));
    const [means, squares] = [0, 1].map(() => values.map(({ length }) => new Float32Array(length)));
    let step = 0;
    return {
      round: () => {
        step++;
        const [x, labels] = data.next();
        tf.tidy(() => {
          const weights = values.map((numbers, at) => tf.tensor(numbers, SHAPES[at]));
          gradients(tf, x, labels, weights).forEach((gradient, at) => {
            adamLoop(values[at], gradient.dataSync<'float32'>(), means[at], squares[at], step);
          });
        });
      },
      dispose: data.dispose,
    };
  };

function adamLoop(
  w: Float32Array,
  g: Float32Array,
  m: Float32Array,
  v: Float32Array,
  step: number,
): void {
  const rate = (RATE * Math.sqrt(1 - BETA2 ** step)) / (1 - BETA1 ** step);
  for (let at = 0; at < w.length; at++) {
    m[at] = BETA1 * m[at] + (1 - BETA1) * g[at];
    v[at] = BETA2 * v[at] + (1 - BETA2) * g[at] * g[at];
    w[at] -= (rate * m[at]) / (Math.sqrt(v[at]) + EPSILON);
  }
}

/** Adam in one pass over the memory. */
const withStep =
  (gradients: Gradients): Way =>
  (tf) => {
    const data = batches(tf);
    let states = SHAPES.map((shape, at): AdamState => {
      const value = tf.tensor(initial(at), shape);
      return { value, mean: tf.zeros(shape), square: tf.zeros(shape) };
    });
    let step = 0;
    return {
      round: () => {
        step++;
        const [x, labels] = data.next();
        const before = states;
        states = tf.tidy(() => {
          const found = gradients(
            tf,
            x,
            labels,
            before.map(({ value }) => value),
          );
          return before.map((state, at) =>
            adamStep(tf, state, found[at], step, { learningRate: RATE }),
          ) as never;
        });
        tf.dispose(before as never);
      },
      dispose: () => {
        data.dispose();
        tf.dispose(states as never);
      },
    };
  };

/** The plain way: each network separately. */
const oneAfterTheOther: Way = (tf) => {
  const data = batches(tf);
  const nets = Array.from({ length: NETS }, (_, net) => {
    const weights = SHAPES.map(([, rows, columns], at) => {
      const numbers = initial(at).subarray(net * rows * columns, (net + 1) * rows * columns);
      return tf.variable(tf.tensor2d(numbers, [rows, columns]));
    });
    return { weights, adam: tf.train.adam(RATE, BETA1, BETA2, EPSILON) };
  });
  return {
    round: () => {
      const [x, labels] = data.next();
      tf.tidy(() => {
        const [xs, ys] = [x, labels].map((of) => tf.unstack(of) as Tensor2D[]);
        nets.forEach(({ weights, adam }, net) => {
          const found = automatic(tf, xs[net], ys[net], weights);
          adam.applyGradients(weights.map(({ name }, at) => ({ name, tensor: found[at] })));
        });
      });
    },
    dispose: () => {
      data.dispose();
      for (const { weights, adam } of nets) {
        tf.dispose(weights);
        adam.dispose();
      }
    },
  };
};

export const WAYS: Readonly<Record<string, Way>> = {
  'one after the other': oneAfterTheOther,
  'stacked, automatic gradients, Adam of tfjs': withOptimiser(automatic),
  'stacked, automatic gradients, adamStep': withStep(automatic),
  'stacked, gradients by hand, Adam of tfjs': withOptimiser(byHand),
  'stacked, gradients by hand, Adam in a loop': withLoop(byHand),
  'stacked, gradients by hand, adamStep': withStep(byHand),
};
