import { type OpenName } from '../../parameters/definition.js';
import { Registry } from '../../parameters/registry.js';
import { impartial } from './impartial.js';
import { l1 } from './l1.js';
import { median } from './median.js';
import { medianAtLeast } from './medianAtLeast.js';
import { type Mechanism } from './mechanism.js';
import { paper } from './paper.js';
import { twoSided } from './twoSided.js';
import { yuma1, yuma2, yuma3, yuma3TwoSided } from './yuma.js';

export { impartialRank } from './impartial.js';
export { NETWORK_MAJORITY, TIE_RULES, type LevelOptions, type TieRule } from './levels.js';
export { clippedRank, consensusWeights, type ClipOptions } from './median.js';
export {
  defineMechanism,
  type Mechanism,
  type MechanismDefinition,
  type MechanismEpochs,
} from './mechanism.js';
export { defineYuma } from './yuma.js';

/** The library's mechanisms: the only list. */
const LIBRARY = {
  ...{ paper, l1, impartial, median, medianAtLeast, twoSided },
  ...{ yuma1, yuma2, yuma3, yuma3TwoSided },
} as const;

const registry = new Registry<Mechanism, typeof LIBRARY>('mechanism', LIBRARY);

/** Every mechanism by its name: the library's, and those taken into use. */
export const MECHANISMS = registry.definitions;

/** The rule of rank and pay. */
export type MechanismName = OpenName<keyof typeof LIBRARY>;

/** Their names, with those in use at the time of reading. */
export const MECHANISM_NAMES: readonly MechanismName[] = registry.names;
