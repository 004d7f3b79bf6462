export {
  compareRuns,
  type Comparison,
  type ParameterDifference,
  type QuantityDifference,
} from './compare.js';
export { plotComparison, plotSweep, type ShownOptions } from './figures.js';
export { keptRun, keptRuns } from './library.js';
export { configSchema } from './schema.js';
export { type KeptRun, type RunNotes } from './store.js';
export { type AnyStudyResult, type SweptStudy } from './study.js';
export { sweep, type Over, type SweepOptions, type SweepResult } from './sweep.js';
