export { gradientInfluence, type Influence } from './gradientInfluence.js';
export { retrainingCosts, retrainWithout, type RetrainOptions } from './retraining.js';
