/*
 * The correlation of figure 4 against the number of peers and the temperature, which §3.1 leaves "for a follow up
 * paper".
 */
import { plotScaling } from './figure.js';
import { integer, list, withDefault } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { compete } from '../market/compete.js';
import { checkCompetition, COMPETITION, temperatures } from '../market/parameters.js';
import { summarise } from '../market/summary.js';
import { estimate, markdownTable, percent } from '../report.js';

const { peers, temperature, measured, ...SHARED } = COMPETITION;

const study = defineStudy({
  name: 'scaling',
  section: '§3.1',
  title: "Figure 4's correlation against the number of peers and the temperature",
  parameters: {
    ...SHARED,
    ...INTERVALS,
    ratios: withDefault(COMPETITION.ratios, [10, 50]),
    peers: list(peers, [4, 8, 16, 32], 'Numbers of peers; a list'),
    // At many peers the paper's 1000·n steps end far from the equilibrium.
    solver: withDefault(COMPETITION.solver, 'fast'),
    temperatures: temperatures([0.1, 0.3, 1, 3]),
    networks: integer(20, 'Networks sampled at each number of peers'),
  },
  check: (where, values) => {
    for (const setting of grid(values)) checkCompetition(where, { ...values, ...setting });
  },
  settings: grid,
  work: compete,
  tables: (found, values) => ({
    /** A row for each number of peers, temperature and ratio. */
    summary: found.flatMap(({ setting, networks }) =>
      values.ratios.map((_, at) => ({
        peers: setting.peers,
        temperature: setting.temperature,
        ...summarise(networks, at, values),
      })),
    ),
  }),
  columns: [
    'peers',
    'temperature',
    'ratio',
    'pearsonMean',
    'pearsonMeanLow',
    'pearsonMeanHigh',
    'converged',
  ],
});

export type Scaling = ResultOf<typeof study>;

/** Figure 4's statistics over a grid of numbers of peers and temperatures; the networks are the same at each. */
export const scaling = present(study, { figure: plotScaling, report });

function grid(values: { peers: number[]; temperatures: number[] }): {
  peers: number;
  temperature: number;
  measured: number[][];
}[] {
  return values.peers.flatMap((n) =>
    values.temperatures.map((T) => ({ peers: n, temperature: T, measured: [] })),
  );
}

function report({ tables, parameters }: Scaling): string {
  return markdownTable(
    ['n', ...parameters.temperatures.map((T) => `T = ${T}`)],
    parameters.peers.map((n) => [
      String(n),
      ...parameters.temperatures.map((T) => {
        const row = tables.summary.find(
          (cell) => cell.peers === n && cell.temperature === T && cell.ratio === 50,
        );
        return row
          ? `${estimate(row.pearsonMean, row.pearsonMeanLow, row.pearsonMeanHigh)}, ${percent(row.converged)}`
          : '';
      }),
    ]),
  );
}
