export {
  compareRuns,
  type Comparison,
  type ParameterDifference,
  type QuantityDifference,
} from './compare.js';
export { readConfig, type Config, type RunNames } from './config.js';
export { plotComparison, plotSweep, type ShownOptions } from './figures.js';
export { configSchema } from './schema.js';
export { keepRun, listRuns, readRun, type KeptRun, type RunNotes } from './store.js';
export { type AnyStudy, type AnyStudyResult } from './study.js';
export { sweep, type Over, type SweepOptions, type SweepResult } from './sweep.js';
