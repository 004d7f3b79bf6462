/*
 * The price of anarchy: what the network loses because every peer ascends its own payoff, not the sum of all.
 *
 * Ranks sum to the mean stake whatever W is, so that welfare Σ_i P_i = S̄ − (α/τ) Σ_i L_i differs by losses alone:
 *
 *   price       Σ_i L_i(competitive) / Σ_i L_i(coordinated), at least 1 where coordination finds the best
 *   welfare     Σ_i P_i(coordinated) − Σ_i P_i(competitive) = (α/τ) · (difference of losses)
 *   realised    (Σ L(W = I) − Σ L(competitive)) / (Σ L(W = I) − least Σ L found): the part of what connecting is worth
 */
import { checkNonNegative, checkInteger, checkPositive } from '../math/checks.js';
import { average, beginStudy } from './begin.js';
import { type Freedom, type FreedomParameters, type FreedomRun } from './freedom.js';
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

export interface AnarchyParameters
  extends Omit<FreedomParameters, 'temperature'>, IntervalParameters {
  /** Temperatures T. Default 0.1, 1. */
  temperatures: number[];
  /** How many networks are drawn. Default 6. */
  networks: number;
}

const { temperature, ...NETWORK } = NETWORK_DEFAULTS;

export const ANARCHY_DEFAULTS: AnarchyParameters = {
  ...NETWORK,
  ...INTERVAL_DEFAULTS,
  temperatures: [0.1, 1],
  networks: 6,
  ratios: [1, 10, 25, 50],
  starts: 3,
  tolerance: 1e-5,
  maxSteps: null,
};

/** All networks and starts at one temperature and ratio; intervals over networks. */
export type AnarchyRow = {
  temperature: number;
  ratio: number;
  /** Part of the runs that converged, in [0, 1]. */
  competitiveConverged: number;
  coordinatedConverged: number;
  /** Mean of Σ_i L_i, in units of the Hessians. */
  competitiveLoss: number;
  coordinatedLoss: number;
} & IntervalCells<'price'> &
  /** The same against the least loss that any run of the network found at this temperature. */
  IntervalCells<'priceOfBest'> &
  IntervalCells<'welfare'> &
  IntervalCells<'realised'> &
  /** Largest minus least Σ_i L_i over the competitive starts of a network, as a part of their mean. */
  IntervalCells<'spread'> &
  /** The largest difference between any two starts in any peer's competitive rank, as a part of the mean rank. */
  IntervalCells<'rankSpread'>;

/** One network, from one start. */
export type AnarchyRunRow = {
  network: number;
  temperature: number;
  ratio: number;
  start: number;
} & Omit<FreedomRun, 'competitiveRank'>;

export interface AnarchyTables {
  summary: AnarchyRow[];
  runs: AnarchyRunRow[];
}

export type Anarchy = StudyResult<'anarchy', AnarchyParameters, AnarchyTables>;

function check(where: string, parameters: AnarchyParameters): void {
  const { temperatures, networks, ...rest } = parameters;
  checkList(where, 'temperatures', temperatures, checkPositive);
  checkNetwork(where, networks, { ...rest, temperature: temperatures[0] });
  checkList(where, 'ratios', parameters.ratios, checkNonNegative);
  checkInteger(where, 'starts', parameters.starts, 1);
  checkNonNegative(where, 'tolerance', parameters.tolerance);
  if (parameters.maxSteps !== null) checkInteger(where, 'maxSteps', parameters.maxSteps, 1);
}

/**
 * Competitive against coordinated descent from the same starts, with the same λ, ε and number of steps.
 *
 * Both are local searches, so that the least loss is not known: `priceOfBest` holds the competitive end against the best
 * of all runs at that temperature.
 *
 * @throws {@link InvalidArgumentError} when a parameter is out of range; see {@link RunOptions} for the rest
 */
export async function anarchy(
  given: Partial<AnarchyParameters> = {},
  options: RunOptions = {},
): Promise<Anarchy> {
  const begun = beginStudy('anarchy', ANARCHY_DEFAULTS, given, check);
  const { header, parameters, over } = begun;
  const { temperatures, ...shared } = begun.work;
  const { networks, ratios } = parameters;
  const tasks = temperatures.flatMap((t) =>
    tasksFor('freedom', { ...shared, temperature: t }, networks),
  );
  const found = await runTasks(header, tasks, options);
  const at = (index: number): Freedom[] => found.slice(index * networks, (index + 1) * networks);
  const summary = temperatures.flatMap((t, index) =>
    ratios.map((ratio, which): AnarchyRow => {
      const perNetwork = at(index).map((freedom) => ({
        best: freedom.best,
        isolated: freedom.isolated,
        runs: freedom.ratios[which].runs,
      }));
      const runs = perNetwork.flatMap((network) => network.runs);
      const per = (of: (run: FreedomRun, network: (typeof perNetwork)[number]) => number) =>
        over(perNetwork.map((network) => average(network.runs.map((run) => of(run, network)))));
      return {
        temperature: t,
        ratio,
        competitiveConverged: average(runs.map((run) => Number(run.competitiveConverged))),
        coordinatedConverged: average(runs.map((run) => Number(run.coordinatedConverged))),
        competitiveLoss: average(runs.map((run) => run.competitiveLoss)),
        coordinatedLoss: average(runs.map((run) => run.coordinatedLoss)),
        ...intervalCells(
          'price',
          per((run) => run.competitiveLoss / run.coordinatedLoss),
        ),
        ...intervalCells(
          'priceOfBest',
          per((run, { best }) => run.competitiveLoss / best),
        ),
        ...intervalCells(
          'welfare',
          per((run) => ratio * (run.competitiveLoss - run.coordinatedLoss)),
        ),
        ...intervalCells(
          'realised',
          per((run, { isolated, best }) => (isolated - run.competitiveLoss) / (isolated - best)),
        ),
        ...intervalCells('spread', over(perNetwork.map((network) => spreadOf(network.runs)))),
        ...intervalCells('rankSpread', over(perNetwork.map((n) => rankSpreadOf(n.runs)))),
      };
    }),
  );
  const runs = temperatures.flatMap((t, index) =>
    at(index).flatMap((freedom, network) =>
      freedom.ratios.flatMap(({ ratio, runs: starts }) =>
        starts.map(({ competitiveRank, ...run }, start) => ({
          network,
          temperature: t,
          ratio,
          start,
          ...run,
        })),
      ),
    ),
  );
  return { ...header, tables: { summary, runs } };
}

function spreadOf(runs: readonly FreedomRun[]): number {
  const losses = runs.map((run) => run.competitiveLoss);
  return (Math.max(...losses) - Math.min(...losses)) / average(losses);
}

function rankSpreadOf(runs: readonly FreedomRun[]): number {
  const mean = average(runs[0].competitiveRank);
  const ranges = runs[0].competitiveRank.map((_, peer) => {
    const values = runs.map((run) => run.competitiveRank[peer]);
    return Math.max(...values) - Math.min(...values);
  });
  return Math.max(...ranges) / mean;
}
