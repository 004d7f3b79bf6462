/*
 * What tensors need beyond tfjs's own WebAssembly kernels, on the memory of tfjs: addresses are bytes of it.
 * Nothing here allocates memory or keeps any.
 */
export { adam } from './adam';
export { exp, tanh } from './exponential';
export { reluGradient, tanhGradient } from './gradients';
export { product, SCRATCH } from './product';
export { copyRows, gather, repeat, sumRows } from './rows';
export { segmentSum } from './segments';
