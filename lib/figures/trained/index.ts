export { drawBandwidth } from './bandwidth.js';
export { drawDistillation } from './distillation.js';
export { drawGating } from './gating.js';
export { drawBenchmark } from './benchmark.js';
export { drawLiveMarket } from './liveMarket.js';
export { drawSignificance } from './significance.js';
