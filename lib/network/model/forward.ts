/*
 * The forward pass of layout.ts for p peers of one shape at once: the first axis of every tensor is the peer, and every
 * product is p products.
 *
 *   c = Σ_j F_j J_j + j,   F_i = m_ii f(x, c̃):   the own answer is the student's pass
 *
 * An answer uses c̃ in place of the network's context, so that requests go one hop deep (§1.8). Training minimises
 *
 *   CE(z(x, c), y) + CE(z(x, c̃), y) + T_d² KL(softmax(c / T_d) ‖ softmax(c̃ / T_d))        the last is (11)
 *
 * where the last term has no gradient in c.
 */
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { type Tensorflow } from '../../tensors/index.js';
import { type JoinTensors } from './joining.js';
import { EMBEDDING, type Dimensions, type LayerName } from './layout.js';

/** Layers of p peers, each [p, rows, columns]. */
export type Parameters = Readonly<Partial<Record<LayerName, Tensor3D>>>;

/** The three terms of a peer's loss, each the mean over rows, [p]. */
export interface Losses {
  readonly loss: Tensor;
  readonly studentLoss: Tensor;
  readonly distillation: Tensor;
}

/** The layers that an answer depends on. */
export const ANSWERING: readonly LayerName[] = [
  'embedding',
  'encoder',
  'encoderBias',
  'studentHidden',
  'studentHiddenBias',
  'student',
  'studentBias',
  'bodyHidden',
  'bodyContext',
  'bodyBias',
];

/** The functions of one shape of peers. Tensors are the caller's to dispose of (`tf.tidy`). */
export interface Forward {
  /** f(x) with the student's context: x [p, r, inputs] → [p, r, width]. */
  readonly forward: (parameters: Parameters, x: Tensor3D) => Tensor3D;
  /** c → [p, r, context]. */
  readonly context: (parameters: Parameters, x: Tensor3D, joined: JoinTensors) => Tensor3D;
  /** z(x, c) → [p, r, classes]. */
  readonly logits: (parameters: Parameters, x: Tensor3D, context: Tensor3D) => Tensor3D;
  /** z(x, c̃) → [p, r, classes]. */
  readonly studentLogits: (parameters: Parameters, x: Tensor3D) => Tensor3D;
  /** The terms of the loss for labels y, [p · r]. */
  readonly losses: (
    parameters: Parameters,
    x: Tensor3D,
    joined: JoinTensors,
    y: Int32Array,
    distillationTemperature: number,
  ) => Losses;
}

/** The parameters of a layer. */
export function layerOf(parameters: Parameters, name: LayerName): Tensor3D {
  const found = parameters[name];
  if (!found) throw new TypeError(`layer ${name} must exist`);
  return found;
}

/** The affine map x W + w of the layer `name`, followed by the activation. */
export function linear(
  tf: Tensorflow,
  parameters: Parameters,
  x: Tensor3D,
  name: LayerName,
  activation: 'linear' | 'relu' = 'linear',
  bias = `${name}Bias` as LayerName,
): Tensor3D {
  const [a, b] = [x, layerOf(parameters, name)];
  return tf.fused.matMul({ a, b, bias: layerOf(parameters, bias), activation }) as Tensor3D;
}

/** The input of the first layers: x, or the embedding of its codes, [p, r, inputs · EMBEDDING]. */
export function embedded(
  tf: Tensorflow,
  parameters: Parameters,
  x: Tensor3D,
  { encoding, inputs }: Pick<Dimensions, 'encoding' | 'inputs'>,
): Tensor3D {
  if (encoding.kind === 'numbers') return x;
  const [p, r] = x.shape;
  const codes: Tensor2D = tf.cast(tf.reshape(x, [p, r * inputs]), 'int32');
  const found = tf.gather(layerOf(parameters, 'embedding'), codes, 1, 1);
  return tf.reshape(found, [p, r, inputs * EMBEDDING]);
}

