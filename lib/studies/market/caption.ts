/*
 * Captions of the studies of markets, read from the definitions of their parameters.
 */
import { settingText, type ValuesOf } from '../../parameters/index.js';
import { type MarketUnit } from '../../market/index.js';
import { UNITS } from '../../market/units.js';
import { MARKET, type CompetitionParameters } from './parameters.js';

/** The parameters stated in captions, in order. */
const STATED = [
  'peers',
  'temperature',
  'stake',
  'learningRate',
  'hessians',
  'anchor',
  'ownInput',
  'simplex',
] as const;

/** θ as one clause; peers and temperature may be lists. */
export function setting(
  values: Omit<ValuesOf<typeof MARKET>, 'peers' | 'temperature' | 'measured' | 'sparsity'> & {
    peers: number | number[];
    temperature: number | number[];
    ratioUnit?: MarketUnit;
  },
): string {
  const names = [
    ...STATED,
    ...(values.interaction === 1 ? [] : ['interaction']),
    ...(values.temperatureUnit === 'absolute' ? [] : ['temperatureUnit']),
    ...((values.ratioUnit ?? 'absolute') === 'absolute' ? [] : ['ratioUnit']),
  ];
  return `${settingText({ ...MARKET, ...UNITS }, values, names)}; seed ${values.seed}`;
}

/** The stopping criterion of descents: ε and the largest number of steps. */
export function stopping({
  tolerance,
  maxSteps,
  order,
  solver,
}: Pick<CompetitionParameters, 'tolerance' | 'maxSteps' | 'order' | 'solver'>): string {
  if (solver === 'fast') {
    return `solved along the descent’s path to a residual of 1e-9 or ${maxSteps ?? '1000·n'} evaluations`;
  }
  const most =
    maxSteps === null
      ? order === 'sequential'
        ? '1000·n² steps'
        : '1000·n steps'
      : `${maxSteps} steps`;
  return `descent to ε = ${tolerance} or ${most}${order === 'sequential' ? ', one random peer a step' : ''}`;
}
