export { formula } from './formula.js';
export { InterruptedError, interruptible, pause } from './interrupt.js';
export { live, LIVE_NAMES, type LiveName } from './live.js';
export { progress, type ProgressHandle } from './progress.js';
export { show } from './show.js';
export { table, type DataFrameLike, type TableOptions } from './table.js';
