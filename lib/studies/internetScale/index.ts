/*
 * §3.1 leaves the number of participants "for a follow up paper": accuracy of the rank and gain of a cabal from 10 peers
 * to as many as memory holds, where a peer knows k others.
 */
import { plotInternetScale } from './figure.js';
import { HESSIAN_ENSEMBLES, TOPOLOGIES } from '../../market/index.js';
import { checkSizes } from '../../market/sparse/market.js';
import { mean } from '../../math/rows.js';
import { choice, fraction, integer, list, positive } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { estimate, markdownTable, number } from '../report.js';
import { knownOf, rest, type Setting } from './work.js';

const study = defineStudy({
  name: 'internetScale',
  section: '§3.1',
  title: 'Accuracy of the rank and gain of a cabal where each of many peers knows few',
  parameters: {
    peers: list(integer(1, '', { symbol: 'n' }), [10, 100, 1000, 3000], 'Numbers of peers; a list'),
    known: integer(32, 'Peers that each peer knows, itself among them; all where n is smaller', {
      symbol: 'k',
    }),
    samples: integer(8, 'Rows of each factor of a Hessian', { symbol: 'm' }),
    topologies: list(
      choice(TOPOLOGIES, 'random', ''),
      [...TOPOLOGIES],
      'Samplings of the peers that a peer knows; a list',
    ),
    hessians: choice(HESSIAN_ENSEMBLES, 'planted', 'Distribution and scale of the factors'),
    temperatures: list(
      positive(1, '', { symbol: 'T' }),
      [1],
      'Temperatures kept at every n; a list',
    ),
    scaled: list(
      positive(3, '', { symbol: 'kT' }),
      [3],
      'Temperatures in units of the mean weight 1/k; a list',
    ),
    ratio: positive(25, 'Worth of a unit of loss in units of inflation', { symbol: 'α/τ' }),
    learningRate: positive(1, 'Step size of (13) in units of 4 k T²/(α/τ)', { symbol: 'λ' }),
    tolerance: positive(1e-4, 'Ends where max |W⁺ − W|/λ falls below it', { symbol: 'ε' }),
    maxSteps: integer(100, 'Most steps'),
    share: fraction(0.01, 'Part of the peers in the cabal, two peers at least'),
    sampled: integer(8, 'Peers that are asked for their best response'),
    networks: integer(6, 'Networks sampled at each setting'),
    seed: integer(7, 'Seed of every random number', { least: 0 }),
    ...INTERVALS,
  },
  check: (where, values) => {
    for (const peers of values.peers) {
      checkSizes(where, peers, knownOf({ ...values, peers }), values.samples);
    }
  },
  settings: ({ topologies, peers, temperatures, scaled }): Setting[] =>
    topologies.flatMap((topology) =>
      [
        ...temperatures.map((temperature) => ({ scale: 'fixed' as const, temperature })),
        ...scaled.map((temperature) => ({ scale: 'scaled' as const, temperature })),
      ].flatMap((kind) => peers.map((n) => ({ topology, peers: n, ...kind }))),
    ),
  work: rest,
  tables: (found, _, { intervals, ratio }) => ({
    /** A row for each topology, temperature and number of peers. */
    summary: found.map(({ setting, networks }) => ({
      ...setting,
      converged: mean(networks.map(({ converged }) => Number(converged))),
      ...intervals(
        [...(['ideal', 'shapley', 'equalIdeal', 'equalShapley', 'own', 'inputs', 'gap'] as const)],
        networks,
        {
          ...{ ideal: 'fisher', shapley: 'fisher' },
          ...{ equalIdeal: 'fisher', equalShapley: 'fisher' },
          gap: 'log',
        },
      ),
      ...ratio(
        'cabalRank',
        networks.map(({ cabal }) => cabal.rankAfter),
        networks.map(({ cabal }) => cabal.rankBefore),
      ),
      ...ratio(
        'cabalLoss',
        networks.map(({ cabal }) => cabal.lossAfter),
        networks.map(({ cabal }) => cabal.lossBefore),
      ),
    })),
  }),
  columns: [
    ...['topology', 'scale', 'temperature', 'peers', 'ideal', 'shapley', 'equalIdeal', 'gap'],
    ...['cabalRank', 'cabalLoss', 'converged'],
  ],
});

export type InternetScale = ResultOf<typeof study>;

/** Accuracy of the rank and gain of a cabal, against the number of peers of which each knows few. */
export const internetScale = present(study, { figure: plotInternetScale, report });

function report({ tables }: InternetScale): string {
  return markdownTable(
    [
      'topology',
      'temperature',
      'n',
      'r with (2)',
      'with Shapley',
      'equal weights, with (2)',
      'gap',
      'cabal’s rank',
      'its loss',
    ],
    tables.summary.map((row) => [
      row.topology,
      row.scale === 'fixed' ? `T = ${row.temperature}` : `kT = ${row.temperature}`,
      String(row.peers),
      estimate(row.ideal, row.idealLow, row.idealHigh),
      estimate(row.shapley, row.shapleyLow, row.shapleyHigh),
      number(row.equalIdeal, 2),
      number(row.gap, 2),
      `× ${number(row.cabalRank, 2)}`,
      `× ${number(row.cabalLoss, 2)}`,
    ]),
  );
}
