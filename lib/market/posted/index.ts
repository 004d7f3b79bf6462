export {
  EMPTY_ROWS,
  ROW_SUMS,
  VOTERS,
  type EmptyRows,
  type PeerKey,
  type PostedWeights,
  type RowSums,
  type Triplets,
  type Voters,
  type WeightsFields,
} from './fields.js';
export { expandPosted, fromWeights } from './fromWeights.js';
export { rankPosted, trustPosted, type PostedTrust } from './rank.js';
export { accessPosted, type PostedAccess } from './access.js';
export { payPosted } from './pay.js';
export { yumaPosted, type PostedYuma } from './yuma.js';
export { driftPosted, type PostedDrift } from './drift.js';
export { roundingEffects, roundPosted, type RoundingEffects } from './rounding.js';
export { likenessPosted, type RowLikeness } from './likeness.js';
export { compareRanks, type RankAgreement } from './compare.js';
export {
  analysePosted,
  type AnalysisOptions,
  type PeerRow,
  type PostedAnalysis,
} from './analyse.js';
