/*
 * What tensors need beyond tfjs's own WebAssembly kernels, on the memory of tfjs: addresses are bytes of it.
 * Nothing here allocates memory or keeps any.
 */
export { product, SCRATCH } from './product';
export { segmentSum } from './segments';
