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
import { ESTIMATES, measureSignificance, type Estimate, type Significances } from './work.js';

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
      exact: classes,
      monteCarlo: labels,
      empirical: 1,
      linear: 1,
      both: classes + 1,
    };
    const agreement = (
      name: Estimate,
      of: (values: readonly number[]) => number[],
    ): (number | null)[] =>
      networks.map((network) =>
        cell(correlation(of(network[name]), of(network.ablation), 'spearman')),
      );
    return {
      /** A row for each estimate: its agreement with ablation; intervals over networks. */
      summary: ESTIMATES.map((name) => ({
        estimate: name,
        backwards: backwards[name],
        // Spearman's ρ of the ranking (2) with that of ablation.
        ...interval(
          'ranking',
          agreement(name, (values) => columnMeans(values, n)),
          'fisher',
        ),
        // The same over all pairs (i, j), (3).
        ...interval(
          'pairs',
          agreement(name, (values) => [...values]),
          'fisher',
        ),
        // The sum of the estimates divided by the sum of the true costs.
        ...interval(
          'size',
          networks.map((network) => sum(network[name]) / sum(network.ablation)),
        ),
      })),
      /** A row for each peer of each network, in nats: the mean loss of the others without it, by each estimate. */
      peers: networks.flatMap((network, number) =>
        Array.from({ length: n }, (_, peer) => ({
          network: number,
          peer,
          hidden: Array.isArray(hidden) ? hidden[peer] : hidden,
          ...costsOf(network, peer, n),
        })),
      ),
      /** Hessians of each network, [n, n, n]: the `measured` of the studies of markets. */
      hessians: networks.map(({ hessians: values }, network) => ({ network, values })),
    };
  },
  columns: ['estimate', 'backwards', 'ranking', 'rankingLow', 'rankingHigh', 'pairs', 'size'],
});

export type SignificanceResult = ResultOf<typeof study>;

/** Rank correlations of every estimate of significance with ablation, on trained networks. */
export const significanceStudy = present(study, { figure: plotSignificance, report });

function costsOf(
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

const ESTIMATE_NAMES = {
  exact: 'Fisher, exact',
  monteCarlo: 'Fisher, Monte-Carlo',
  empirical: 'Fisher, empirical',
  linear: 'linear term alone',
  both: 'linear + exact',
} as const;

function report({ tables }: SignificanceResult): string {
  return markdownTable(
    [
      'estimate',
      'backward passes',
      'ρ of the ranking (2)',
      'ρ over pairs (3)',
      'part of the true cost',
    ],
    tables.summary.map((row) => [
      ESTIMATE_NAMES[row.estimate],
      String(row.backwards),
      estimate(row.ranking, row.rankingLow, row.rankingHigh),
      estimate(row.pairs, row.pairsLow, row.pairsHigh),
      estimate(row.size, row.sizeLow, row.sizeHigh),
    ]),
  );
}
