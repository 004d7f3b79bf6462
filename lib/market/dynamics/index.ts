import { type OpenName } from '../../parameters/definition.js';
import { Registry } from '../../parameters/registry.js';
import { adam } from './adam.js';
import { clip } from './clip.js';
import { type DynamicsDefinition } from './dynamics.js';
import { exponentiated } from './exponentiated.js';
import { projection } from './projection.js';
import { renormalise } from './renormalise.js';
import { sequential } from './sequential.js';
import { sigmoid } from './sigmoid.js';
import { softmax } from './softmax.js';

export {
  defineDynamics,
  type DynamicsDefinition,
  type Field,
  type Motion,
  type Pace,
} from './dynamics.js';

/** The library's dynamics: the only list. */
const LIBRARY = {
  ...{ projection, renormalise, exponentiated, softmax, sigmoid, clip, adam, sequential },
} as const;

const registry = new Registry<DynamicsDefinition, typeof LIBRARY>('dynamics', LIBRARY);

/** Every dynamics by its name: the library's, and those taken into use. */
export const DYNAMICS = registry.definitions;

/** The way in which peers move their rows. */
export type DynamicsName = OpenName<keyof typeof LIBRARY>;

/** Their names, with those in use at the time of reading. */
export const DYNAMICS_NAMES: readonly DynamicsName[] = registry.names;
