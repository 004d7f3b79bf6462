/* The internal interface, which has tfjs's types; public declarations do not depend on those, see public.ts. */
export { reluGradient, tanhGradient } from './activations.js';
export { ADAM, adamStep, correctedRates, type AdamOptions, type AdamState } from './adam.js';
export { fromHost, toHost } from './host.js';
export { loadTensors, type Tensors } from './load.js';
export type { Tensorflow } from './tfjs.js';
export * from './public.js';
