/*
 * The catalogue: a valid call of every exported function, in the order in which the fuzzer takes them.
 */
import { subpath, type Target } from '../target.js';
import { EQUILIBRIA } from './equilibria.js';
import { MECHANISM } from './market.js';
import { STATISTICS } from './statistics.js';

/** Every target. */
export const TARGETS: readonly Target[] = subpath('market', [
  ...STATISTICS,
  ...MECHANISM,
  ...EQUILIBRIA,
]);
