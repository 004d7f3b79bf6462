import { type DataName, type Estimate } from './work.js';

/** The measurements and estimates in words. */
export const ESTIMATE_NAMES: Record<Estimate | 'ablation', string> = {
  ablation: 'ablation',
  exact: 'Fisher, exact',
  monteCarlo: 'Fisher, Monte-Carlo',
  empirical: 'Fisher, empirical',
  linear: 'linear term alone',
  both: 'linear + exact',
};

/** The data that costs are measured on, in words. */
export const DATA_TITLES: Record<DataName, string> = {
  own: 'own data',
  heldOut: 'held-out data',
};
