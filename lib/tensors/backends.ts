/** A backend of tensors, one of {@link TENSOR_BACKENDS}. */
export type TensorBackend = (typeof TENSOR_BACKENDS)[number];

/**
 * `wasm`: WebAssembly with SIMD on one thread; `native`: TensorFlow's C library through the optional package
 * tfjs-node-native; `cpu`: plain JavaScript, slow, for comparison.
 */
export const TENSOR_BACKENDS = ['wasm', 'native', 'cpu'] as const;

/** Options of the choice of a backend. */
export interface TensorOptions {
  /**
   * `auto`, the default: the backend chosen last in this thread, else that of the environment variable
   * BITTENSOR_BACKEND, else `wasm`. Installed packages have no influence, so that a result does not depend on the
   * machine.
   */
  readonly backend?: 'auto' | TensorBackend;
}
