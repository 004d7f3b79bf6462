/*
 * Hand-written gradients of forward.ts, for p peers at once. The automatic gradients of forward.ts are their reference.
 * Both contexts of a peer share one product, and the activations of an answer are reused by the backward pass.
 *
 *   f = tanh(h U + c V + u):        g = ∂f (1 − f²),  ∂U = hᵀ g,  ∂V = cᵀ g,  ∂u = Σ g,  ∂h = g Uᵀ,  ∂c = g Vᵀ
 *   y = relu(x A + a):              g = ∂y [y > 0],   ∂A = xᵀ g,  ∂a = Σ g
 *   CE, the mean over r rows:       ∂z = (softmax(z) − y) / r
 *   (11), the mean over r rows:     ∂c̃ = T_d (softmax(c̃ / T_d) − softmax(c / T_d)) / r
 *   c = Σ_j F_j J_j + j:            ∂F_j = ∂c J_jᵀ,   ∂J_j = F_jᵀ ∂c;   ∂f(x, c̃) gains φ ∂F_i where F_i = φ f(x, c̃)
 */
import type { Tensor, Tensor3D } from '@tensorflow/tfjs';
import { reluGradient, tanhGradient, type Tensorflow } from '../../tensors/index.js';
import {
  embedded,
  joinedContext,
  layerOf,
  linear,
  type Losses,
  type Parameters,
} from './forward.js';
import { type JoinTensors } from './joining.js';
import { EMBEDDING, type Dimensions, type LayerName } from './layout.js';

/** The activations of an answer f(x); x and `entering` may be [1, r, …] where all peers share them. */
export interface Activations {
  /** x, numbers or codes. */
  readonly x: Tensor3D;
  /** x, or the embedding of its codes. */
  readonly entering: Tensor3D;
  /** h. */
  readonly encoded: Tensor3D;
  /** relu(x A + a). */
  readonly imagined: Tensor3D;
  /** c̃. */
  readonly imitated: Tensor3D;
  /** f. */
  readonly answer: Tensor3D;
}

/** ∂L of layers, [p, rows, columns] each. */
export type Gradients = ReadonlyMap<LayerName, Tensor>;

/** The result of one batch of each of p peers. */
export interface Descent {
  readonly losses: Losses;
  /** Of the layers that a peer holds once. */
  readonly gradients: Gradients;
  /** ∂L/∂F, [p, r, k · width], and ∂L/∂J, [p, k · width, context], of the answers that were given. */
  readonly others?: { readonly inputs: Tensor3D; readonly join: Tensor3D };
  /** The own answer and ∂L/∂F_i, [p, r, width], and ∂L/∂J_i, [p, width, context]. */
  readonly own?: { readonly answer: Tensor3D; readonly inputs: Tensor3D; readonly join: Tensor3D };
}

/** The functions of one shape of peers. Tensors are the caller's to dispose of (`tf.tidy`). */
export interface Backward {
  /** f(x) with all activations. */
  readonly forward: (parameters: Parameters, x: Tensor3D) => Activations;
  /** The gradients of an answer's layers from ∂L/∂f, [p, r, width]. */
  readonly answerGradients: (
    parameters: Parameters,
    activations: Activations,
    gradient: Tensor3D,
  ) => Gradients;
  /** The terms of the loss and the gradients of their sum; y is one-hot, [p, r, classes]. */
  readonly descent: (
    parameters: Parameters,
    x: Tensor3D,
    joined: JoinTensors,
    y: Tensor3D,
    distillationTemperature: number,
  ) => Descent;
}

