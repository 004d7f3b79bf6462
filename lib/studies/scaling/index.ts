/*
 * The correlation of figure 4 against the number of peers and the temperature, which §3.1 leaves "for a follow up
 * paper": at fixed T and α/τ, and at fixed nT/s̄ and n(α/τ)/s̄, where markets of different n are alike.
 */
import { plotScaling } from './figure.js';
import { mean } from '../../math/rows.js';
import { integer, list, withDefault } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { compete } from '../market/compete.js';
import { nashGap } from '../../market/index.js';
import { checkCompetition, COMPETITION, RATIO, temperatures } from '../market/parameters.js';
import { summarise } from '../market/summary.js';
import { summariseShapley } from '../figure4/shapley.js';
import { where } from '../../plot/compose/index.js';
import { estimate, markdownTable, number, percent } from '../report.js';
import { BOTH_UNITS, namesOf, settingsOf, sweepOf } from './settings.js';

const { peers, temperature, temperatureUnit, ratioUnit, measured, ...SHARED } = COMPETITION;

const study = defineStudy({
  name: 'scaling',
  section: '§3.1',
  title:
    "Figure 4's correlation against the number of peers, at fixed temperature and at fixed temperature in mean bids",
  parameters: {
    ...SHARED,
    ...INTERVALS,
    ratios: withDefault(COMPETITION.ratios, [10, 50]),
    peers: list(peers, [4, 8, 16, 32], 'Numbers of peers; a list'),
    // At many peers the paper's 1000·n steps end far from the equilibrium.
    solver: withDefault(COMPETITION.solver, 'fast'),
    temperatures: temperatures([0.1, 0.3, 1, 3]),
    meanBidTemperatures: list(
      temperature,
      [4.8, 9.6, 32],
      'Temperatures in mean bids, nT/s̄, beside those in units of stake; a list',
    ),
    meanBidRatios: list(
      RATIO,
      [100, 500],
      'Worths of a unit of loss in mean bids, n(α/τ)/s̄, at those temperatures; a list',
    ),
    networks: integer(20, 'Networks sampled at each number of peers'),
    gapNetworks: integer(6, 'Networks whose Nash gap is searched, the first ones'),
  },
  check: (where, values) => {
    for (const setting of settingsOf(values)) checkCompetition(where, { ...values, ...setting });
  },
  settings: settingsOf,
  work: (values, network, kernel) => {
    const gapOf = network < values.gapNetworks ? nashGap : (): number => 0;
    return compete(values, network, kernel, gapOf);
  },
  tables: (found, values, { interval }) => ({
    /** A row for each unit, number of peers, temperature and ratio; the Nash gap is in mean ranks. */
    summary: found.flatMap(({ setting, networks }) =>
      setting.ratios.map((_, at) => {
        const { nashGap: _gap, nashGapMax: _most, ...row } = summarise(networks, at, values);
        const gaps = networks
          .slice(0, values.gapNetworks)
          .map(({ outcomes }) => outcomes[at].nashGap / mean(outcomes[at].rank));
        return {
          unit: setting.temperatureUnit,
          peers: setting.peers,
          temperature: setting.temperature,
          ...row,
          ...summariseShapley(networks, at, values),
          ...interval('nashGap', gaps, 'log'),
        };
      }),
    ),
  }),
  columns: [
    ...['unit', 'peers', 'temperature', 'ratio', 'pearsonMean', 'pearsonMeanLow'],
    ...['pearsonMeanHigh', 'shapleyMean', 'diagonal', 'nashGap'],
  ],
});

export type Scaling = ResultOf<typeof study>;

/**
 * Figure 4's statistics over numbers of peers and temperatures, in the paper's units and in mean bids; the networks are the
 * same at every temperature and ratio.
 */
export const scaling = present(study, { figure: plotScaling, report });

function report({ tables, parameters }: Scaling): string {
  const columns = BOTH_UNITS.flatMap((unit) => {
    const { temperatures: all, ratios } = sweepOf(parameters, unit);
    return all.map((value) => ({ unit, value, ratio: ratios[ratios.length - 1] }));
  });
  const table = markdownTable(
    ['n', ...columns.map(({ unit, value }) => `${namesOf(unit).T} = ${value}`)],
    parameters.peers.map((n) => [
      String(n),
      ...columns.map(({ unit, value, ratio }) => {
        const [row] = where(tables.summary, { unit, peers: n, temperature: value, ratio });
        const r = estimate(row.pearsonMean, row.pearsonMeanLow, row.pearsonMeanHigh);
        return `${r}; ${number(row.shapleyMean)}; ${number(row.diagonal)}`;
      }),
    ]),
  );
  const ratios = BOTH_UNITS.map((unit) => {
    const used = columns.find((column) => column.unit === unit)?.ratio;
    return `${namesOf(unit).ratio} = ${used}`;
  });
  const least = Math.min(...tables.summary.map(({ converged }) => converged));
  const gap = Math.max(...tables.summary.map(({ nashGap: mean }) => mean ?? 0));
  return [
    table,
    `In a cell: mean Pearson r with (2); with the Shapley rank; weight kept. At fixed T ${ratios[0]}, at fixed nT/s̄ ${ratios[1]}.`,
    `At least ${percent(least)} of the runs of a row converged; the largest mean Nash gap of a row is ${number(gap)} mean ranks.`,
  ].join('\n\n');
}
