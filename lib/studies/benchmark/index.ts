/*
 * (1)  B = Σ_i L_i, connected against disconnected: the worth of the network to its peers (§1.1).
 */
import { plotBenchmark } from './figure.js';
import { corpusLabel, corpusName } from '../networks/caption.js';
import { integer, list, withDefault } from '../../parameters/index.js';
import { libraryNamesOf } from '../../parameters/registry.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { CORPUS_NAMES } from '../../datasets/index.js';
import { checkNetwork, CORPUS, GUESTS, NETWORK } from '../networks/parameters.js';
import { estimate, markdownTable, percent } from '../report.js';
import { connectAndDisconnect } from './work.js';

const study = defineStudy({
  name: 'benchmark',
  section: '§1.1',
  title: 'Peers that train on real data: the benchmark B (1) with and without the network',
  parameters: {
    ...NETWORK,
    ...GUESTS,
    ...INTERVALS,
    corpora: list(CORPUS, libraryNamesOf(CORPUS_NAMES), 'Data that peers train on; a list'),
    rounds: withDefault(NETWORK.rounds, 200),
    networks: integer(5, 'Networks trained on each corpus'),
    every: integer(40, 'Rounds between two measurements'),
  },
  check: checkNetwork,
  settings: ({ corpora }) => corpora.map((corpus) => ({ corpus })),
  work: connectAndDisconnect,
  tables: (found, { corpora }, { interval }) => ({
    /** A row for each corpus and time; B in nats on held-out data, intervals over networks. */
    summary: found.flatMap(({ setting, networks }) =>
      networks[0].connected.map(({ round }, time) => {
        const [on, off] = [
          networks.map(({ connected }) => connected[time]),
          networks.map(({ disconnected }) => disconnected[time]),
        ];
        return {
          corpus: corpusLabel(setting.corpus, corpora),
          round,
          ...interval(
            'connected',
            on.map(({ benchmark }) => benchmark),
          ),
          ...interval(
            'disconnected',
            off.map(({ benchmark }) => benchmark),
          ),
          // Connected minus disconnected, network by network: below 0 where the network helps.
          ...interval(
            'difference',
            on.map(({ benchmark }, network) => benchmark - off[network].benchmark),
          ),
          // B of the connected network through students alone.
          ...interval(
            'student',
            on.map(({ student }) => student),
          ),
          ...interval(
            'accuracyConnected',
            on.map(({ accuracy }) => accuracy),
          ),
          ...interval(
            'accuracyDisconnected',
            off.map(({ accuracy }) => accuracy),
          ),
        };
      }),
    ),
    /** A row for each network at each time. */
    networks: found.flatMap(({ setting, networks }) =>
      networks.flatMap(({ connected, disconnected }, network) =>
        connected.map(({ round, benchmark, student }, time) => ({
          corpus: corpusLabel(setting.corpus, corpora),
          network,
          round,
          connected: benchmark,
          disconnected: disconnected[time].benchmark,
          student,
        })),
      ),
    ),
  }),
  columns: [
    'corpus',
    'round',
    'connected',
    'disconnected',
    'difference',
    'differenceLow',
    'differenceHigh',
  ],
});

export type BenchmarkResult = ResultOf<typeof study>;

/** The benchmark of the same peers with and without the network. */
export const benchmarkStudy = present(study, { figure: plotBenchmark, report });

function report({ tables, parameters }: BenchmarkResult): string {
  const shown = [parameters.every, parameters.rounds];
  return markdownTable(
    ['data', 'rounds', 'B connected', 'B alone', 'difference', 'right, connected', 'right, alone'],
    tables.summary
      .filter(({ round }) => shown.includes(round))
      .map((row) => [
        corpusName(
          parameters.corpora.find((one) => corpusLabel(one, parameters.corpora) === row.corpus) ??
            row.corpus,
        ),
        String(row.round),
        estimate(row.connected, row.connectedLow, row.connectedHigh),
        estimate(row.disconnected, row.disconnectedLow, row.disconnectedHigh),
        estimate(row.difference, row.differenceLow, row.differenceHigh),
        percent(row.accuracyConnected ?? 0),
        percent(row.accuracyDisconnected ?? 0),
      ]),
  );
}
