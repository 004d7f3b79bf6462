export * from './math/index.js';
export * from './market/index.js';
