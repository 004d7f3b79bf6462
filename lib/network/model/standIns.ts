/*
 * §1.8: "If models go offline, their peers can use their distilled versions in-place." A stand-in reads the
 * hidden units of a peer's student and predicts the answer of each single peer:
 *
 *   f̃ = tanh(s D + d),  s = relu(x A + a),   minimises  (1/r) Σ_rows Σ_j answered_j ½ ‖f̃_j − f_j‖² / width
 *
 * The loss is quadratic, since a divergence between softened distributions is invariant under a shift of all numbers,
 * which a replacement of an answer must not have. No gradient flows into the student.
 *
 *   e = answered (f̃ − f)(1 − f̃²) / (r · width),   ∂D = sᵀ e,  ∂d = Σ e
 */
import type { Tensor3D } from '@tensorflow/tfjs';
import { type Tensorflow } from '../../tensors/index.js';
import { type Gradients } from './backward.js';
import { embedded, linear, type Parameters } from './forward.js';
import { type Dimensions } from './layout.js';

/** f̃ of all peers, [p, r, n · width], and s. */
export function standInAnswers(
  tf: Tensorflow,
  dimensions: Dimensions,
  parameters: Parameters,
  x: Tensor3D,
): { standIn: Tensor3D; imagined: Tensor3D } {
  const entering = embedded(tf, parameters, x, dimensions);
  const imagined = linear(tf, parameters, entering, 'studentHidden', 'relu');
  return { imagined, standIn: tf.tanh(linear(tf, parameters, imagined, 'standIn')) };
}

/**
 * The gradients of the stand-ins' layers.
 *
 * @param answers - f, [p, r, n · width]
 * @param answered - 1 where there is an answer, else 0, [p, r, n]
 */
export function standInGradients(
  tf: Tensorflow,
  dimensions: Dimensions,
  parameters: Parameters,
  x: Tensor3D,
  answers: Tensor3D,
  answered: Tensor3D,
): Gradients {
  const { peers, width } = dimensions;
  const [p, r] = answers.shape;
  const { standIn, imagined } = standInAnswers(tf, dimensions, parameters, x);
  const there = tf.reshape(
    tf.mul(tf.reshape(answered, [p, r, peers, 1]), tf.ones([1, 1, 1, width])),
    [p, r, peers * width],
  );
  const slope = tf.sub(1, tf.square(standIn));
  const error = tf.mul<Tensor3D>(
    tf.mul(tf.mul(there, tf.sub(standIn, answers)), slope),
    1 / (r * width),
  );
  return new Map([
    ['standIn', tf.matMul(imagined, error, true, false)],
    ['standInBias', tf.sum(error, 1, true)],
  ]);
}
