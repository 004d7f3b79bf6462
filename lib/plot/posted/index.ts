export { plotPosted } from './all.js';
export { plotPostedAccess } from './access.js';
export { type PostedFigureOptions } from './common.js';
export { plotPostedConsensus } from './consensus.js';
export { plotPostedGains } from './gains.js';
export { plotPostedDrift } from './drift.js';
export {
  plotPostedLikeness,
  plotPostedMask,
  plotPostedWeights,
  type PostedMaskOptions,
} from './matrices.js';
export { plotPostedConcentration, plotPostedRanks, type PostedRankOptions } from './ranks.js';
export { plotPostedVotes } from './votes.js';
