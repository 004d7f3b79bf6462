import { type OpenName } from '../../parameters/definition.js';
import { Registry } from '../../parameters/registry.js';
import { impartial } from './impartial.js';
import { l1 } from './l1.js';
import { median } from './median.js';
import { medianAtLeast } from './medianAtLeast.js';
import { type Mechanism } from './mechanism.js';
import { paper } from './paper.js';
import { yuma1, yuma2, yuma3 } from './yuma.js';

export { impartialRank } from './impartial.js';
export {
  clippedRank,
  consensusWeights,
  TIE_RULES,
  type ClipOptions,
  type TieRule,
} from './median.js';
export { NETWORK_MAJORITY } from './medianAtLeast.js';
export {
  defineMechanism,
  type Mechanism,
  type MechanismDefinition,
  type MechanismEpochs,
} from './mechanism.js';
export { defineYuma } from './yuma.js';

/** The library's mechanisms: the only list. */
const LIBRARY = { paper, impartial, median, l1, medianAtLeast, yuma1, yuma2, yuma3 } as const;

const registry = new Registry<Mechanism, typeof LIBRARY>('mechanism', LIBRARY);

/** Every mechanism by its name: the library's, and those taken into use. */
export const MECHANISMS = registry.definitions;

/** The rule of rank and pay. */
export type MechanismName = OpenName<keyof typeof LIBRARY>;

/** Their names, with those in use at the time of reading. */
export const MECHANISM_NAMES: readonly MechanismName[] = registry.names;
