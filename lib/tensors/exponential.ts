import type { TensorInfo } from '@tensorflow/tfjs';
import { engineOf, installKernel } from './engine.js';
import type { Tensorflow } from './tfjs.js';

/** Installs vectorised e^x and tanh x on the WebAssembly backend, with a relative error below 3e-7. */
export function installExponential(tf: Tensorflow): void {
  for (const [kernelName, name] of [
    ['Exp', 'exp'],
    ['Tanh', 'tanh'],
  ] as const) {
    installKernel(tf, kernelName, (backend, inputs, _, original) => {
      const { x } = inputs as { x: TensorInfo };
      if (x.dtype !== 'float32') return original();
      const y = backend.makeOutput(x.shape, 'float32');
      const [from, to] = [x, y].map(({ dataId }) => backend.getMemoryOffset(dataId));
      engineOf(backend).kernels[name](from, to, tf.util.sizeFromShape(x.shape));
      return y;
    });
  }
}
