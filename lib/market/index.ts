export { market, type MarketFields, type MatrixLike, type MatrixObject } from './parse.js';
export * from './posted/index.js';
export {
  checkHessians,
  ANCHORS,
  FORMS,
  STEP_ORDERS,
  OWN_INPUTS,
  SIMPLEX_METHODS,
  type Allocation,
  type Anchor,
  type Form,
  type Market,
  type OwnInput,
  type SimplexMethod,
  type StepOrder,
} from './market.js';
export * from './hessians/index.js';
export {
  randomHessians,
  randomMarket,
  randomWeights,
  type RandomMarketParameters,
} from './random.js';
export { anchorAtWeights, mask } from './mask.js';
export { connectionBoundary } from './connection.js';
export { MARKET_UNITS, meanBid, type MarketUnit } from './units.js';
export { losses } from './loss.js';
export { rank } from './ranking.js';
export { idealRank, OUTPUTS, type Outputs } from './idealRank.js';
export { removalCosts } from './removal.js';
export * from './shapley/index.js';
export { honestWeights, significance, type SignificanceOptions } from './significance.js';
export { boundedUpdate, setWeight } from './update.js';
export { withNewcomers } from './newcomers.js';
export {
  cheatedRankings,
  mintedStake,
  newcomerEffects,
  traceUpdates,
  type CheatedRanking,
  type NewcomerEffects,
  type UpdateTrace,
} from './sequences.js';
export { lossGradient, payoff, payoffGradient, totalPayoffGradient } from './payoff.js';
export {
  coordinatedDescend,
  descend,
  type Descent,
  type DescentOptions,
  type StepOptions,
  type StopOptions,
} from './descent.js';
export {
  inflate,
  INFLATION_NORMS,
  simulateInflation,
  type InflationHistory,
  type InflationNorm,
  type InflationOptions,
} from './inflation.js';
export { traceDescent, type DescentPoint, type DescentTrace, type TraceOptions } from './trace.js';
export { adaptInflation, type Adaptation, type AdaptationOptions } from './adaptation.js';
export { sparsity, SPARSITY_DEFINITIONS, type SparsityDefinition } from './sparsity.js';
export * from './dynamics/index.js';
export { runDynamics, type PlayOptions } from './dynamics/run.js';
export * from './equilibrium/index.js';
export * from './mechanisms/index.js';
export * from './strategies/index.js';
export * from './yuma/index.js';
export * from './attacks/index.js';
export * from './copiers/index.js';
export * from './validators/index.js';
export { roundWeights, type RoundedWeights } from './rounding.js';
export * from './coalitions/index.js';
export { fromMatrix, toMatrix } from './matrix.js';
export {
  descendFactored,
  expandFactors,
  idealRankFactored,
  lossesFactored,
  type FactoredMarket,
} from './factored.js';
export {
  PRECISIONS,
  randomFactors,
  type FactorPrecision,
  type RandomFactorOptions,
} from './randomFactors.js';
export * from './sparse/index.js';
