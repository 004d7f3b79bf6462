/*
 * How figure 4's correlation changes with the number of peers and the temperature: what §3.1 leaves "for a
 * follow up paper".
 */
import { checkInteger, checkPositive } from '../math/checks.js';
import { beginStudy } from './begin.js';
import {
  checkCompetition,
  checkList,
  COMPETITION_DEFAULTS,
  INTERVAL_DEFAULTS,
  type CompetitionParameters,
  type IntervalParameters,
} from './parameters.js';
import { runTasks } from './run.js';
import { type RunOptions, type StudyResult } from './study.js';
import { summarise, type CompetitionSummary } from './summary.js';
import { tasksFor } from './tasks.js';

export interface ScalingParameters
  extends Omit<CompetitionParameters, 'peers' | 'temperature' | 'measured'>, IntervalParameters {
  /** Numbers of peers. Default 4, 8, 16, 32. */
  peers: number[];
  /** Temperatures T. Default 0.1, 0.3, 1, 3. */
  temperatures: number[];
  /** How many networks are drawn at each number of peers. Default 20. */
  networks: number;
}

const { peers, temperature, measured, ...SHARED } = COMPETITION_DEFAULTS;

export const SCALING_DEFAULTS: ScalingParameters = {
  ...SHARED,
  ...INTERVAL_DEFAULTS,
  ratios: [10, 50],
  peers: [4, 8, 16, 32],
  solver: 'fast',
  temperatures: [0.1, 0.3, 1, 3],
  networks: 20,
};

/** All networks with one number of peers, at one temperature and ratio. */
export type ScalingRow = { peers: number; temperature: number } & CompetitionSummary;

export interface ScalingTables {
  summary: ScalingRow[];
}

export type Scaling = StudyResult<'scaling', ScalingParameters, ScalingTables>;

/** Every number of peers at every temperature. */
function settingsOf(parameters: ScalingParameters): CompetitionParameters[] {
  const { networks, resamples, confidence, peers, temperatures, ...shared } = parameters;
  return peers.flatMap((n) =>
    temperatures.map((temperature) => ({ ...shared, peers: n, temperature, measured: [] })),
  );
}

function check(where: string, parameters: ScalingParameters): void {
  const { networks, peers, temperatures } = parameters;
  checkList(where, 'peers', peers, (at, name, value) => {
    checkInteger(at, name, value, 1);
  });
  checkList(where, 'temperatures', temperatures, checkPositive);
  for (const setting of settingsOf(parameters)) checkCompetition(where, networks, setting);
}

/**
 * Figure 4's statistics over a grid of numbers of peers and temperatures.
 *
 * The networks are the same at every temperature and ratio. Unlike figure 4 the solver is `fast` by default: at
 * many peers the paper's 1000 · n steps end far from the equilibrium, and the study asks about that.
 *
 * @throws {@link InvalidArgumentError} when a parameter is out of range; see {@link RunOptions} for the rest
 */
export async function scaling(
  given: Partial<ScalingParameters> = {},
  options: RunOptions = {},
): Promise<Scaling> {
  const { header, parameters } = beginStudy('scaling', SCALING_DEFAULTS, given, check);
  const { networks } = parameters;
  const settings = settingsOf(parameters);
  const tasks = settings.flatMap((setting) => tasksFor('compete', setting, networks));
  const competed = await runTasks(header, tasks, options);
  const summary = settings.flatMap(({ peers: n, temperature, ratios }, index) =>
    ratios.map((_, at) => ({
      peers: n,
      temperature,
      ...summarise(competed.slice(index * networks, (index + 1) * networks), at, parameters),
    })),
  );
  return { ...header, tables: { summary } };
}
