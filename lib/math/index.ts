export { FileError, InvalidArgumentError, WorkbenchError } from './errors.js';
export { createStream, type RandomStream } from './random.js';
export { projectOnSimplex, renormaliseOnSimplex } from './simplex.js';
export { gini } from './inequality.js';
export {
  concentration,
  herfindahl,
  lorenzCurve,
  nakamoto,
  topShare,
  type Concentration,
} from './concentration.js';
export { rocArea, rocCurve, type RocPoint } from './roc.js';
export {
  INTERVAL_SCALES,
  jackknife,
  meanInterval,
  type Interval,
  type IntervalOptions,
  type IntervalScale,
} from './jackknife.js';
export {
  CORRELATIONS,
  correlate,
  correlation,
  type CorrelateOptions,
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
