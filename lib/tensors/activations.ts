import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import { engineOf, installKernel } from './engine.js';
import type { Tensorflow } from './tfjs.js';

/** The kernels of the WebAssembly backend: one pass over memory instead of two or three. */
const NAMES = { relu: 'WorkbenchReluGradient', tanh: 'WorkbenchTanhGradient' } as const;

/** ∂L/∂x of y = relu x: ∂L/∂y where y > 0, else 0. Both are of one shape. */
export function reluGradient<T extends Tensor>(tf: Tensorflow, dy: T, y: T): T {
  if (tf.getBackend() === 'wasm') return tf.engine().runKernel(NAMES.relu, { dy, y });
  return tf.tidy(() => tf.mul<T>(dy, tf.step(y)));
}

/** ∂L/∂x of y = tanh x: ∂L/∂y (1 − y²). Both are of one shape. */
export function tanhGradient<T extends Tensor>(tf: Tensorflow, dy: T, y: T): T {
  if (tf.getBackend() === 'wasm') return tf.engine().runKernel(NAMES.tanh, { dy, y });
  return tf.tidy(() => tf.mul<T>(dy, tf.sub(1, tf.square(y))));
}

/** Installs both gradients on the WebAssembly backend. */
export function installActivationGradients(tf: Tensorflow): void {
  for (const name of ['relu', 'tanh'] as const) {
    installKernel(tf, NAMES[name], (backend, inputs) => {
      const { dy, y } = inputs as { dy: TensorInfo; y: TensorInfo };
      const dx = backend.makeOutput(dy.shape, 'float32');
      const [from, by, to] = [dy, y, dx].map(({ dataId }) => backend.getMemoryOffset(dataId));
      const { kernels } = engineOf(backend);
      kernels[`${name}Gradient`](from, by, to, tf.util.sizeFromShape(dy.shape));
      return dx;
    });
  }
}
