export {
  benchmarkStudy,
  BENCHMARK_DEFAULTS,
  type BenchmarkNetworkRow,
  type BenchmarkParameters,
  type BenchmarkRow,
  type BenchmarkStudy,
  type BenchmarkTables,
} from './benchmark.js';
export {
  significanceStudy,
  SIGNIFICANCE_DEFAULTS,
  type SignificanceParameters,
  type SignificancePeerRow,
  type SignificanceRow,
  type SignificanceStudy,
  type SignificanceTables,
} from './significance.js';
export {
  liveMarket,
  LIVE_MARKET_DEFAULTS,
  type LiveMarketParameters,
  type LiveMarketPeerRow,
  type LiveMarketRow,
  type LiveMarketStudy,
  type LiveMarketTables,
  type LiveMarketWeightRow,
} from './liveMarket.js';
export { ESTIMATES, type Estimate } from './measure.js';
export {
  CORPORA,
  drawTrained,
  SHARDING,
  TRAINED_DEFAULTS,
  type Corpus,
  type DrawnNetwork,
  type Sharding,
  type TrainedParameters,
} from './parameters.js';
export {
  bandwidth,
  BANDWIDTH_DEFAULTS,
  type Bandwidth,
  type BandwidthParameters,
  type BandwidthRow,
  type BandwidthTables,
} from './bandwidth.js';
export {
  gating,
  GATING_DEFAULTS,
  type GatingParameters,
  type GatingPeerRow,
  type GatingRow,
  type Gatings,
  type GatingTables,
} from './gating.js';
export {
  distillation,
  DISTILLATION_DEFAULTS,
  type Distillation,
  type DistillationEndsRow,
  type DistillationParameters,
  type DistillationRow,
  type DistillationTables,
} from './distillation.js';
