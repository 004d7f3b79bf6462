/* The face for the library: tfjs's own types are in it, which public declarations must not need; see public.ts. */
export { reluGradient, tanhGradient } from './activations.js';
export { adamStep, type AdamOptions, type AdamState } from './adam.js';
export { fromHost, toHost } from './host.js';
export { loadTensors, type Tensors } from './load.js';
export type { Tensorflow } from './tfjs.js';
export * from './public.js';
