export { plotLiveBlocks, type LabelledBlocks } from './blocks.js';
export { plotNetworkHeatmaps, type HeatmapPanel } from './heatmaps.js';
export { plotNetworkLines, type NetworkFigureOptions } from './network.js';
export { plotShards } from './shards.js';
export {
  plotEvaluations,
  plotTraining,
  type LabelledEvaluation,
  type LabelledTraining,
} from './training.js';
