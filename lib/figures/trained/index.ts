export { drawBenchmark } from './benchmark.js';
export { drawLiveMarket } from './liveMarket.js';
export { drawSignificance } from './significance.js';
