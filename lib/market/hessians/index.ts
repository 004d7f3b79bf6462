import { type OpenName } from '../../parameters/definition.js';
import { Registry } from '../../parameters/registry.js';
import { diagonal } from './diagonal.js';
import { type HessianDefinition } from './ensemble.js';
import { gaussian } from './gaussian.js';
import { planted } from './planted.js';
import { uniform } from './uniform.js';

export { scaleInteraction, type InteractionOptions } from './interaction.js';
export { defineHessians, type HessianDefinition } from './ensemble.js';

/** The library's ensembles: the only list. */
const LIBRARY = { uniform, gaussian, planted, diagonal } as const;

const registry = new Registry<HessianDefinition, typeof LIBRARY>('hessians', LIBRARY);

/** Every ensemble by its name: the library's, and those taken into use. */
export const HESSIANS = registry.definitions;

/** The distribution of simulated Hessians. */
export type HessianEnsemble = OpenName<keyof typeof LIBRARY>;

/** Their names, with those in use at the time of reading. */
export const HESSIAN_ENSEMBLES: readonly HessianEnsemble[] = registry.names;
