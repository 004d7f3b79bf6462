export { GATE_CHOICES, GATE_NOISES, type GateOptions } from './gate.js';
export { type AnyGating, type PeerGate } from './peerGate.js';
export { chooseTopK, softplus, type Gating } from './noisyTopK.js';
export { chooseByKeys, type PairChoice } from './productGating.js';
export { type ProductGating } from './productGate.js';
export { importanceOf, loadOf, squaredVariation, type Balance } from './balance.js';
