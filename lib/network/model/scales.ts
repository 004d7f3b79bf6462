/*
 * The logits of a dense peer and their derivatives in the scales of the answers that it joins (shares.ts):
 *
 *   ∂z_c/∂a_j = Σ_w s_jw (1 − f_w²) G_wc,   f = tanh(b + Σ_j s_j)
 */
import type { Rank, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { type Tensorflow } from '../../tensors/index.js';
import { type Shares } from './shares.js';

/** The logits of a batch and their derivatives in the scales of its joined answers. */
export interface Scales {
  /** z, [rows, classes]. */
  readonly logits: Float32Array;
  /** ∂z_c/∂a_j, [k, rows, classes]; zero for rows that peer j did not answer. */
  readonly derivatives: Float32Array;
}

export function scalesOf(tf: Tensorflow, given: Shares): Scales {
  const { rows, width, classes, count } = given;
  const logits = new Float32Array(rows * classes);
  const derivatives = new Float32Array(count * rows * classes);
  tf.tidy(() => {
    const shares = tf.tensor3d(given.shares, [count, rows, width]);
    const head = tf.tensor2d(given.head, [width, classes]);
    const sum = tf.add<Tensor2D>(tf.tensor2d(given.base, [rows, width]), tf.sum(shares, 0));
    const f = tf.tanh(sum);
    logits.set(tf.fused.matMul({ a: f, b: head, bias: tf.tensor1d(given.bias) }).dataSync());
    const moved = tf.mul<Tensor3D>(shares, tf.sub(1, tf.square(f)));
    derivatives.set(tf.matMul(tf.reshape<Rank.R2>(moved, [count * rows, width]), head).dataSync());
  });
  return { logits, derivatives };
}
