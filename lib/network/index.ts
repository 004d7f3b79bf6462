export { type Rows } from './rows.js';
export {
  createNetwork,
  Network,
  NETWORK_SETTINGS,
  type NetworkOptions,
  type NetworkSettings,
  type NetworkState,
  type PeerSpec,
} from './network.js';
export { PRECISIONS, type Precision } from './engine/module.js';
export { parametersOf } from './parameters.js';
export { type LayerName } from './model/layout.js';
export { type ModelLike } from './modelLike.js';
export { type PeerFunction } from './single.js';
export * from './encoder/index.js';
export * from './peers/index.js';
export {
  type Cohort,
  type Context,
  type AnswerGradient,
  type JoinedAnswer,
  type Request,
  type SavedState,
  type StandInRequest,
  type Batch,
  type TrainResult,
} from './cohort.js';
export { train, type Training, type TrainingRow } from './training/train.js';
export {
  closedMask,
  openMask,
  TRAIN_DEFAULTS,
  type TrainingProgress,
  type TrainOptions,
  type TrainSettings,
} from './training/options.js';
export { type CallOutcome, type TrafficRow } from './training/traffic.js';
export { StalledError, VirtualClock, type Clock, type Timeline } from './clock.js';
export { RealClock } from './realClock.js';
export {
  FailedError,
  TimeoutError,
  UnreachableError,
  type Call,
  type Service,
  type Transport,
} from './transport/contract.js';
export { inProcess, type InProcessOptions } from './transport/inProcess.js';
export { withLatency } from './transport/latency.js';
export { overPorts, servePort, type ThreadPort } from './transport/ports.js';
export { withFaults, type Fault, type Faults } from './transport/faults.js';
export { evaluate, type EvaluateOptions, type Evaluation } from './evaluate.js';
export * from './significance/index.js';
export * from './influence/index.js';
export * from './live/index.js';
export * from './extract/index.js';
export * from './gate/index.js';
