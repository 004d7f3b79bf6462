/**
 * The ranking market of "BitTensor: A Peer-to-Peer Intelligence Benchmark" (2020): the names that a first script
 * needs. Everything else is in the subpaths `/market`, `/network`, `/ledger`, `/studies`, `/plot` and `/notebook`.
 *
 * @example
 * ```ts
 * import { correlation, descend, idealRank, nashGap, randomMarket, rank } from 'bittensor-workbench';
 *
 * const market = randomMarket({ peers: 10, ratio: 25, temperature: 1, seed: 7 });
 * const { weights, steps } = descend(market); // competitive descent, (13) and (14)
 * const end = { ...market, weights };
 * console.log(steps, nashGap(end), correlation(rank(end), idealRank(end)));
 * ```
 *
 * @packageDocumentation
 */
export { FileError, InvalidArgumentError, WorkbenchError } from '../math/errors.js';
export { columnMeans, columnSums, mean, rowOf, rowSums, sum } from '../math/rows.js';
export { createStream, type RandomStream } from '../math/random.js';
export { correlation } from '../math/correlation.js';
export { meanInterval } from '../math/jackknife.js';
export { gini } from '../math/inequality.js';
export {
  bestResponse,
  descend,
  defineDynamics,
  defineHessians,
  defineMechanism,
  defineStrategy,
  HESSIANS,
  honestWeights,
  idealRank,
  inflate,
  losses,
  mask,
  MECHANISMS,
  nashGap,
  payoff,
  payoffGradient,
  randomMarket,
  rank,
  regret,
  simulateInflation,
  simulateStrategies,
  solveEquilibrium,
  sparsity,
  STRATEGIES,
  strategyNamed,
  type Descent,
  type HessianEnsemble,
  type Market,
  type MechanismName,
  type RandomMarketParameters,
  type StrategyName,
} from '../market/index.js';
export {
  corpusFromFile,
  corpusFromFrame,
  defineCorpus,
  loadAddresses,
  loadDigits,
  shardByDirichlet,
  splitHeldOut,
  type Dataset,
} from '../datasets/index.js';
export {
  ablation,
  createNetwork,
  definePeer,
  evaluate,
  train,
  type Network,
} from '../network/index.js';
export { createKeys, openLedger } from '../ledger/index.js';
export { plotMatrices, toPage, toSvg, type Figure } from '../plot/index.js';
export {
  defineStudy,
  figure4,
  figure5,
  plot,
  present,
  STUDIES,
  use,
  type AnyResult,
  type Definition,
  type ParametersOf,
  type ResultOf,
  type RunOptions,
  type StudyResult,
} from '../studies/index.js';
export { show, table } from '../notebook/index.js';
