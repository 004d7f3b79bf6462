export * from './list.js';
export { plot, STUDIES, type AnyResult } from './all.js';
export { use, type Definition } from './use/use.js';
export { COMMON } from './common.js';
export {
  defineStudy,
  present,
  type AnyStudy,
  type CommonParameters,
  type Found,
  type Presentation,
  type PresentedStudy,
  type ParametersOf,
  type ResultOf,
  type Row,
  type Study,
  type StudyDefinition,
  type StudyTables,
  type WorkValues,
} from './define.js';
export { type IntervalCells, type IntervalParameters, type Statistics } from './intervals.js';
export { versions, type DefinitionSource, type Versions } from '../files/version.js';
export { type Cell } from '../plot/output/table.js';
export {
  ENGINES,
  REDIS,
  type Engine,
  type Progress,
  type RunOptions,
  type StudyResult,
} from './result.js';
export { startWorker, type StartedWorker, type WorkerOptions } from './run/bullmq/worker.js';
export { type Shard, type ShardDone } from './run/shard.js';
export { discardJournal, repairJournal, type JournalRepair } from './run/journal.js';
export { StudyError } from './run/pool.js';
export { type Figure4 } from './figure4/index.js';
export { type Figure5 } from './figure5/index.js';
export { type InternetScale } from './internetScale/index.js';
export { type Scaling } from './scaling/index.js';
export { type PhaseDiagram } from './phaseDiagram/index.js';
export { CHOICES, type Choices } from './choices/index.js';
export { type Readings } from './readings/index.js';
export { type RegretResult } from './regret/index.js';
export { type Anarchy } from './anarchy/index.js';
export { type Attacks } from './attacks/index.js';
export { BASELINES, type Baseline, type BreakEvenRow } from './attacks/breakEven.js';
export { type Sybils } from './sybils/index.js';
export { SYBIL_PHASES, type SybilPhase } from './sybils/work.js';
export { ROUNDING, type InvarianceResult } from './invariance/index.js';
export { OUTPUT_NAMES, type OutputName } from './invariance/work.js';
export { type Mechanisms } from './mechanisms/index.js';
export { type SoughtAttacks } from './soughtAttacks/index.js';
export { POPULATIONS, type Population } from './mechanisms/work.js';
export { type Coalitions } from './coalitions/index.js';
export { type CopiersResult } from './copiers/index.js';
export { BOND_RULE_NAMES, type BondRule } from './market/bondRules.js';
export { type ValidatorEvents } from './validatorEvents/index.js';
export { type RoundingResult } from './rounding/index.js';
export { STUDIED_EVENTS, type StudiedEvent } from './validatorEvents/work.js';
export { ACCUSED, type Detection } from './detection/index.js';
export { DETECTED, type Detected } from './detection/work.js';
export { type BenchmarkResult } from './benchmark/index.js';
export { type SignificanceResult } from './significance/index.js';
export { ESTIMATES, type Estimate } from './significance/data.js';
export { type LiveMarketResult } from './liveMarket/index.js';
export { type Distance } from './distance/index.js';
export { WAYS, type Way } from './distance/ways.js';
export { type Bandwidth } from './bandwidth/index.js';
export { type GatingResult } from './gating/index.js';
export { type Distillation } from './distillation/index.js';
export { plotMechanismTimes } from './mechanisms/times.js';
export { plotSettled } from './readings/settled.js';
export { plotStability } from './choices/stability.js';
export {
  choice,
  defaultsOf,
  fraction,
  integer,
  list,
  nonNegative,
  oneOrMany,
  optional,
  portion,
  positive,
  withDefault,
  type Parameter,
  type ParameterNotes,
  type Schema,
  type ValuesOf,
} from '../parameters/index.js';
export {
  MARKET,
  RATIO,
  RATIOS,
  sampleMarket,
  SOLVERS,
  type CompetitionParameters,
  type HessianSource,
  type MarketParameters,
  type Solver,
} from './market/parameters.js';
export { type CompetitionSummary, type NetworkRow, type PeerRow } from './market/summary.js';
export {
  CORPUS,
  GUESTS,
  NETWORK,
  sampleNetwork,
  SHARDINGS,
  type NetworkParameters,
  type SampledNetwork,
  type Sharding,
} from './networks/parameters.js';
