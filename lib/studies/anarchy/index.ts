/*
 * The price of anarchy: the network's loss from peers that ascend their own payoffs instead of the sum of all.
 *
 * Ranks sum to the mean stake for every W, so that welfare Σ_i P_i = S̄ − (α/τ) Σ_i L_i differs by losses alone:
 *
 *   price       Σ_i L_i(competitive) / Σ_i L_i(coordinated), at least 1 where coordination finds the best
 *   welfare     Σ_i P_i(coordinated) − Σ_i P_i(competitive) = (α/τ) · (difference of losses)
 *   realised    (Σ L(W = I) − Σ L(competitive)) / (Σ L(W = I) − least Σ L found): the fraction of the worth of connecting
 *   rank spread  the largest difference between two starts in any peer's R, over the mean R
 *
 * A spread is that of equilibria where the runs have converged. At T = 1 descents of 1000·n steps have not: there the spread
 * is of unfinished descents, and under `solver: fast` the starts of nearly every network end at one point. Where the form
 * of the loss is a gain (anchor `closed`) losses are negative, and the price is the part of the gain, at most 1.
 */
import { plotAnarchy } from './figure.js';
import { integer } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import {
  checkMarket,
  checkSolver,
  COMPETITION,
  MARKET,
  RATIOS,
  STOPPING,
  temperatures,
} from '../market/parameters.js';
import { mean } from '../../math/rows.js';
import { estimate, markdownTable, percent } from '../report.js';
import { descendBothWays, type PairedDescent } from './work.js';

const { temperature, ...SHARED } = MARKET;

const study = defineStudy({
  name: 'anarchy',
  section: '§2.1',
  title: "The network's loss from peers that ascend their own payoffs and not the sum",
  parameters: {
    ...SHARED,
    ...INTERVALS,
    temperatures: temperatures([0.1, 1]),
    networks: integer(6, 'Networks sampled'),
    ratios: RATIOS,
    starts: integer(3, 'Random weights that each network starts from'),
    ...STOPPING,
    solver: COMPETITION.solver,
  },
  check: (where, values) => {
    checkMarket(where, values);
    checkSolver(where, values);
  },
  settings: (values) => values.temperatures.map((T) => ({ temperature: T })),
  work: descendBothWays,
  tables: (found, { ratios }, { interval }) => ({
    /** A row for each temperature and ratio, all networks and starts; intervals over networks. */
    summary: found.flatMap(({ setting, networks }) =>
      ratios.map((ratio, which) => {
        const perNetwork = networks.map(({ best, isolated, ratios: settings }) => ({
          ...{ best, isolated, runs: settings[which].runs },
        }));
        const runs = perNetwork.flatMap((network) => network.runs);
        const per = (
          of: (run: PairedDescent, network: (typeof perNetwork)[number]) => number,
        ): number[] =>
          perNetwork.map((network) => mean(network.runs.map((run) => of(run, network))));
        return {
          temperature: setting.temperature,
          ratio,
          /** Fraction of the runs that converged, in [0, 1]. */
          competitiveConverged: mean(runs.map((run) => Number(run.competitiveConverged))),
          coordinatedConverged: mean(runs.map((run) => Number(run.coordinatedConverged))),
          /** Mean of Σ_i L_i, in units of the Hessians. */
          competitiveLoss: mean(runs.map((run) => run.competitiveLoss)),
          coordinatedLoss: mean(runs.map((run) => run.coordinatedLoss)),
          ...interval(
            'price',
            per((run) => run.competitiveLoss / run.coordinatedLoss),
          ),
          // Relative to the least loss of all runs of the network at this temperature.
          ...interval(
            'priceOfBest',
            per((run, { best }) => run.competitiveLoss / best),
          ),
          ...interval(
            'welfare',
            per((run) => ratio * (run.competitiveLoss - run.coordinatedLoss)),
          ),
          ...interval(
            'realised',
            per((run, { isolated, best }) => (isolated - run.competitiveLoss) / (isolated - best)),
          ),
          ...interval(
            'spread',
            perNetwork.map((network) => spreadOf(network.runs)),
          ),
          ...interval(
            'rankSpread',
            perNetwork.map((network) => rankSpreadOf(network.runs)),
          ),
        };
      }),
    ),
    /** A row for each network and start. */
    runs: found.flatMap(({ setting, networks }) =>
      networks.flatMap((one, network) =>
        one.ratios.flatMap(({ ratio, runs }) =>
          runs.map(({ competitiveRank, ...run }, start) => ({
            ...{ network, temperature: setting.temperature, ratio, start },
            ...run,
          })),
        ),
      ),
    ),
  }),
  columns: [
    'temperature',
    'ratio',
    'price',
    'priceOfBest',
    'welfare',
    'realised',
    'spread',
    'rankSpread',
    'competitiveConverged',
  ],
});

export type Anarchy = ResultOf<typeof study>;

/**
 * Competitive against coordinated descent from the same starts, with the same λ, ε and number of steps.
 *
 * Both are local searches, so that the least loss is not known: `priceOfBest` compares the competitive end with the
 * best of all runs at that temperature.
 */
export const anarchy = present(study, { figure: plotAnarchy, report });

/** Largest minus least Σ_i L_i over the competitive starts of a network, relative to their mean. */
function spreadOf(runs: readonly PairedDescent[]): number {
  const losses = runs.map((run) => run.competitiveLoss);
  return (Math.max(...losses) - Math.min(...losses)) / mean(losses);
}

/** The largest difference between any two starts in any peer's competitive rank, relative to the mean rank. */
function rankSpreadOf(runs: readonly PairedDescent[]): number {
  const ranges = runs[0].competitiveRank.map((_, peer) => {
    const values = runs.map((run) => run.competitiveRank[peer]);
    return Math.max(...values) - Math.min(...values);
  });
  return Math.max(...ranges) / mean(runs[0].competitiveRank);
}

function report({ tables }: Anarchy): string {
  return markdownTable(
    [
      'T',
      'α/τ',
      'price of anarchy',
      'realised of the worth of connecting',
      'welfare lost, P/τ',
      'rank spread over starts',
      'competitive runs converged',
    ],
    tables.summary.map((row) => [
      String(row.temperature),
      String(row.ratio),
      estimate(row.priceOfBest, row.priceOfBestLow, row.priceOfBestHigh, 3),
      estimate(row.realised, row.realisedLow, row.realisedHigh),
      estimate(row.welfare, row.welfareLow, row.welfareHigh),
      estimate(row.rankSpread, row.rankSpreadLow, row.rankSpreadHigh),
      percent(row.competitiveConverged),
    ]),
  );
}
