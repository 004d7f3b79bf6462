/*
 * §1.7: "outward bandwidth will become the major bottleneck". The cost in B of fewer requests.
 */
import { plotBandwidth } from './figure.js';
import { integer, list, nonNegative } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { checkChosen, checkNetwork, CORPUS, GUESTS, NETWORK } from '../networks/parameters.js';
import { estimate, markdownTable, number } from '../report.js';
import { trainWithGates } from './work.js';

const study = defineStudy({
  name: 'bandwidth',
  section: '§1.7',
  title: 'Peers that ask k others about each example, chosen by gates: B against bandwidth',
  parameters: {
    ...NETWORK,
    ...GUESTS,
    ...INTERVALS,
    corpus: CORPUS,
    networks: integer(3, 'Networks trained at each k'),
    ks: list(
      integer(1, '', { symbol: 'k' }),
      [1, 2, 3, 4, 6, 8],
      'Peers asked about each example, the asking one included; a list',
    ),
    importance: nonNegative(0.1, 'Weight of the loss that balances the importance of peers'),
    load: nonNegative(0.1, 'Weight of the loss that balances the load of peers'),
  },
  check: (where, values) => {
    checkNetwork(where, values);
    for (const k of values.ks) checkChosen(where, 'ks', k, values.peers);
  },
  settings: ({ ks }) => [...ks, null].map((k) => ({ k })),
  work: trainWithGates,
  tables: (found, _, { intervals }) => ({
    /**
     * A row for each k, and for no gate (null): B on held-out data in nats, through the network and through students
     * alone, and requests and bytes for each example; intervals over networks.
     */
    summary: found.map(({ setting, networks }) => ({
      k: setting.k,
      ...intervals(['benchmark', 'student', 'queries', 'bytes'], networks),
    })),
  }),
  columns: ['k', 'benchmark', 'benchmarkLow', 'benchmarkHigh', 'student', 'queries', 'bytes'],
});

export type Bandwidth = ResultOf<typeof study>;

/** The benchmark, requests and bytes of networks whose peers ask k others about each example. */
export const bandwidth = present(study, { figure: plotBandwidth, report });

function report({ tables }: Bandwidth): string {
  return markdownTable(
    ['k', 'B through the network', 'B through students', 'requests an example', 'bytes an example'],
    tables.summary.map((row) => [
      row.k === null ? 'no gate' : String(row.k),
      estimate(row.benchmark, row.benchmarkLow, row.benchmarkHigh),
      estimate(row.student, row.studentLow, row.studentHigh),
      number(row.queries),
      number(row.bytes, 0),
    ]),
  );
}
