export {
  FISHER_METHODS,
  fisherSignificance,
  measureHessians,
  type FisherMethod,
  type FisherOptions,
} from './fisher.js';
export { ablation, linearCosts } from './ablation.js';
export { type MeasureOptions } from './measurements.js';
export { gateWeights } from './gates.js';
export {
  SHAPLEY_METHODS,
  shapleySignificance,
  type ShapleyMethod,
  type ShapleySignificanceOptions,
} from './shapley.js';
