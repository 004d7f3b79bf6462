import { DYNAMICS_NAMES, HESSIAN_ENSEMBLES } from '../../market/index.js';
import {
  choice,
  integer,
  list,
  nonNegative,
  positive,
  withDefault,
  type ValuesOf,
} from '../../parameters/index.js';
import { libraryNamesOf, namesWith } from '../../parameters/registry.js';
import { INTERVALS } from '../intervals.js';
import { MARKET, RATIOS, temperatures } from '../market/parameters.js';

const {
  simplex: _,
  sparsity: __,
  measured: ___,
  temperatureUnit: ____,
  learningRate,
  seed,
  ...SETTING
} = MARKET;

/** The sources of Hessians that are read: the library's. */
export const SOURCES = [...libraryNamesOf(HESSIAN_ENSEMBLES), 'trained'] as const;

/** The parameters of the study `readings`. */
export const READINGS = {
  ...SETTING,
  hessians: choice(
    namesWith(HESSIAN_ENSEMBLES, ['trained']),
    'uniform',
    'Ensemble or other source of the Hessians of the base',
  ),
  ...INTERVALS,
  networks: integer(16, 'Networks sampled; of trained Hessians no more than there are'),
  ratios: RATIOS,
  dynamics: choice(DYNAMICS_NAMES, 'projection', 'The way in which peers move their rows'),
  temperatures: withDefault(temperatures([0.5]), [0.5]),
  stops: list(
    integer(1, 'Steps'),
    [200, 700, 2000, 10_000],
    'Steps from random rows, with the learning rate, of descents that are stopped; a list',
  ),
  learningRate,
  rate: positive(0.5, 'Largest step size of descents to rest; 5 T² τ/α where that is less'),
  maxSteps: integer(10_000, 'Most steps of a descent to rest'),
  tolerance: nonNegative(1e-7, 'Rest: no weight changes by ε times the step size', { symbol: 'ε' }),
  seed,
};

export type ReadingsParameters = ValuesOf<typeof READINGS>;
