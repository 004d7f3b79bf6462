/*
 * §1.2 and §1.3 on trained networks: does the Fisher information (2), (3) rank peers as their removal does?
 */
import { checkInteger, checkOneOf } from '../../math/checks.js';
import { correlation } from '../../math/correlation.js';
import { beginStudy } from '../begin.js';
import { INTERVAL_DEFAULTS, type IntervalParameters } from '../parameters.js';
import { runTasks } from '../run.js';
import { cell, type RunOptions, type StudyResult } from '../study.js';
import { intervalCells, type IntervalCells } from '../summary.js';
import { ESTIMATES, type Estimate, type Significances } from './measure.js';
import {
  checkTrained,
  CORPORA,
  TRAINED_DEFAULTS,
  type Corpus,
  type TrainedParameters,
} from './parameters.js';

export interface SignificanceParameters extends TrainedParameters, IntervalParameters {
  /** The data. Default `digits`. */
  corpus: Corpus;
  /** How many networks are trained. Default 8. */
  networks: number;
  /** The most rows of each peer's data that are measured on. Default 256. */
  rows: number;
  /** Labels drawn for each row by the Monte-Carlo estimate. Default 1. */
  labels: number;
}

/** Peers of very different sizes, so that there is a ranking to find. */
const SIZES = [1, 2, 3, 5, 8, 16, 32, 64];

export const SIGNIFICANCE_DEFAULTS: SignificanceParameters = {
  ...TRAINED_DEFAULTS,
  ...INTERVAL_DEFAULTS,
  hidden: SIZES,
  corpus: 'digits',
  networks: 8,
  rows: 256,
  labels: 1,
};

/** How one estimate agrees with ablation; intervals over networks. */
export type SignificanceRow = {
  estimate: Estimate;
  /** Backward passes through a peer's model for a batch; ablation takes `peers` forward passes. */
  backwards: number;
} & /** Spearman's ρ of the ranking (2) with that of ablation. */ IntervalCells<'ranking'> &
  /** The same over all pairs (i, j), (3). */
  IntervalCells<'pairs'> &
  /** Sum of the estimates, as a part of the sum of the true costs. */
  IntervalCells<'size'>;

/** One peer of one network, in nats: what the others lose without it on average, by each estimate. */
export type SignificancePeerRow = {
  network: number;
  peer: number;
  hidden: number;
  ablation: number;
} & Record<Estimate, number>;

export interface SignificanceTables {
  summary: SignificanceRow[];
  peers: SignificancePeerRow[];
  /** Hessians of each network, [n, n, n]: what `measured` takes in the studies of markets. */
  hessians: { network: number; values: number[] }[];
}

export type SignificanceStudy = StudyResult<
  'significance',
  SignificanceParameters,
  SignificanceTables
>;

function check(where: string, parameters: SignificanceParameters): void {
  checkTrained(where, parameters.networks, parameters);
  checkOneOf(where, 'corpus', parameters.corpus, CORPORA);
  checkInteger(where, 'rows', parameters.rows, 1);
  checkInteger(where, 'labels', parameters.labels, 1);
}

/**
 * Rank correlations of every estimate of significance with ablation, on trained networks.
 *
 * @throws {@link InvalidArgumentError} when a parameter is out of range; see {@link RunOptions} for the rest
 */
export async function significanceStudy(
  given: Partial<SignificanceParameters> = {},
  options: RunOptions = {},
): Promise<SignificanceStudy> {
  const begun = beginStudy('significance', SIGNIFICANCE_DEFAULTS, given, check);
  const { header, parameters, work, over } = begun;
  const { networks, peers: n, labels, hidden } = parameters;
  const tasks = Array.from({ length: networks }, (_, network) => ({
    kind: 'measure' as const,
    network,
    parameters: work,
  }));
  const found = await runTasks(header, tasks, options);
  const [{ classes }] = found;
  const backwards = {
    exact: classes,
    monteCarlo: labels,
    empirical: 1,
    linear: 1,
    both: classes + 1,
  };
  const summary = ESTIMATES.map((estimate): SignificanceRow => {
    const agreement = (of: (values: readonly number[]) => number[]): (number | null)[] =>
      found.map((network) =>
        cell(correlation(of(network[estimate]), of(network.ablation), 'spearman')),
      );
    return {
      estimate,
      backwards: backwards[estimate],
      ...intervalCells('ranking', over(agreement((values) => columnMeans(values, n)))),
      ...intervalCells('pairs', over(agreement((values) => [...values]))),
      ...intervalCells(
        'size',
        over(found.map((network) => total(network[estimate]) / total(network.ablation))),
      ),
    };
  });
  const rows = found.flatMap((network, number) =>
    Array.from({ length: n }, (_, peer) => ({
      network: number,
      peer,
      hidden: Array.isArray(hidden) ? hidden[peer] : hidden,
      ...valuesOf(network, peer, n),
    })),
  );
  const hessians = found.map(({ hessians: values }, network) => ({ network, values }));
  return { ...header, tables: { summary, peers: rows, hessians } };
}

function valuesOf(
  network: Significances,
  peer: number,
  n: number,
): Record<Estimate | 'ablation', number> {
  return Object.fromEntries(
    (['ablation', ...ESTIMATES] as const).map((name) => [
      name,
      columnMeans(network[name], n)[peer],
    ]),
  ) as Record<Estimate | 'ablation', number>;
}

/** The mean of each column, [n]: (2) from (3). */
function columnMeans(values: readonly number[], n: number): number[] {
  return Array.from({ length: n }, (_, j) =>
    values.reduce((sum, value, at) => (at % n === j ? sum + value / n : sum), 0),
  );
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
