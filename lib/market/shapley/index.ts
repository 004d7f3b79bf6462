export { type CoalitionWorth, type EvaluationOptions } from './coalition.js';
export { shapleyExact } from './exact.js';
export { shapleyRank } from './rank.js';
export { shapleySampled, type SampledShapley, type SamplingOptions } from './sampled.js';
