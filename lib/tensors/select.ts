import type { TensorBackend, TensorOptions } from './backends.js';
import { loadTensors } from './load.js';

/**
 * Chooses the backend of this thread's tensors, for the library and for programs that import `@tensorflow/tfjs`, and
 * returns the active one. The default, `wasm`, has the library's matrix products, which in batches and with transposed
 * factors are about fifteen times as fast as those of tfjs.
 *
 * @throws {@link InvalidArgumentError} (rejects) for an unknown backend or option
 * @throws {@link WorkbenchError} (rejects) where the native backend is requested and cannot be loaded
 */
export async function selectTensorBackend(options: TensorOptions = {}): Promise<TensorBackend> {
  const { backend } = await loadTensors(options);
  return backend;
}
