/*
 * Kernels on the memory of tfjs's WebAssembly backend; addresses are bytes of it. The kernels allocate no memory.
 */
export { adam } from './adam';
export { exp, tanh } from './exponential';
export { reluGradient, tanhGradient } from './gradients';
export { product, SCRATCH } from './product';
export { copyRows, gather, repeat, sumRows } from './rows';
export { segmentSum } from './segments';
