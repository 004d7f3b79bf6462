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
import { embedded, linear, type Parameters } from './forward.js';
import { type Dimensions } from './layout.js';

/** The layers of the stand-ins for k neighbours side by side: D [p, hidden, k · width] and d [p, 1, k · width]. */
export interface StandInLayers {
  readonly standIn: Tensor3D;
  readonly standInBias: Tensor3D;
}

/** f̃ of k neighbours, [p, r, k · width], and s. */
export function standInAnswers(
  tf: Tensorflow,
  dimensions: Dimensions,
  parameters: Parameters,
  { standIn: b, standInBias: bias }: StandInLayers,
  x: Tensor3D,
): { answers: Tensor3D; imagined: Tensor3D } {
  const entering = embedded(tf, parameters, x, dimensions);
  const imagined = linear(tf, parameters, entering, 'studentHidden', 'relu');
  const answers = tf.tanh(tf.fused.matMul({ a: imagined, b, bias }) as Tensor3D);
  return { imagined, answers };
}

/**
 * The gradients of the stand-ins' layers.
 *
 * @param targets - f, [p, r, k · width]
 * @param answered - 1 where there is an answer, else 0, [p, r, k · width]
 */
export function standInGradients(
  tf: Tensorflow,
  dimensions: Dimensions,
  parameters: Parameters,
  layers: StandInLayers,
  x: Tensor3D,
  targets: Tensor3D,
  answered: Tensor3D,
): StandInLayers {
  const { width } = dimensions;
  const [, r] = targets.shape;
  const { answers, imagined } = standInAnswers(tf, dimensions, parameters, layers, x);
  const slope = tf.sub(1, tf.square(answers));
  const error = tf.mul<Tensor3D>(
    tf.mul(tf.mul(answered, tf.sub(answers, targets)), slope),
    1 / (r * width),
  );
  return {
    standIn: tf.matMul(imagined, error, true, false),
    standInBias: tf.sum(error, 1, true),
  };
}
