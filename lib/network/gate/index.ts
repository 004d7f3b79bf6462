export { GATE_NOISE, type GateOptions } from './gate.js';
