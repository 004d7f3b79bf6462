import { impartial } from './impartial.js';
import { l1 } from './l1.js';
import { median } from './median.js';
import { medianAtLeast } from './medianAtLeast.js';
import { paper } from './paper.js';

export { impartialRank } from './impartial.js';
export {
  clippedRank,
  consensusWeights,
  TIE_RULES,
  type ClipOptions,
  type TieRule,
} from './median.js';
export { NETWORK_MAJORITY } from './medianAtLeast.js';
export { defineMechanism, type Mechanism } from './mechanism.js';

/** Every mechanism by its name: the only list. */
export const MECHANISMS = { paper, impartial, median, l1, medianAtLeast } as const;

/** The rule of rank and pay. */
export type MechanismName = keyof typeof MECHANISMS;

export const MECHANISM_NAMES = Object.keys(MECHANISMS) as MechanismName[];
