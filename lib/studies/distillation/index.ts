/*
 * §1.8: the benchmark as peers go offline, one by one up to all of them.
 */
import { plotDistillation } from './figure.js';
import { checkInteger } from '../../math/checks.js';
import { integer, list, withDefault } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { checkNetwork, CORPUS, NETWORK } from '../networks/parameters.js';
import { estimate, markdownTable } from '../report.js';
import { disconnect } from './work.js';

const study = defineStudy({
  name: 'distillation',
  section: '§1.8',
  title: 'The worth of the network as peers go offline',
  parameters: {
    ...NETWORK,
    ...INTERVALS,
    peers: withDefault(NETWORK.peers, 10),
    corpus: CORPUS,
    networks: integer(4, 'Networks trained'),
    offline: list(
      integer(0, '', { least: 0 }),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      'Numbers of peers that are offline; a list',
    ),
  },
  check: (where, values) => {
    checkNetwork(where, values);
    for (const count of values.offline) checkInteger(where, 'offline', count, 0, values.peers);
  },
  work: disconnect,
  tables: ([{ networks }], { offline }, { interval }) => ({
    /** A row for each number of offline peers; B on held-out data in nats, intervals over networks. */
    summary: offline.map((count, at) => ({
      offline: count,
      // Without the offline peers' answers.
      ...interval(
        'nothing',
        networks.map(({ nothing }) => nothing[at]),
      ),
      // With stand-ins distilled from the offline peers.
      ...interval(
        'standIn',
        networks.map(({ standIn }) => standIn[at]),
      ),
    })),
    /** One row with the two ends, and the fraction of the network's worth that students keep. */
    ends: [
      {
        ...interval(
          'distilled',
          networks.map(({ distilled }) => distilled),
        ),
        ...interval(
          'never',
          networks.map(({ never }) => never),
        ),
        ...interval(
          'connected',
          networks.map(({ connected }) => connected),
        ),
        // (never − distilled) / (never − connected).
        ...interval(
          'kept',
          networks.map(
            ({ never, distilled, connected }) => (never - distilled) / (never - connected),
          ),
        ),
      },
    ],
  }),
  columns: [
    'offline',
    'nothing',
    'nothingLow',
    'nothingHigh',
    'standIn',
    'standInLow',
    'standInHigh',
  ],
});

export type Distillation = ResultOf<typeof study>;

/** B connected, with peers offline, fully distilled, and never connected. */
export const distillation = present(study, { figure: plotDistillation, report });

function report({ tables, parameters }: Distillation): string {
  const [ends] = tables.ends;
  const table = markdownTable(
    ['offline', 'B, left out', 'B, replaced by stand-ins'],
    tables.summary.map((row) => [
      `${row.offline} of ${parameters.peers}`,
      estimate(row.nothing, row.nothingLow, row.nothingHigh),
      estimate(row.standIn, row.standInLow, row.standInHigh),
    ]),
  );
  return (
    `${table}\n\nFully distilled: ${estimate(ends.distilled, ends.distilledLow, ends.distilledHigh)}; never connected: ` +
    `${estimate(ends.never, ends.neverLow, ends.neverHigh)}. Students keep ` +
    `${estimate(ends.kept, ends.keptLow, ends.keptHigh)} of the network's worth.`
  );
}
