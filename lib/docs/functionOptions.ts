/*
 * The options of functions, as their schemas state them.
 */
import { BATCH } from '../datasets/batches.js';
import { CHARACTERS } from '../datasets/characters.js';
import { DIRICHLET, SHARDS } from '../datasets/shards.js';
import { OWN_DATA } from '../datasets/own/options.js';
import { HELD_OUT } from '../datasets/split.js';
import { TEACHER } from '../datasets/teacher.js';
import { SPARSE_FAST } from '../kernel/sparse/descend.js';
import { COMET_LOG } from '../ledger/cometbft/cometLog.js';
import { LEDGER_NODE } from '../ledger/cometbft/node.js';
import { POSTGRES_LOG } from '../ledger/postgres/postgresLog.js';
import { ADAPTATION } from '../market/adaptation.js';
import { ATTACK_SEARCH, LEAST_STAKE } from '../market/attacks/options.js';
import { COALITION } from '../market/coalitions/simulate.js';
import { MEASUREMENTS } from '../market/copiers/measurements.js';
import { COPIERS } from '../market/copiers/simulate.js';
import { COORDINATED, DESCENT } from '../market/descent.js';
import { PLAY } from '../market/dynamics/run.js';
import { RESPONSE, SEARCH } from '../market/equilibrium/bestResponse.js';
import { EDGE } from '../market/equilibrium/edge.js';
import { REGRET } from '../market/equilibrium/regret.js';
import { EQUILIBRIUM } from '../market/equilibrium/solve.js';
import { INTERACTION } from '../market/hessians/interaction.js';
import { MEASURED_AT } from '../market/idealRank.js';
import { INFLATION, SIMULATION as INFLATION_BLOCKS } from '../market/inflation.js';
import { LEVEL } from '../market/mechanisms/levels.js';
import { CLIP } from '../market/mechanisms/median.js';
import { POSTED_ACCESS } from '../market/posted/access.js';
import { ANALYSIS } from '../market/posted/analyse.js';
import { POSTED_DRIFT } from '../market/posted/drift.js';
import { POSTED } from '../market/posted/fields.js';
import { POSTED_PAY } from '../market/posted/pay.js';
import { POSTED_RANK } from '../market/posted/rank.js';
import { POSTED_YUMA } from '../market/posted/yuma.js';
import { ROUNDING_EFFECTS } from '../market/posted/rounding.js';
import { ENSEMBLE, RANDOM_MARKET } from '../market/random.js';
import { FACTORS } from '../market/randomFactors.js';
import { ROUNDED } from '../market/rounding.js';
import { SPARSE_RUN } from '../market/sparse/descent.js';
import { SPARSE_GAINS } from '../market/sparse/gains.js';
import { SPARSE_MARKET } from '../market/sparse/random.js';
import { MINTED, NEWCOMERS, UPDATES } from '../market/sequences.js';
import { EVALUATION } from '../market/shapley/coalition.js';
import { SAMPLING } from '../market/shapley/sampled.js';
import { SPARSITY } from '../market/sparsity.js';
import { MEASUREMENT } from '../market/strategies/audit.js';
import { SIMULATION as STRATEGY_BLOCKS } from '../market/strategies/simulate.js';
import { STRATEGY } from '../market/strategies/strategy.js';
import { SYBILS } from '../market/strategies/sybils.js';
import { TRACE } from '../market/trace.js';
import { CHANGE } from '../market/update.js';
import { VALIDATOR_EVENT } from '../market/validators/options.js';
import { YUMA } from '../market/yuma/options.js';
import { ENCODER } from '../network/encoder/encoderPeer.js';
import { ONNX } from '../network/encoder/onnxPeer.js';
import { type Schema } from '../parameters/index.js';

/** Schemas by the functions that read them, in the order of the page. */
export const FUNCTION_OPTIONS: Readonly<Record<string, Schema>> = {
  randomMarket: RANDOM_MARKET,
  randomHessians: ENSEMBLE,
  randomFactors: FACTORS,
  scaleInteraction: INTERACTION,
  randomSparseMarket: SPARSE_MARKET,
  fromWeights: POSTED,
  rankPosted: POSTED_RANK,
  payPosted: POSTED_PAY,
  yumaPosted: POSTED_YUMA,
  accessPosted: POSTED_ACCESS,
  driftPosted: POSTED_DRIFT,
  analysePosted: ANALYSIS,
  'roundWeights, roundPosted': ROUNDED,
  roundingEffects: ROUNDING_EFFECTS,
  setWeight: CHANGE,
  'idealRank, shapleyRank, significance, honestWeights, removalCosts': MEASURED_AT,
  shapleyExact: EVALUATION,
  shapleySampled: SAMPLING,
  'descend, descendFast, descendFactored': DESCENT,
  descendSparse: SPARSE_RUN,
  descendSparseFast: SPARSE_FAST,
  coordinatedDescend: COORDINATED,
  runDynamics: PLAY,
  traceDescent: TRACE,
  adaptInflation: ADAPTATION,
  'inflate, inflateSparse': INFLATION,
  simulateInflation: INFLATION_BLOCKS,
  sparsity: SPARSITY,
  'bestResponse, nashGains, nashGap, nashConv, exploitability': RESPONSE,
  nashGainsSparse: SPARSE_GAINS,
  payoffAlongEdge: EDGE,
  clippedRank: CLIP,
  'consensusWeights, trustPosted': LEVEL,
  'yumaEpoch, runYuma, defineYuma, simulateCopiers, simulateValidatorEvent': YUMA,
  randomMeasurements: MEASUREMENTS,
  simulateCopiers: COPIERS,
  simulateCoalition: COALITION,
  simulateValidatorEvent: VALIDATOR_EVENT,
  regret: REGRET,
  solveEquilibrium: EQUILIBRIUM,
  simulateStrategies: STRATEGY_BLOCKS,
  strategyNamed: STRATEGY,
  groupResponse: SEARCH,
  seekAttack: ATTACK_SEARCH,
  leastPayingStake: LEAST_STAKE,
  withSybils: SYBILS,
  measuredSignificance: MEASUREMENT,
  traceUpdates: UPDATES,
  mintedStake: MINTED,
  newcomerEffects: NEWCOMERS,
  splitHeldOut: HELD_OUT,
  'shardUniformly, shardByGroup': SHARDS,
  shardByDirichlet: DIRICHLET,
  batchIndices: BATCH,
  teacherDataset: TEACHER,
  characterDataset: CHARACTERS,
  'corpusFromFile, corpusFromFrame': OWN_DATA,
  encoderPeer: ENCODER,
  onnxPeer: ONNX,
  openPostgresLog: POSTGRES_LOG,
  openCometLog: COMET_LOG,
  startLedgerNode: LEDGER_NODE,
};
