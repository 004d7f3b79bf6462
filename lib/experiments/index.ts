export {
  figure4,
  FIGURE4_DEFAULTS,
  type Figure4,
  type Figure4Parameters,
  type Figure4Tables,
} from './figure4.js';
export {
  figure5,
  FIGURE5_DEFAULTS,
  type AdaptationRow,
  type AdaptationSummary,
  type Figure5,
  type Figure5Parameters,
  type Figure5Tables,
  type TrajectoryRow,
} from './figure5.js';
export {
  scaling,
  SCALING_DEFAULTS,
  type Scaling,
  type ScalingParameters,
  type ScalingRow,
  type ScalingTables,
} from './scaling.js';
export {
  choices,
  CHOICES,
  type Choices,
  type ChoicesParameters,
  type ChoicesRow,
  type ChoicesTables,
} from './choices.js';
export {
  regretStudy,
  REGRET_DEFAULTS,
  type RegretRow,
  type RegretStudy,
  type RegretStudyParameters,
  type RegretTables,
} from './regretStudy.js';
export {
  anarchy,
  ANARCHY_DEFAULTS,
  type Anarchy,
  type AnarchyParameters,
  type AnarchyRow,
  type AnarchyRunRow,
  type AnarchyTables,
} from './anarchy.js';
export {
  attacks,
  ATTACKS_DEFAULTS,
  BASELINES,
  type AttackBlockRow,
  type AttackRow,
  type Attacks,
  type AttacksParameters,
  type AttacksTables,
  type Baseline,
  type BreakEvenRow,
} from './attacks.js';
export {
  sybils,
  SYBILS_DEFAULTS,
  type SybilRow,
  type Sybils,
  type SybilsParameters,
  type SybilsTables,
} from './sybils.js';
export { SYBIL_PHASE, type SybilPhase } from './sybil.js';
export {
  ROUNDING,
  scale,
  SCALE_DEFAULTS,
  type Scale,
  type ScaleParameters,
  type ScaleRow,
  type ScaleTables,
} from './scale.js';
export { OUTPUT_NAMES, type OutputName } from './invariance.js';
export {
  mechanisms,
  MECHANISMS_DEFAULTS,
  type MechanismRow,
  type Mechanisms,
  type MechanismsParameters,
  type MechanismsTables,
} from './mechanisms.js';
export { POPULATIONS, type Population } from './rule.js';
export {
  ACCUSED,
  detection,
  DETECTION_DEFAULTS,
  type Detection,
  type DetectionParameters,
  type DetectionRow,
  type DetectionTables,
  type RocRow,
} from './detection.js';
export { DETECTED, type Detected } from './audit.js';
export { GROUP_DEFAULTS, type GroupParameters } from './attackers.js';
export {
  COMPETITION_DEFAULTS,
  INTERVAL_DEFAULTS,
  NETWORK_DEFAULTS,
  SOLVER,
  type CompetitionParameters,
  type HessianSource,
  type IntervalParameters,
  type NetworkParameters,
  type Solver,
} from './parameters.js';
export { type AdaptParameters } from './adapt.js';
export { type RegretParameters } from './hindsight.js';
export {
  type CompetitionSummary,
  type IntervalCells,
  type NetworkRow,
  type PeerRow,
} from './summary.js';
export { discardJournal, repairJournal } from './journal.js';
export { StudyError } from './run.js';
export {
  versions,
  type Cell,
  type Progress,
  type RunOptions,
  type StudyResult,
  type Versions,
} from './study.js';
export * from './trained/index.js';
export { type Chooser } from '../network/index.js';
