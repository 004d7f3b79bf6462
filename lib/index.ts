export * from './math/index.js';
export * from './tensors/public.js';
export * from './market/index.js';
export * from './kernel/index.js';
export * from './ledger/index.js';
export * from './experiments/index.js';
export * from './figures/index.js';
export * from './notebook/index.js';
