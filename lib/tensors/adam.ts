/*
 * Adam (Kingma and Ba 2015, algorithm 1) as a function of tensors, in one pass over memory on the wasm backend:
 *
 *   m' = β₁ m + (1 − β₁) g,  v' = β₂ v + (1 − β₂) g²,
 *   w' = w − λ (m' / (1 − β₁ᵗ)) / (√(v' / (1 − β₂ᵗ)) + ε)
 */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import { checkOptionNames } from '../math/checks.js';
import { engineOf, installKernel } from './engine.js';
import type { Tensorflow } from './tfjs.js';

/** Parameters and the running means of Adam. */
export interface AdamState {
  readonly value: Tensor;
  /** The running means of the gradient and of its square: zeros before the first step. */
  readonly mean: Tensor;
  readonly square: Tensor;
}

/** Hyperparameters of Adam. */
export interface AdamOptions {
  /** λ, default 0.001. */
  readonly learningRate?: number;
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-7. */
  readonly epsilon?: number;
}

const NAME = 'WorkbenchAdam';

/** The defaults of {@link adamStep}. */
export const ADAM = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

/** rate and ε of a step with both bias corrections in them: w' = w − rate m' / (√v' + ε). */
export function correctedRates(
  { learningRate, beta1, beta2, epsilon }: Required<AdamOptions>,
  step: number,
): { readonly rate: number; readonly epsilon: number } {
  const root = Math.sqrt(1 - beta2 ** step);
  return { rate: (learningRate * root) / (1 - beta1 ** step), epsilon: epsilon * root };
}

/**
 * The state after one step, in new tensors; the caller disposes of the old ones.
 *
 * @param gradient - of the loss in the value, of the same shape
 * @param step - t, 1 at the first step
 * @throws {@link InvalidArgumentError} for an unknown option
 */
export function adamStep(
  tf: Tensorflow,
  { value, mean, square }: AdamState,
  gradient: Tensor,
  step: number,
  options: AdamOptions = {},
): AdamState {
  checkOptionNames('adamStep', options, ['learningRate', 'beta1', 'beta2', 'epsilon']);
  const hyperparameters = { ...ADAM, ...options };
  const { beta1, beta2 } = hyperparameters;
  const { rate, epsilon } = correctedRates(hyperparameters, step);
  const attrs = { rate, beta1, beta2, epsilon };
  if (tf.getBackend() === 'wasm') {
    const inputs = { value, mean, square, gradient };
    const [newValue, newMean, newSquare] = tf.engine().runKernel<Tensor[]>(NAME, inputs, attrs);
    return { value: newValue, mean: newMean, square: newSquare };
  }
  const newMean = tf.tidy(() => tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)));
  const newSquare = tf.tidy(() =>
    tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)),
  );
  const newValue = tf.tidy(() => {
    const change = tf.div(tf.mul(newMean, rate), tf.add(tf.sqrt(newSquare), attrs.epsilon));
    return tf.sub(value, change);
  });
  return { value: newValue, mean: newMean, square: newSquare };
}

/** Installs the step on the WebAssembly backend. */
export function installAdam(tf: Tensorflow): void {
  installKernel(tf, NAME, (backend, inputs, attrs) => {
    const { value, gradient, mean, square } = inputs as Record<string, TensorInfo>;
    const { rate, beta1, beta2, epsilon } = attrs as Record<string, number>;
    const out = [0, 1, 2].map(() => backend.makeOutput(value.shape, 'float32'));
    const [w, g, m, v, toW, toM, toV] = [value, gradient, mean, square, ...out].map(({ dataId }) =>
      backend.getMemoryOffset(dataId),
    );
    const count = tf.util.sizeFromShape(value.shape);
    const { kernels } = engineOf(backend);
    kernels.adam(w, g, m, v, toW, toM, toV, count, rate, beta1, beta2, epsilon);
    return out;
  });
}
