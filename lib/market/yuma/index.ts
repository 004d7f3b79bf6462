export { runYuma, yumaEpoch, type YumaOutcome } from './run.js';
export {
  CONSENSUS_FORMS,
  SELF_WEIGHTS,
  UNRANKED_PAY,
  YUMA_SIMULATION,
  YUMA_VERSIONS,
  type YumaOptions,
  type YumaVersion,
} from './options.js';
export { type YumaNetwork } from './network.js';
