export {
  bestResponse,
  exploitability,
  nashConv,
  nashGains,
  nashGap,
  type BestResponse,
  type BestResponseOptions,
} from './bestResponse.js';
export { payoffAlongEdge, type EdgePoint } from './edge.js';
export { regret, type Regret, type RegretOptions } from './regret.js';
export { solveEquilibrium, type Equilibrium, type EquilibriumOptions } from './solve.js';
