import { adam } from './adam.js';
import { clip } from './clip.js';
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

/** Every dynamics by its name: the only list. */
export const DYNAMICS = {
  ...{ projection, renormalise, exponentiated, softmax, sigmoid, clip, adam, sequential },
} as const;

/** The way in which peers move their rows. */
export type DynamicsName = keyof typeof DYNAMICS;

export const DYNAMICS_NAMES = Object.keys(DYNAMICS) as DynamicsName[];
