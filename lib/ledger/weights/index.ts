export { WEIGHTS_FORMATS, type ReadWeightsOptions, type WeightsFormat } from './options.js';
export { readWeights } from './read.js';
