export { GATE_NOISES, type GateOptions } from './gate.js';
export { chooseTopK, softplus, type Gating } from './noisyTopK.js';
export { importanceOf, loadOf, squaredVariation, type Balance } from './balance.js';
