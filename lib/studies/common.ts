import { integer } from '../parameters/index.js';
import { INTERVALS } from './intervals.js';
import { MARKET } from './market/parameters.js';

/** The parameters that every study has: networks, seed, and the confidence of intervals. */
export const COMMON = {
  networks: integer(10, 'Networks sampled at each setting'),
  seed: MARKET.seed,
  ...INTERVALS,
};
