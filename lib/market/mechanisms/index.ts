import { impartial } from './impartial.js';
import { l1 } from './l1.js';
import { median } from './median.js';
import { paper } from './paper.js';

export { impartialRank } from './impartial.js';
export { clippedRank, consensusWeights } from './median.js';
export { defineMechanism, type Mechanism } from './mechanism.js';

/** Every mechanism by its name: the only list. */
export const MECHANISMS = { paper, impartial, median, l1 } as const;

/** The rule of rank and pay. */
export type MechanismName = keyof typeof MECHANISMS;

export const MECHANISM_NAMES = Object.keys(MECHANISMS) as MechanismName[];