/** c = Σ_j F_j J_j + j; `answer` is f(x, c̃), [p, r, width], which is read where the own answer is joined. */
export function joinedContext(
  tf: Tensorflow,
  parameters: Parameters,
  { others, own }: JoinTensors,
  answer: Tensor3D,
): Tensor3D {
  const bias = layerOf(parameters, 'joinBias');
  const [p, r] = answer.shape;
  const given = others
    ? (tf.fused.matMul({ a: others.inputs, b: others.join, bias }) as Tensor3D)
    : tf.add<Tensor3D>(tf.zeros([p, r, bias.shape[2]]), bias);
  return own ? tf.add(given, tf.matMul(tf.mul<Tensor3D>(own.factors, answer), own.join)) : given;
}

/** The forward pass of peers of one shape. */
export function forwardOf(tf: Tensorflow, dimensions: Dimensions): Forward {
  const { classes } = dimensions;
  const embed = (parameters: Parameters, x: Tensor3D): Tensor3D =>
    embedded(tf, parameters, x, dimensions);
  const hidden = (parameters: Parameters, x: Tensor3D, name: LayerName): Tensor3D =>
    linear(tf, parameters, x, name, 'relu');
  const student = (parameters: Parameters, x: Tensor3D): Tensor3D =>
    linear(tf, parameters, hidden(parameters, x, 'studentHidden'), 'student');
  const body = (parameters: Parameters, h: Tensor3D, c: Tensor3D): Tensor3D => {
    const ofHidden = linear(tf, parameters, h, 'bodyHidden', 'linear', 'bodyBias');
    return tf.tanh(tf.add(ofHidden, tf.matMul(c, layerOf(parameters, 'bodyContext'))));
  };
  const head = (parameters: Parameters, f: Tensor3D): Tensor3D => linear(tf, parameters, f, 'head');
  const crossEntropy = (z: Tensor3D, y: Tensor): Tensor =>
    tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(z)), -1), 1));
  const answered = (parameters: Parameters, x: Tensor3D): Tensor3D =>
    body(parameters, hidden(parameters, x, 'encoder'), student(parameters, x));
  return {
    forward: (parameters, raw) => answered(parameters, embed(parameters, raw)),
    context: (parameters, raw, joined) =>
      joinedContext(tf, parameters, joined, answered(parameters, embed(parameters, raw))),
    logits: (parameters, raw, c) => {
      const x = embed(parameters, raw);
      return head(parameters, body(parameters, hidden(parameters, x, 'encoder'), c));
    },
    studentLogits: (parameters, raw) =>
      head(parameters, answered(parameters, embed(parameters, raw))),
    losses: (parameters, raw, joined, labels, temperature) => {
      const [p, r] = raw.shape;
      const x = embed(parameters, raw);
      const h = hidden(parameters, x, 'encoder');
      const imitated = student(parameters, x);
      const answer = body(parameters, h, imitated);
      const c = joinedContext(tf, parameters, joined, answer);
      const hot: Tensor2D = tf.oneHot(tf.tensor1d(labels, 'int32'), classes) as Tensor2D;
      const y = tf.reshape(tf.cast(hot, 'float32'), [p, r, classes]);
      const taught = tf.logSoftmax(tf.div(constant(tf, c), temperature));
      const copied = tf.logSoftmax(tf.div(imitated, temperature));
      const divergence = tf.sum(tf.mul(tf.exp(taught), tf.sub(taught, copied)), -1);
      return {
        loss: crossEntropy(head(parameters, body(parameters, h, c)), y),
        studentLoss: crossEntropy(head(parameters, answer), y),
        distillation: tf.mul(temperature ** 2, tf.mean(divergence, 1)),
      };
    },
  };
}

/** `x` without a gradient. */
function constant(tf: Tensorflow, x: Tensor3D): Tensor3D {
  const stop = tf.customGrad((...given) => ({
    value: tf.clone(given[0] as Tensor),
    gradFunc: (dy: Tensor) => tf.zerosLike(dy),
  }));
  return stop(x) as Tensor3D;
}
