import { type Measurement } from './agreement.js';
import { type Feature } from './bias.js';
import { type DataName } from './data.js';

/** The measurements and estimates in words. */
export const ESTIMATE_NAMES: Record<Measurement, string> = {
  ablation: 'ablation',
  shapley: 'Shapley',
  retraining: 'retraining',
  exact: 'Fisher, exact',
  monteCarlo: 'Fisher, Monte-Carlo',
  empirical: 'Fisher, empirical',
  linear: 'linear term alone',
  both: 'linear + exact',
  influence: 'influence',
  relearnt: 'ablation, relearnt',
};

/** The data that costs are measured on, in words. */
export const DATA_TITLES: Record<DataName, string> = {
  own: 'own data',
  heldOut: 'held-out data',
};

/** The peers above the median of a feature, in words. */
export const FEATURE_TITLES: Record<Feature, string> = {
  hidden: 'more hidden units',
  shard: 'more rows',
  place: 'worth more',
};
