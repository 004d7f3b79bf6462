import { impartial } from './impartial.js';
import { median } from './median.js';
import { type Mechanism } from './mechanism.js';
import { l1, paper } from './paper.js';

export { impartialRank } from './impartial.js';
export { clippedRank, consensusWeights } from './median.js';
export { type Mechanism } from './mechanism.js';

export const MECHANISM_NAMES = ['paper', 'impartial', 'median', 'l1'] as const;

/** How a network ranks and pays: the paper's rule (default), or one of three others. */
export type MechanismName = (typeof MECHANISM_NAMES)[number];

/** Every mechanism by its name. */
export const MECHANISMS: Readonly<Record<MechanismName, Mechanism>> = {
  paper,
  impartial,
  median,
  l1,
};
