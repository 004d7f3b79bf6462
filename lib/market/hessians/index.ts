import { diagonal } from './diagonal.js';
import { gaussian } from './gaussian.js';
import { planted } from './planted.js';
import { uniform } from './uniform.js';

export { scaleInteraction, type InteractionOptions } from './interaction.js';
export { defineHessians, type HessianDefinition } from './ensemble.js';

/** Every ensemble by its name: the only list. */
export const HESSIANS = { uniform, gaussian, planted, diagonal } as const;

/** The distribution of simulated Hessians. */
export type HessianEnsemble = keyof typeof HESSIANS;

export const HESSIAN_ENSEMBLES = Object.keys(HESSIANS) as HessianEnsemble[];
