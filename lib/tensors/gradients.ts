import type { GradFunc, Tensor } from '@tensorflow/tfjs';
import type { Tensorflow } from './tfjs.js';

/**
 * The gradient of a product whose batch was broadcast, which tfjs computes per product and does not sum: a factor
 * that several products share gets the sum of what each of them says. Without a broadcast it is that of tfjs.
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

/** The gradients above, so that none is wrapped twice. */
const SUMMED = new WeakSet<GradFunc>();

function sumToShape(tf: Tensorflow, gradient: Tensor, { shape }: Tensor): Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape);
  if (axes.length === 0) return gradient;
  return tf.reshape(tf.sum(gradient, axes), shape);
}
