/*
 * §2.1 and appendix 6.2: average regret of every peer along competitive descent, for each α/τ, and how far the
 * weights are from a Nash equilibrium on the way.
 */
import { checkInteger, checkNonNegative } from '../math/checks.js';
import { average, beginStudy } from './begin.js';
import { type RegretParameters } from './hindsight.js';
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

export interface RegretStudyParameters extends RegretParameters, IntervalParameters {
  /** How many networks are drawn. Default 20. */
  networks: number;
}

export const REGRET_DEFAULTS: RegretStudyParameters = {
  ...NETWORK_DEFAULTS,
  ...INTERVAL_DEFAULTS,
  networks: 20,
  ratios: [1, 10, 25, 50],
  steps: null,
  checkpoints: 25,
};

/** All networks at one ratio and checkpoint; regret in units of payoff P/τ. */
export type RegretRow = {
  ratio: number;
  /** Steps of descent, t. */
  step: number;
  /** The peer with the most regret, over all networks. */
  most: number;
  /** Mean over networks of Zinkevich's bound; a yardstick, since payoffs are not concave. */
  bound: number;
} & IntervalCells<'regret'> &
  /** The largest gain any peer has at the step from changing its row alone. */
  IntervalCells<'nashGap'>;

export interface RegretTables {
  summary: RegretRow[];
}

export type RegretStudy = StudyResult<'regret', RegretStudyParameters, RegretTables>;

function check(where: string, parameters: RegretStudyParameters): void {
  checkNetwork(where, parameters.networks, parameters);
  checkList(where, 'ratios', parameters.ratios, checkNonNegative);
  if (parameters.steps !== null) checkInteger(where, 'steps', parameters.steps, 1);
  checkInteger(where, 'checkpoints', parameters.checkpoints, 1);
}

/**
 * Average regret over competitive descent, averaged over peers and networks, and the Nash gap on the way.
 *
 * @throws {@link InvalidArgumentError} when a parameter is out of range; see {@link RunOptions} for the rest
 */
export async function regretStudy(
  given: Partial<RegretStudyParameters> = {},
  options: RunOptions = {},
): Promise<RegretStudy> {
  const { header, parameters, work, over } = beginStudy('regret', REGRET_DEFAULTS, given, check);
  const found = await runTasks(header, tasksFor('regret', work, parameters.networks), options);
  const summary = parameters.ratios.flatMap((ratio, at) => {
    const runs = found.map((network) => network.runs[at]);
    return runs[0].steps.map((step, checkpoint) => {
      const perNetwork = runs.map((run) => average(run.average[checkpoint]));
      return {
        ratio,
        step,
        ...intervalCells('regret', over(perNetwork)),
        most: Math.max(...runs.flatMap((run) => run.average[checkpoint])),
        bound: average(runs.map((run) => run.bound[checkpoint])),
        ...intervalCells('nashGap', over(runs.map((run) => run.nashGap[checkpoint]))),
      };
    });
  });
  return { ...header, tables: { summary } };
}
