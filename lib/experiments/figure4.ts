/*
 * Figure 4: the competitive rank R* that self-interested peers settle on, against the ideal rank R of (2),
 * for each α/τ; the same networks for every ratio.
 */
import { beginStudy } from './begin.js';
import {
  checkCompetition,
  COMPETITION_DEFAULTS,
  INTERVAL_DEFAULTS,
  type CompetitionParameters,
  type IntervalParameters,
} from './parameters.js';
import { runTasks } from './run.js';
import { tasksFor } from './tasks.js';
import { type RunOptions, type StudyResult } from './study.js';
import {
  networkRows,
  peerRows,
  summarise,
  type CompetitionSummary,
  type NetworkRow,
  type PeerRow,
} from './summary.js';

/** Parameters of figure 4; the defaults are the paper's, or DESIGN's where the paper is silent. */
export interface Figure4Parameters extends CompetitionParameters, IntervalParameters {
  /** How many networks are drawn. Default 40. */
  networks: number;
}

export const FIGURE4_DEFAULTS: Figure4Parameters = {
  ...COMPETITION_DEFAULTS,
  ...INTERVAL_DEFAULTS,
  networks: 40,
};

export interface Figure4Tables {
  /** A row for each ratio: correlations with intervals, sparsity, convergence, Nash gap. */
  summary: CompetitionSummary[];
  /** A row for each network and ratio. */
  networks: NetworkRow[];
  /** A row for each network, ratio and peer. */
  peers: PeerRow[];
}

export type Figure4 = StudyResult<'figure4', Figure4Parameters, Figure4Tables>;

function check(where: string, parameters: Figure4Parameters): void {
  checkCompetition(where, parameters.networks, parameters);
}

/**
 * Reruns figure 4 of the paper.
 *
 * @throws {@link InvalidArgumentError} when a parameter is out of range; see {@link RunOptions} for the rest
 */
export async function figure4(
  given: Partial<Figure4Parameters> = {},
  options: RunOptions = {},
): Promise<Figure4> {
  const { header, parameters, work } = beginStudy('figure4', FIGURE4_DEFAULTS, given, check);
  const tasks = tasksFor('compete', work, parameters.networks);
  const competed = await runTasks(header, tasks, options);
  const summary = parameters.ratios.map((_, at) => summarise(competed, at, parameters));
  return {
    ...header,
    tables: { summary, networks: networkRows(competed), peers: peerRows(competed) },
  };
}
