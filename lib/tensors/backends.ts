/** Where tensors are computed: a name that {@link TENSOR_BACKENDS} lists. */
export type TensorBackend = (typeof TENSOR_BACKENDS)[number];

/**
 * `wasm`: WebAssembly with SIMD on one thread; `native`: TensorFlow's C library through the optional package
 * tfjs-node-native; `cpu`: plain JavaScript, slow, to compare with.
 */
export const TENSOR_BACKENDS = ['wasm', 'native', 'cpu'] as const;

export interface TensorOptions {
  /**
   * `auto`, the default: the backend that was chosen last in this thread, else the one that the environment variable
   * BITTENSOR_BACKEND names, else `wasm`. Installed packages do not decide, so that a result does not
   * depend on the machine.
   */
  readonly backend?: 'auto' | TensorBackend;
}