/** The backward pass of peers of one shape. */
export function backwardOf(tf: Tensorflow, dimensions: Dimensions): Backward {
  const { encoding, inputs: places } = dimensions;
  const codesOf = (x: Tensor3D): Tensor =>
    tf.cast(tf.reshape(x, [x.shape[0], x.shape[1] * places]), 'int32');
  const across = (dy: Tensor3D, parameters: Parameters, name: LayerName): Tensor3D =>
    tf.matMul(dy, layerOf(parameters, name), false, true);
  const within = (x: Tensor3D, dy: Tensor3D): Tensor3D => tf.matMul(x, dy, true, false);
  const summed = (dy: Tensor3D): Tensor => tf.sum(dy, 1, true);

  const enter = (parameters: Parameters, x: Tensor3D): Omit<Activations, 'answer'> => {
    const entering = embedded(tf, parameters, x, dimensions);
    const encoded = linear(tf, parameters, entering, 'encoder', 'relu');
    const imagined = linear(tf, parameters, entering, 'studentHidden', 'relu');
    const imitated = linear(tf, parameters, imagined, 'student');
    return { x, entering, encoded, imagined, imitated };
  };

  /** The gradients of the first layers from ∂h and ∂c̃. */
  const leave = (
    parameters: Parameters,
    { x, entering, encoded, imagined }: Omit<Activations, 'answer'>,
    dEncoded: Tensor3D,
    dImitated: Tensor3D,
  ): [LayerName, Tensor][] => {
    const dHidden = reluGradient(tf, dEncoded, encoded);
    const dImagined = reluGradient(tf, across(dImitated, parameters, 'student'), imagined);
    const gradients: [LayerName, Tensor][] = [
      ['encoder', within(entering, dHidden)],
      ['encoderBias', summed(dHidden)],
      ['studentHidden', within(entering, dImagined)],
      ['studentHiddenBias', summed(dImagined)],
      ['student', within(imagined, dImitated)],
      ['studentBias', summed(dImitated)],
    ];
    if (encoding.kind === 'codes') {
      const dEntering = tf.add<Tensor3D>(
        across(dHidden, parameters, 'encoder'),
        across(dImagined, parameters, 'studentHidden'),
      );
      gradients.push(['embedding', embeddingGradient(x, dEntering, encoding.symbols)]);
    }
    return gradients;
  };

  /** The gradient of the embedding: a sum over the positions of each symbol, per peer. */
  const embeddingGradient = (x: Tensor3D, dEntering: Tensor, symbols: number): Tensor => {
    const [p] = dEntering.shape;
    const first = tf.reshape(tf.range(0, p * symbols, symbols, 'int32'), [p, 1]);
    const ids = tf.reshape(tf.add(codesOf(x), first), [-1]);
    const rows = tf.reshape(dEntering, [-1, EMBEDDING]);
    const sums = tf.unsortedSegmentSum(rows, ids as never, p * symbols);
    return tf.reshape(sums, [p, symbols, EMBEDDING]);
  };

  return {
    forward: (parameters, x) => {
      const entered = enter(parameters, x);
      const ofHidden = linear(tf, parameters, entered.encoded, 'bodyHidden', 'linear', 'bodyBias');
      const ofContext = tf.matMul(entered.imitated, layerOf(parameters, 'bodyContext'));
      return { ...entered, answer: tf.tanh(tf.add<Tensor3D>(ofHidden, ofContext)) };
    },
    answerGradients: (parameters, activations, gradient) => {
      const g = tanhGradient(tf, gradient, activations.answer);
      const dEncoded = across(g, parameters, 'bodyHidden');
      const dImitated = across(g, parameters, 'bodyContext');
      return new Map([
        ...leave(parameters, activations, dEncoded, dImitated),
        ['bodyHidden', within(activations.encoded, g)],
        ['bodyContext', within(activations.imitated, g)],
        ['bodyBias', summed(g)],
      ]);
    },
    descent: (parameters, x, joined, y, temperature) => {
      const entered = enter(parameters, x);
      const { encoded, imitated } = entered;
      const r = encoded.shape[1];
      const ofHidden = linear(tf, parameters, encoded, 'bodyHidden', 'linear', 'bodyBias');
      const bodyOf = (c: Tensor3D): Tensor3D =>
        tf.tanh(tf.add<Tensor3D>(ofHidden, tf.matMul(c, layerOf(parameters, 'bodyContext'))));
      const answer = bodyOf(imitated);
      const context = joinedContext(tf, parameters, joined, answer);
      // Both passes, stacked along the rows.
      const f = tf.concat<Tensor3D>([bodyOf(context), answer], 1);
      const logarithms: Tensor3D = tf.logSoftmax(linear(tf, parameters, f, 'head'));
      const labels = tf.concat<Tensor3D>([y, y], 1);
      const dz = tf.mul<Tensor3D>(tf.sub(tf.exp(logarithms), labels), 1 / r);
      const crossEntropies = tf.sum(tf.mul(labels, logarithms), 2);
      const [loss, studentLoss] = tf.split<Tensor>(crossEntropies, 2, 1);

      const taught = tf.logSoftmax(tf.div(context, temperature));
      const copied = tf.logSoftmax(tf.div(imitated, temperature));
      const teaching = tf.exp(taught);
      const divergence = tf.sum(tf.mul(teaching, tf.sub(taught, copied)), 2);
      const dCopied = tf.mul(tf.sub(tf.exp(copied), teaching), temperature / r);

      const [dThrough, dStudent] = tf.split<Tensor3D>(across(dz, parameters, 'head'), 2, 1);
      const [through] = tf.split<Tensor3D>(f, 2, 1);
      const gThrough = tanhGradient(tf, dThrough, through);
      const dContext = across(gThrough, parameters, 'bodyContext');
      const { others, own } = joined;
      const dOwn = own && tf.matMul<Tensor3D>(dContext, own.join, false, true);
      const dAnswer =
        own && dOwn ? tf.add<Tensor3D>(dStudent, tf.mul(own.factors, dOwn)) : dStudent;
      const gStudent = tanhGradient(tf, dAnswer, answer);
      // h is an input of both passes.
      const both = tf.add<Tensor3D>(gThrough, gStudent);
      const gradients: Gradients = new Map([
        ...leave(
          parameters,
          entered,
          across(both, parameters, 'bodyHidden'),
          tf.add<Tensor3D>(across(gStudent, parameters, 'bodyContext'), dCopied),
        ),
        ['joinBias', summed(dContext)],
        ['bodyHidden', within(encoded, both)],
        [
          'bodyContext',
          within(
            tf.concat<Tensor3D>([context, imitated], 1),
            tf.concat<Tensor3D>([gThrough, gStudent], 1),
          ),
        ],
        ['bodyBias', summed(both)],
        ['head', within(f, dz)],
        ['headBias', summed(dz)],
      ]);
      const mean = (of: Tensor): Tensor => tf.mean(of, 1);
      return {
        losses: {
          loss: tf.neg(mean(loss)),
          studentLoss: tf.neg(mean(studentLoss)),
          distillation: tf.mul(temperature ** 2, mean(divergence)),
        },
        gradients,
        ...(others && {
          others: {
            inputs: tf.matMul(dContext, others.join, false, true),
            join: within(others.inputs, dContext),
          },
        }),
        ...(own &&
          dOwn && {
            own: {
              answer,
              inputs: dOwn,
              join: within(tf.mul<Tensor3D>(own.factors, answer), dContext),
            },
          }),
      };
    },
  };
}
