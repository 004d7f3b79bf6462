/*
 * §1.7: gate weights "act as a proxy for importance w_ij ∈ W". The quality of the proxy, with and without the
 * balancing losses; and what it costs in B that gates choose by product keys, without scoring all peers.
 */
import { plotGating } from './figure.js';
import { GATE_CHOICES } from '../../network/index.js';
import { choice, integer, list, nonNegative, withDefault } from '../../parameters/index.js';
import { defineStudy, present, type Found, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { checkChosen, checkNetwork, CORPUS, NETWORK, ROWS, SIZES } from '../networks/parameters.js';
import { estimate, markdownTable } from '../report.js';
import { choicesTable, reportChoices } from './choices.js';
import {
  compareOrTrain,
  type ComparedGates,
  type GatingOutcome,
  type GatingSetting,
} from './work.js';

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
    choice: choice(
      GATE_CHOICES,
      'all',
      'How the gates choose whose weights are compared: scores of all peers, or product keys',
    ),
    ks: list(
      integer(1, '', { symbol: 'k' }),
      [1, 2, 4],
      'Peers asked about each example where B is measured for both ways to choose; a list',
    ),
    balance: nonNegative(
      0.01,
      'Weight of both balancing losses where B is measured; 0.1 by itself raises B',
    ),
    rows: ROWS,
  },
  check: (where, values) => {
    checkNetwork(where, values);
    checkChosen(where, 'k', values.k, values.peers);
    for (const k of values.ks) checkChosen(where, 'ks', k, values.peers);
  },
  settings: ({ balances, balance, k, ks, choice: compared }): GatingSetting[] => [
    ...balances.map((weight) => ({ part: 'proxy' as const, balance: weight, k, choice: compared })),
    ...GATE_CHOICES.flatMap((one) =>
      ks.map((many) => ({ part: 'loss' as const, balance, k: many, choice: one })),
    ),
  ],
  work: compareOrTrain,
  tables: (found, _, { interval, intervals }) => ({
    /**
     * A row for each weight of the balancing losses: Spearman's ρ of gate weights with significance, and the
     * coefficient of variation of the mean gate weights; intervals over networks.
     */
    summary: proxiesOf(found).map(({ balance, networks }) => ({
      balance,
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
    peers: proxiesOf(found).flatMap(({ balance, networks }) =>
      networks.flatMap(({ gate, worth }, network) =>
        gate.map((value, peer) => ({
          ...{ balance, network, peer },
          ...{ gate: value, worth: worth[peer] },
        })),
      ),
    ),
    /** A row for each way to choose and each k, on the same networks. */
    choices: choicesTable(found, interval),
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

/** The settings whose gate weights are compared with significance. */
function proxiesOf(
  found: readonly Found<GatingSetting, GatingOutcome>[],
): { balance: number; networks: ComparedGates[] }[] {
  return found
    .filter(({ setting }) => setting.part === 'proxy')
    .map(({ setting, networks }) => ({
      balance: setting.balance,
      networks: networks.flatMap(({ compared }) => compared ?? []),
    }));
}

function report({ tables }: GatingResult): string {
  const proxy = markdownTable(
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
  return [proxy, reportChoices(tables.choices)].join('\n\n');
}
