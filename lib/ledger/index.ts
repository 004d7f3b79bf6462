export { createSparseWeights, type SparseRows, type SparseWeights } from './sparseWeights.js';
export { sparseBlock, sparseInflate, sparseRank, type SparseBlock } from './sparseRank.js';
