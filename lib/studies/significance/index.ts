/*
 * §1.2 and §1.3 on trained networks: the agreement of the Fisher information (2), (3) with the removal of peers.
 */
import { plotSignificance } from './figure.js';
import { correlation } from '../../math/correlation.js';
import { integer, withDefault } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { checkNetwork, CORPUS, NETWORK, ROWS, SIZES } from '../networks/parameters.js';
import { columnMeans, sum } from '../../math/rows.js';
import { estimate, markdownTable } from '../report.js';
import { cell } from '../result.js';
import { DATA_TITLES, ESTIMATE_NAMES } from './names.js';
import {
  DATA_NAMES,
  ESTIMATES,
  measureSignificance,
  TRUTHS,
  type Costs,
  type Estimate,
  type Truth,
} from './work.js';

const study = defineStudy({
  name: 'significance',
  section: '§1.2, §1.3',
  title: 'Trained networks: the Fisher information (2), (3) against the removal of peers',
  parameters: {
    ...NETWORK,
    ...INTERVALS,
    hidden: withDefault(NETWORK.hidden, SIZES),
    corpus: CORPUS,
    networks: integer(8, 'Networks trained'),
    rows: ROWS,
    labels: integer(1, 'Labels that the Monte-Carlo estimate samples for each row'),
  },
  check: checkNetwork,
  work: measureSignificance,
  tables: ([{ networks }], { peers: n, labels, hidden }, { interval }) => {
    const [{ classes }] = networks;
    /** Backward passes through a peer's model for a batch; ablation takes `peers` forward passes. */
    const backwards = {
      ablation: 0,
      exact: classes,
      monteCarlo: labels,
      empirical: 1,
      linear: 1,
      both: classes + 1,
    };
    const means = (values: readonly number[]): number[] => columnMeans(values, n);
    const pairs = (values: readonly number[]): number[] => [...values];
    return {
      /**
       * A row for each data and estimate: its agreement with ablation, and with the Shapley value of removals; intervals
       * over networks.
       */
      summary: DATA_NAMES.flatMap((data) =>
        (['ablation', ...ESTIMATES] as const).map((name) => {
          const agreement = (truth: Truth, of: typeof means): (number | null)[] =>
            networks.map(({ [data]: costs }) =>
              cell(correlation(of(costs[name]), of(costs[truth]), 'spearman')),
            );
          return {
            data,
            estimate: name,
            backwards: backwards[name],
            // Spearman's ρ of the ranking (2) with that of ablation.
            ...interval('ranking', agreement('ablation', means), 'fisher'),
            // The same over all pairs (i, j), (3).
            ...interval('pairs', agreement('ablation', pairs), 'fisher'),
            // The sum of the estimates divided by the sum of the true costs.
            ...interval(
              'size',
              networks.map(({ [data]: costs }) => sum(costs[name]) / sum(costs.ablation)),
            ),
            // Spearman's ρ of the ranking with that of Shapley, and over all pairs.
            ...interval('shapley', agreement('shapley', means), 'fisher'),
            ...interval('shapleyPairs', agreement('shapley', pairs), 'fisher'),
          };
        }),
      ),
      /**
       * A row for each data and peer of each network, in nats: the mean loss of the others without it, by each
       * measurement.
       */
      peers: DATA_NAMES.flatMap((data) =>
        networks.flatMap((network, number) =>
          Array.from({ length: n }, (_, peer) => ({
            data,
            network: number,
            peer,
            hidden: Array.isArray(hidden) ? hidden[peer] : hidden,
            ...costsOf(network[data], peer, n),
          })),
        ),
      ),
      /** Hessians of each network on own data, [n, n, n]: the `measured` of the studies of markets. */
      hessians: networks.map(({ hessians: values }, network) => ({ network, values })),
    };
  },
  columns: [
    ...['data', 'estimate', 'backwards', 'ranking', 'rankingLow', 'rankingHigh'],
    ...['pairs', 'size', 'shapley'],
  ],
});

export type SignificanceResult = ResultOf<typeof study>;

/**
 * Rank correlations of every estimate of significance with ablation and with Shapley, on trained networks: on the peers'
 * own data and on held-out data.
 */
export const significanceStudy = present(study, { figure: plotSignificance, report });

function costsOf(costs: Costs, peer: number, n: number): Record<Truth | Estimate, number> {
  return Object.fromEntries(
    [...TRUTHS, ...ESTIMATES].map((name) => [name, columnMeans(costs[name], n)[peer]]),
  ) as Record<Truth | Estimate, number>;
}

function report({ tables }: SignificanceResult): string {
  return markdownTable(
    [
      'measured on',
      'estimate',
      'backward passes',
      'ρ of the ranking (2)',
      'ρ over pairs (3)',
      'part of the true cost',
      'ρ of the ranking with Shapley',
      'ρ over pairs with Shapley',
    ],
    tables.summary.map((row) => [
      DATA_TITLES[row.data],
      ESTIMATE_NAMES[row.estimate],
      String(row.backwards),
      estimate(row.ranking, row.rankingLow, row.rankingHigh),
      estimate(row.pairs, row.pairsLow, row.pairsHigh),
      estimate(row.size, row.sizeLow, row.sizeHigh),
      estimate(row.shapley, row.shapleyLow, row.shapleyHigh),
      estimate(row.shapleyPairs, row.shapleyPairsLow, row.shapleyPairsHigh),
    ]),
  );
}
