export { drawBandwidth } from './bandwidth.js';
export { drawDistillation } from './distillation.js';
export { drawGating } from './gating.js';
export { drawBenchmark } from './benchmark.js';
export { drawLiveBlocks, type LabelledBlocks } from './blocks.js';
export { drawNetworkHeatmaps, type HeatmapPanel } from './heatmaps.js';
export { drawLiveMarket } from './liveMarket.js';
export { drawNetworkLines, type NetworkFigureOptions } from './network.js';
export { drawShards } from './shards.js';
export { drawSignificance } from './significance.js';
export {
  drawEvaluations,
  drawTraining,
  type LabelledEvaluation,
  type LabelledTraining,
} from './training.js';
