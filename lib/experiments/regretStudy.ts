/*
 * §2.1 and appendix 6.2: average regret of every peer along competitive descent, for each α/τ.
 */
import { meanInterval } from '../math/bootstrap.js';
import { checkInteger, checkNonNegative } from '../math/checks.js';
import { createStream } from '../math/random.js';
import { type RegretParameters } from './hindsight.js';
import {
  checkIntervals,
  checkList,
  checkNetwork,
  INTERVAL_DEFAULTS,
  NETWORK_DEFAULTS,
  withDefaults,
  type IntervalParameters,
} from './parameters.js';
import { runTasks } from './run.js';
import { versions, type RunOptions, type StudyResult } from './study.js';
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
} & IntervalCells<'regret'>;

export interface RegretTables {
  summary: RegretRow[];
}

export type RegretStudy = StudyResult<'regret', RegretStudyParameters, RegretTables>;

/**
 * Average regret over competitive descent, averaged over peers and networks.
 *
 * @throws {@link InvalidArgumentError} when a parameter is out of range; see {@link RunOptions} for the rest
 */
export async function regretStudy(
  given: Partial<RegretStudyParameters> = {},
  options: RunOptions = {},
): Promise<RegretStudy> {
  const parameters = withDefaults('regret', REGRET_DEFAULTS, given);
  const { networks, resamples, confidence, ...hindsight } = parameters;
  checkNetwork('regret', networks, hindsight);
  checkList('regret', 'ratios', hindsight.ratios, checkNonNegative);
  if (hindsight.steps !== null) checkInteger('regret', 'steps', hindsight.steps, 1);
  checkInteger('regret', 'checkpoints', hindsight.checkpoints, 1);
  checkIntervals('regret', { resamples, confidence });
  const header = { study: 'regret' as const, parameters, versions: versions() };
  const found = await runTasks(header, tasksFor('regret', hindsight, networks), options);
  const summary = hindsight.ratios.flatMap((ratio, at) => {
    const runs = found.map((network) => network.runs[at]);
    return runs[0].steps.map((step, checkpoint) => {
      const perNetwork = runs.map((run) => average(run.average[checkpoint]));
      const stream = createStream(parameters.seed).split('bootstrap');
      return {
        ratio,
        step,
        ...intervalCells('regret', meanInterval(perNetwork, { stream, confidence, resamples })),
        most: Math.max(...runs.flatMap((run) => run.average[checkpoint])),
        bound: average(runs.map((run) => run.bound[checkpoint])),
      };
    });
  });
  return { ...header, tables: { summary } };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
