export { FileError, InvalidArgumentError, WorkbenchError } from './errors.js';
export { createStream, type RandomStream } from './random.js';
export { projectOnSimplex, renormaliseOnSimplex } from './simplex.js';
export { gini } from './inequality.js';
export { rocArea, rocCurve, type RocPoint } from './roc.js';
export { bootstrap, meanInterval, type BootstrapOptions, type Interval } from './bootstrap.js';
export {
  CORRELATIONS,
  correlate,
  correlation,
  type CorrelationEstimate,
  type CorrelationMethod,
} from './correlation.js';
export {
  columnMeans,
  columnSums,
  largest,
  least,
  mean,
  rowOf,
  rowSums,
  shares,
  sum,
  type Numbers,
} from './rows.js';
