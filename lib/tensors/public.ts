export { TENSOR_BACKENDS, type TensorBackend, type TensorOptions } from './backends.js';
export { selectTensorBackend } from './select.js';
