/*
 * Figure 5: inflation adapts until the weights are as sparse as wanted; sparsity, τ and the correlation of
 * rank and ideal rank along the way.
 */
import { type Interval } from '../math/bootstrap.js';
import { checkInteger, checkPositive } from '../math/checks.js';
import { sampledSteps, type Adapted, type AdaptParameters } from './adapt.js';
import { beginStudy } from './begin.js';
import {
  checkNetwork,
  INTERVAL_DEFAULTS,
  NETWORK_DEFAULTS,
  type IntervalParameters,
} from './parameters.js';
import { runTasks } from './run.js';
import { type RunOptions, type StudyResult } from './study.js';
import { intervalCells, type IntervalCells } from './summary.js';
import { tasksFor } from './tasks.js';

export interface Figure5Parameters extends AdaptParameters, IntervalParameters {
  /** How many networks are drawn. Default 20. */
  networks: number;
}

export const FIGURE5_DEFAULTS: Figure5Parameters = {
  ...NETWORK_DEFAULTS,
  ...INTERVAL_DEFAULTS,
  networks: 20,
  alpha: 1,
  target: 1,
  gain: 0.01,
  steps: 30_000,
  samples: 300,
};

/** One sampled step: means over the networks, with intervals. */
export type AdaptationRow = { step: number } & IntervalCells<'sparsity'> &
  IntervalCells<'inflation'> &
  IntervalCells<'correlation'>;

/** One network's whole run. */
export type AdaptationSummary = {
  network: number;
  /** Sparsity, τ and the Pearson correlation of rank and ideal rank after the last step. */
  sparsity: number | null;
  inflation: number;
  correlation: number | null;
  /** The largest sparsity on the way; null where infinite. */
  peak: number | null;
  /** The first step from which sparsity stays within 5 % of the target; null where it never does. */
  settled: number | null;
};

/** One network at one sampled step. */
export type TrajectoryRow = {
  network: number;
  step: number;
  sparsity: number | null;
  inflation: number;
  correlation: number | null;
};

export interface Figure5Tables {
  /** A row for each network's end. */
  summary: AdaptationSummary[];
  /** A row for each sampled step: means over networks. */
  steps: AdaptationRow[];
  /** A row for each network and sampled step. */
  trajectories: TrajectoryRow[];
}

export type Figure5 = StudyResult<'figure5', Figure5Parameters, Figure5Tables>;

function check(where: string, parameters: Figure5Parameters): void {
  checkNetwork(where, parameters.networks, parameters);
  for (const name of ['alpha', 'target', 'gain'] as const)
    checkPositive(where, name, parameters[name]);
  for (const name of ['steps', 'samples'] as const) checkInteger(where, name, parameters[name], 1);
}

/**
 * Reruns figure 5 of the paper, on many networks instead of one.
 *
 * @throws {@link InvalidArgumentError} when a parameter is out of range; see {@link RunOptions} for the rest
 */
export async function figure5(
  given: Partial<Figure5Parameters> = {},
  options: RunOptions = {},
): Promise<Figure5> {
  const { header, parameters, work, over } = beginStudy('figure5', FIGURE5_DEFAULTS, given, check);
  const adapted = await runTasks(header, tasksFor('adapt', work, parameters.networks), options);
  const kept = sampledSteps(parameters);
  return {
    ...header,
    tables: {
      summary: adapted.map((run, network) => summaryRow(run, network)),
      steps: kept.map((step, at) => stepRow(adapted, step, at, over)),
      trajectories: adapted.flatMap((run, network) =>
        kept.map((step, at) => ({
          network,
          step,
          sparsity: run.sparsity[at],
          inflation: run.inflation[at],
          correlation: run.correlation[at],
        })),
      ),
    },
  };
}

function summaryRow(run: Adapted, network: number): AdaptationSummary {
  const last = run.inflation.length - 1;
  return {
    network,
    sparsity: run.sparsity[last],
    inflation: run.inflation[last],
    correlation: run.correlation[last],
    peak: run.peak,
    settled: run.settled,
  };
}

function stepRow(
  runs: readonly Adapted[],
  step: number,
  at: number,
  over: (values: (number | null)[]) => Interval,
): AdaptationRow {
  return {
    step,
    ...intervalCells('sparsity', over(runs.map((run) => run.sparsity[at]))),
    ...intervalCells('inflation', over(runs.map((run) => run.inflation[at]))),
    ...intervalCells('correlation', over(runs.map((run) => run.correlation[at]))),
  };
}
