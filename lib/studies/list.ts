/*
 * The only list of studies: one line for each, in the order of help, pages and results.
 */
export { figure4 } from './figure4/index.js';
export { figure5 } from './figure5/index.js';
export { scaling } from './scaling/index.js';
export { phaseDiagram } from './phaseDiagram/index.js';
export { internetScale } from './internetScale/index.js';
export { choices } from './choices/index.js';
export { readings } from './readings/index.js';
export { regretStudy } from './regret/index.js';
export { anarchy } from './anarchy/index.js';
export { attacks } from './attacks/index.js';
export { sybils } from './sybils/index.js';
export { invariance } from './invariance/index.js';
export { mechanisms } from './mechanisms/index.js';
export { soughtAttacks } from './soughtAttacks/index.js';
export { coalitions } from './coalitions/index.js';
export { copiersStudy } from './copiers/index.js';
export { validatorEvents } from './validatorEvents/index.js';
export { rounding } from './rounding/index.js';
export { detection } from './detection/index.js';
export { benchmarkStudy } from './benchmark/index.js';
export { significanceStudy } from './significance/index.js';
export { liveMarket } from './liveMarket/index.js';
export { distance } from './distance/index.js';
export { bandwidth } from './bandwidth/index.js';
export { gating } from './gating/index.js';
export { distillation } from './distillation/index.js';
