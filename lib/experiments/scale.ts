/*
 * What depends on how a market is written down: on the unit of stake, on peers that nobody notices, on numbering.
 */
import { checkInteger, checkNonNegative, checkPositive } from '../math/checks.js';
import { beginStudy } from './begin.js';
import { OUTPUT_NAMES, type InvarianceParameters, type OutputName } from './invariance.js';
import {
  checkList,
  checkNetwork,
  INTERVAL_DEFAULTS,
  NETWORK_DEFAULTS,
  type IntervalParameters,
} from './parameters.js';
import { runTasks } from './run.js';
import { type RunOptions, type StudyResult } from './study.js';
import { intervalCells, type IntervalCells } from './summary.js';
import { tasksFor } from './tasks.js';

export interface ScaleParameters extends InvarianceParameters, IntervalParameters {
  /** How many networks are drawn. Default 6. */
  networks: number;
}

export const SCALE_DEFAULTS: ScaleParameters = {
  ...NETWORK_DEFAULTS,
  ...INTERVAL_DEFAULTS,
  networks: 6,
  ratio: 25,
  factors: [0.1, 0.5, 2, 10],
  newcomers: [1, 10, 50],
  steps: 1000,
  inflation: 0.001,
};

/** Changes below this are rounding, of sums in another order. */
export const ROUNDING = 1e-9;

/** One output under one change of description, over all networks. */
export type ScaleRow = {
  change: string;
  output: OutputName;
  /** The largest change in any network; the interval is of its mean. */
  most: number;
  /** Whether it moves by more than rounding in any network. */
  moves: boolean;
} & IntervalCells<'moved'>;

export interface ScaleTables {
  summary: ScaleRow[];
}

export type Scale = StudyResult<'scale', ScaleParameters, ScaleTables>;

function check(where: string, parameters: ScaleParameters): void {
  checkNetwork(where, parameters.networks, parameters);
  checkNonNegative(where, 'ratio', parameters.ratio);
  checkPositive(where, 'inflation', parameters.inflation);
  checkInteger(where, 'steps', parameters.steps, 1);
  checkList(where, 'factors', parameters.factors, checkPositive);
  checkList(where, 'newcomers', parameters.newcomers, (at, name, value) => {
    checkInteger(at, name, value, 0);
  });
}

/**
 * How far every output of a market moves when all stake is multiplied, when peers without stake, weight or use join,
 * and when the peers are renumbered.
 *
 * @throws {@link InvalidArgumentError} when a parameter is out of range; see {@link RunOptions} for the rest
 */
export async function scale(
  given: Partial<ScaleParameters> = {},
  options: RunOptions = {},
): Promise<Scale> {
  const begun = beginStudy('scale', SCALE_DEFAULTS, given, check);
  const { header, parameters, work, over } = begun;
  const found = await runTasks(header, tasksFor('invariance', work, parameters.networks), options);
  const summary = OUTPUT_NAMES.flatMap((output, which) =>
    found[0].map(({ change }, at): ScaleRow => {
      const moved = found.map((network) => network[at].moved[which]);
      const most = Math.max(...moved);
      return {
        change,
        output,
        ...intervalCells('moved', over(moved)),
        most,
        moves: most > ROUNDING,
      };
    }),
  );
  return { ...header, tables: { summary } };
}
