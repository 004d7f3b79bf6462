/*
 * The phases of the market over the two numbers that decide them, nT/s̄ and n(α/τ)/s̄ (lib/market/units.ts): where peers
 * keep their weight, where the market ranks, and where it has several equilibria.
 */
import { plotPhaseDiagram } from './figure.js';
import { integer, list } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { checkMarket, MARKET, RATIO, STOPPING } from '../market/parameters.js';
import { where } from '../../plot/compose/index.js';
import { estimate, markdownTable, number } from '../report.js';
import { phasesOf } from './work.js';

const {
  peers,
  temperature,
  temperatureUnit: _,
  simplex: __,
  sparsity: ___,
  measured: ____,
  ...SHARED
} = MARKET;

const study = defineStudy({
  name: 'phaseDiagram',
  section: '§3.1',
  title: 'Ranking, disconnection and equilibria over temperature and worth of loss in mean bids',
  parameters: {
    ...SHARED,
    ...INTERVALS,
    peers: list(peers, [10], 'Numbers of peers; a list'),
    temperatures: list(
      temperature,
      [1, 2, 4.8, 10, 20, 40],
      'Softness of the mask (8) in mean bids, nT/s̄; a list',
    ),
    ratios: list(
      RATIO,
      [10, 25, 50, 100, 250, 500, 1000],
      'Worth of a unit of loss in mean bids, n(α/τ)/s̄; a list',
    ),
    starts: integer(4, 'Random weights that each network starts from'),
    ...STOPPING,
    networks: integer(12, 'Networks sampled'),
    gapNetworks: integer(6, 'Networks whose Nash gap is searched, the first ones'),
  },
  check: (where, values) => {
    for (const setting of settingsOf(values)) checkMarket(where, { ...values, ...setting });
  },
  settings: settingsOf,
  work: (values, network) =>
    phasesOf({ ...values, simplex: 'project', sparsity: 'fraction' }, network),
  tables: (found, { ratios }, { interval }) => ({
    /** A row for each number of peers, temperature and ratio, over networks; the Nash gap is in mean ranks. */
    summary: found.flatMap(({ setting, networks }) =>
      ratios.map((ratio, at) => {
        const phases = networks.map((network) => network[at]);
        return {
          peers: setting.peers,
          temperature: setting.temperature,
          ratio,
          /** Networks whose ranks are not all equal. */
          ranked: phases.filter(({ ideal }) => ideal !== null).length,
          ...interval(
            'ideal',
            phases.map(({ ideal }) => ideal),
            'fisher',
          ),
          ...interval(
            'shapley',
            phases.map(({ shapley }) => shapley),
            'fisher',
          ),
          ...interval(
            'kept',
            phases.map(({ kept }) => kept),
          ),
          ...interval(
            'gap',
            phases.map(({ gap }) => gap),
            'log',
          ),
          /** Mean number of equilibria found, of networks with a start that converged. */
          ...interval(
            'equilibria',
            phases.map(({ equilibria }) => equilibria),
          ),
          /** Fraction of the starts that converged, in [0, 1]. */
          converged: phases.reduce((sum, { converged }) => sum + converged, 0) / phases.length,
        };
      }),
    ),
  }),
  columns: [
    'peers',
    'temperature',
    'ratio',
    'ideal',
    'shapley',
    'kept',
    'gap',
    'equilibria',
    'converged',
  ],
});

export type PhaseDiagram = ResultOf<typeof study>;

/**
 * Equilibria by the fast solver over a grid of temperatures and ratios in mean bids, for each number of peers; the networks
 * are the same at each. Statistics are those of the end from the first start; the number of equilibria is that of ends of
 * all starts that differ by more than 1e-3 in a weight, a lower bound.
 */
export const phaseDiagram = present(study, { figure: plotPhaseDiagram, report });

function settingsOf(values: { peers: number[]; temperatures: number[] }) {
  return values.peers.flatMap((n) =>
    values.temperatures.map((T) => ({
      peers: n,
      temperature: T,
      temperatureUnit: 'meanBid' as const,
      measured: [] as number[][],
    })),
  );
}

function report({
  tables,
  parameters: { peers: sizes, temperatures, ratios },
}: PhaseDiagram): string {
  const table = markdownTable(
    ['n', 'n(α/τ)/s̄', ...temperatures.map((T) => `nT/s̄ = ${T}`)],
    sizes.flatMap((n) =>
      [...ratios].reverse().map((ratio) => [
        String(n),
        String(ratio),
        ...temperatures.map((T) => {
          const [row] = where(tables.summary, { peers: n, temperature: T, ratio });
          const r = estimate(row.ideal, row.idealLow, row.idealHigh);
          const rest = [row.shapley, row.kept, row.gap].map((value) => number(value)).join('; ');
          return `${r}; ${rest}; ${number(row.equilibria, 1)}`;
        }),
      ]),
    ),
  );
  return `${table}\n\nIn a cell: mean Pearson r with (2); with the Shapley rank; weight kept; Nash gap in mean ranks; equilibria found.`;
}
