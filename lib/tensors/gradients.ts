import type { GradFunc, Tensor } from '@tensorflow/tfjs';
import type { Tensorflow } from './tfjs.js';

/**
 * Installs the gradient of matrix products with a broadcast batch, where tfjs omits the sum over the products that share
 * a factor. Without a broadcast the gradient is that of tfjs.
 */
export function installProductGradient(tf: Tensorflow): void {
  const kernelName = 'BatchMatMul';
  const { inputsToSave, gradFunc } = tf.getGradient(kernelName);
  if (SUMMED.has(gradFunc)) return;
  const summed: GradFunc = (dy, saved, attrs) => {
    const gradients = gradFunc(dy, saved, attrs);
    const [a, b] = saved;
    return {
      a: () => sumToShape(tf, gradients.a(), a),
      b: () => sumToShape(tf, gradients.b(), b),
    };
  };
  SUMMED.add(summed);
  tf.unregisterGradient(kernelName);
  tf.registerGradient({ kernelName, inputsToSave: inputsToSave ?? ['a', 'b'], gradFunc: summed });
}

/** The installed gradients, which must not be wrapped again. */
const SUMMED = new WeakSet<GradFunc>();

function sumToShape(tf: Tensorflow, gradient: Tensor, { shape }: Tensor): Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape);
  if (axes.length === 0) return gradient;
  return tf.reshape(tf.sum(gradient, axes), shape);
}
