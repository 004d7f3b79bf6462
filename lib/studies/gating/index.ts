/*
 * §1.7: gate weights "act as a proxy for importance w_ij ∈ W". The quality of the proxy, with and without the
 * balancing losses.
 */
import { plotGating } from './figure.js';
import { integer, list, nonNegative, withDefault } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { checkChosen, checkNetwork, CORPUS, NETWORK, ROWS, SIZES } from '../networks/parameters.js';
import { estimate, markdownTable } from '../report.js';
import { compareGates } from './work.js';

const study = defineStudy({
  name: 'gating',
  section: '§1.7',
  title: 'Gate weights as a proxy for w_ij, against Fisher significance and ablation',
  parameters: {
    ...NETWORK,
    ...INTERVALS,
    hidden: withDefault(NETWORK.hidden, SIZES),
    corpus: CORPUS,
    networks: integer(4, 'Networks trained at each setting'),
    k: integer(3, 'Peers asked about each example, the asking one included', { symbol: 'k' }),
    balances: list(
      nonNegative(0, ''),
      [0, 0.01, 0.1],
      'Weights of both balancing losses, importance and load; a list',
    ),
    rows: ROWS,
  },
  check: (where, values) => {
    checkNetwork(where, values);
    checkChosen(where, 'k', values.k, values.peers);
  },
  settings: ({ balances }) => balances.map((balance) => ({ balance })),
  work: compareGates,
  tables: (found, _, { intervals }) => ({
    /**
     * A row for each weight of the balancing losses: Spearman's ρ of gate weights with significance, and the
     * coefficient of variation of the mean gate weights; intervals over networks.
     */
    summary: found.map(({ setting, networks }) => ({
      balance: setting.balance,
      ...intervals(
        ['rankingFisher', 'rankingAblation', 'pairsFisher', 'pairsAblation', 'variation'],
        networks,
        {
          ...{ rankingFisher: 'fisher', rankingAblation: 'fisher' },
          ...{ pairsFisher: 'fisher', pairsAblation: 'fisher' },
        },
      ),
    })),
    /** A row for each peer: its mean gate weight over all data, and the loss of all peers without it, in nats. */
    peers: found.flatMap(({ setting, networks }) =>
      networks.flatMap(({ gate, worth }, network) =>
        gate.map((value, peer) => ({
          ...{ balance: setting.balance, network, peer },
          ...{ gate: value, worth: worth[peer] },
        })),
      ),
    ),
  }),
  columns: [
    'balance',
    'rankingFisher',
    'rankingAblation',
    'pairsFisher',
    'pairsAblation',
    'variation',
  ],
});

export type GatingResult = ResultOf<typeof study>;

/** Agreement of gate weights with Fisher significance and ablation. */
export const gating = present(study, { figure: plotGating, report });

function report({ tables }: GatingResult): string {
  return markdownTable(
    [
      'weight of the balancing losses',
      'ρ of the ranking with Fisher (2)',
      'ρ of the ranking with ablation',
      'ρ over pairs with Fisher (3)',
      'ρ over pairs with ablation',
    ],
    tables.summary.map((row) => [
      String(row.balance),
      estimate(row.rankingFisher, row.rankingFisherLow, row.rankingFisherHigh),
      estimate(row.rankingAblation, row.rankingAblationLow, row.rankingAblationHigh),
      estimate(row.pairsFisher, row.pairsFisherLow, row.pairsFisherHigh),
      estimate(row.pairsAblation, row.pairsAblationLow, row.pairsAblationHigh),
    ]),
  );
}
