/*
 * §1.2 and §1.3 on trained networks: the agreement of the Fisher information (2), (3) with the removal of peers.
 */
import { plotSignificance } from './figure.js';
import { integer, withDefault } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { checkNetwork, CORPUS, NETWORK, ROWS, SIZES } from '../networks/parameters.js';
import { sum } from '../../math/rows.js';
import { estimate, markdownTable } from '../report.js';
import { DATA_TITLES, ESTIMATE_NAMES } from './names.js';
import { agreement, meanCosts, type Measurement } from './agreement.js';
import { biasOf } from './bias.js';
import { countsItself, DATA_NAMES, ESTIMATES, TRUTHS, type Costs, type Truth } from './data.js';
import { measureSignificance, type Significances } from './work.js';

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
    relearning: integer(5, 'Rounds that the others train on without a peer, as an estimate'),
    retrained: integer(
      3,
      'Networks that train again from the start without each peer; 0 for none',
      {
        least: 0,
      },
    ),
  },
  check: checkNetwork,
  work: measureSignificance,
  tables: ([{ networks }], values, { interval }) => {
    const { peers: n, hidden: given } = values;
    const backwards = backwardsOf(networks[0], values);
    const measured = ([...TRUTHS, ...ESTIMATES] as const).filter((name) =>
      networks.some(({ own }) => own[name] !== null),
    );
    const hidden = Array.from({ length: n }, (_, peer) =>
      Array.isArray(given) ? given[peer] : given,
    );
    return {
      /**
       * A row for each data and measurement: its agreement with ablation, with the Shapley value of removals, and with
       * training again; intervals over networks, with training again over those that were.
       */
      summary: DATA_NAMES.flatMap((data) =>
        measured.map((name) => {
          const withTruth = (truth: Truth, over: 'peers' | 'pairs'): (number | null)[] =>
            networks.map((network) => agreement(network[data], [name, truth], over, n));
          return {
            data,
            estimate: name,
            backwards: backwards[name],
            // Spearman's ρ of the ranking (2) with that of ablation.
            ...interval('ranking', withTruth('ablation', 'peers'), 'fisher'),
            // The same over all pairs (i, j), (3).
            ...interval('pairs', withTruth('ablation', 'pairs'), 'fisher'),
            // The sum of the estimates divided by the sum of the true costs.
            ...interval(
              'size',
              networks.map(({ [data]: costs }) => sizeOf(costs, name)),
            ),
            // Spearman's ρ of the ranking with that of Shapley, and over all pairs.
            ...interval('shapley', withTruth('shapley', 'peers'), 'fisher'),
            ...interval('shapleyPairs', withTruth('shapley', 'pairs'), 'fisher'),
            // The same with training again, without the loss of the peer itself.
            ...interval('retraining', withTruth('retraining', 'peers'), 'fisher'),
            ...interval('retrainingPairs', withTruth('retraining', 'pairs'), 'fisher'),
          };
        }),
      ),
      /**
       * A row for each data and peer of each network, in nats: the mean loss without it by each measurement, of all peers
       * where answers are removed, and of the others where trainings are compared.
       */
      peers: DATA_NAMES.flatMap((data) =>
        networks.flatMap((network, number) =>
          Array.from({ length: n }, (_, peer) => ({
            data,
            network: number,
            peer,
            hidden: hidden[peer],
            shard: network.shards[peer],
            ...costsOf(network[data], peer, n),
          })),
        ),
      ),
      /** The peers that each estimate over- and underrates. */
      bias: biasOf(networks, hidden, interval),
      /** Hessians of each network on own data, [n, n, n]: the `measured` of the studies of markets. */
      hessians: networks.map(({ hessians: values }, network) => ({ network, values })),
    };
  },
  columns: [
    ...['data', 'estimate', 'backwards', 'ranking', 'rankingLow', 'rankingHigh'],
    ...['pairs', 'size', 'shapley', 'retraining'],
  ],
});

export type SignificanceResult = ResultOf<typeof study>;

/**
 * Rank correlations of every estimate of significance with ablation and with Shapley, on trained networks: on the peers'
 * own data and on held-out data.
 */
export const significanceStudy = present(study, { figure: plotSignificance, report });

type MeanCosts = { [name in keyof Costs]: Costs[name] extends number[] ? number : number | null };

/** The mean costs of each peer by every measurement. */
function costsOf(costs: Costs, peer: number, n: number): MeanCosts {
  return Object.fromEntries(
    [...TRUTHS, ...ESTIMATES].map((name) => [name, meanCosts(costs, name, n)?.[peer] ?? null]),
  ) as MeanCosts;
}

/** The sum of the costs by a measurement, divided by that of ablation over the same pairs. */
function sizeOf(costs: Costs, name: Measurement): number | null {
  const values = costs[name];
  if (values === null) return null;
  const n = Math.sqrt(values.length);
  const counted = (_: number, at: number): boolean => countsItself(name) || at % (n + 1) !== 0;
  return sum(values.filter(counted)) / sum(costs.ablation.filter(counted));
}

/**
 * Backward passes through peers' models for a batch of one peer. A round of training passes back through its own model
 * and those of the peers that answer; ablation and Shapley take forward passes alone.
 */
function backwardsOf(
  { classes, states }: Significances,
  {
    peers: n,
    labels,
    rounds,
    relearning,
  }: Record<'peers' | 'labels' | 'rounds' | 'relearning', number>,
): Record<Measurement, number> {
  return {
    ...{ ablation: 0, shapley: 0 },
    // n trainings with n − 1 peers that answer.
    retraining: n * rounds * n,
    ...{ exact: classes, monteCarlo: labels, empirical: 1, linear: 1, both: classes + 1 },
    // The losses that move and that are moved, through all n answers and the peer's own model.
    influence: states * 2 * (n + 1),
    // n trainings without a peer and one with all.
    relearnt: relearning * (n * n + n + 1),
  };
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
      'ρ of the ranking with retraining',
      'ρ over pairs with retraining',
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
      estimate(row.retraining, row.retrainingLow, row.retrainingHigh),
      estimate(row.retrainingPairs, row.retrainingPairsLow, row.retrainingPairsHigh),
    ]),
  );
}
