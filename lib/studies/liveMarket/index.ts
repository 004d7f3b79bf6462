/*
 * §1.1 to §1.6 together: peers train, measure or estimate significance, post weights on a ledger, are ranked, paid and
 * masked.
 */
import { plotLiveMarket } from './figure.js';
import { INFLATION_NORMS } from '../../market/index.js';
import { CHOOSERS } from '../../network/index.js';
import { choice, integer, list, positive, withDefault } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { MARKET, RATIO } from '../market/parameters.js';
import { checkChosen, checkNetwork, CORPUS, NETWORK, ROWS, SIZES } from '../networks/parameters.js';
import { estimate, markdownTable } from '../report.js';
import { trade } from './work.js';

const { rounds, ...SHARED } = NETWORK;

const study = defineStudy({
  name: 'liveMarket',
  section: '§1.1–1.6',
  title: 'Trained networks on a ledger: peers rank, are paid, and are masked by their stake',
  parameters: {
    ...SHARED,
    ...INTERVALS,
    hidden: withDefault(NETWORK.hidden, SIZES),
    corpus: CORPUS,
    choosers: list(
      choice(CHOOSERS, 'significance', ''),
      ['significance', 'payoff'],
      'How peers choose weights; a list',
    ),
    networks: integer(4, 'Networks, each with every way to choose weights'),
    blocks: integer(20, 'Blocks'),
    roundsABlock: integer(8, 'Rounds of training a block'),
    temperature: withDefault(MARKET.temperature, 0.1),
    ratio: RATIO,
    ascentRate: positive(0.05, 'Step size of the ascent of the payoff (13)', { symbol: 'λ' }),
    bound: positive(0.1, 'Largest change of a row a block', { symbol: 'ε' }),
    inflation: positive(0.1, 'Stake minted a block, (6)', { symbol: 'τ' }),
    norm: choice(INFLATION_NORMS, 'l2', 'Norm of R that inflation divides by'),
    rows: ROWS,
    shapleyEvery: integer(
      5,
      'Blocks between measurements of the Shapley value of removals, besides the first block and the last; 0: none',
      { least: 0 },
    ),
    k: integer(3, 'Peers that a gate chooses for each example, where weights are those of gates'),
  },
  check: (where, values) => {
    checkNetwork(where, values);
    checkChosen(where, 'k', values.k, values.peers);
  },
  settings: ({ choosers }) => choosers.map((chooser) => ({ chooser })),
  work: trade,
  tables: (found, { blocks, peers: n }, { interval }) => ({
    /** A row for each rule of weights and block; intervals over networks. */
    summary: found.flatMap(({ setting, networks }) =>
      Array.from({ length: blocks }, (_, time) => {
        const here = networks.map((market) => market.blocks[time]);
        return {
          chooser: setting.chooser,
          block: here[0].block,
          // B on held-out data through the block's masks, in nats.
          ...interval(
            'benchmark',
            here.map(({ benchmark }) => benchmark),
          ),
          // Spearman's ρ of the live rank (5) with ablation.
          ...interval(
            'agreement',
            here.map(({ agreement }) => agreement),
            'fisher',
          ),
          // The same with the Shapley value of removals, in the blocks that measure it.
          ...interval(
            'shapley',
            here.map(({ shapleyAgreement }) => shapleyAgreement),
            'fisher',
          ),
          // Σ_i w_ii / Σ_ij w_ij.
          ...interval(
            'diagonal',
            here.map(({ diagonal }) => diagonal),
          ),
          // Largest share of stake of any peer.
          ...interval(
            'richest',
            here.map(({ stake }) => Math.max(...stake)),
          ),
        };
      }),
    ),
    /**
     * A row for each peer after each block: shares of rank and stake, and the others' loss without it, by ablation and by
     * Shapley where measured, in nats.
     */
    peers: found.flatMap(({ setting, networks }) =>
      networks.flatMap((market, network) =>
        market.blocks.flatMap(({ block, rank, stake, worth, shapley }) =>
          rank.map((share, peer) => ({
            ...{ chooser: setting.chooser, network, block, peer },
            ...{ rank: share, stake: stake[peer], worth: worth[peer] },
            shapley: shapley?.[peer] ?? null,
          })),
        ),
      ),
    ),
    /** A row for each weight after the last block. */
    weights: found.flatMap(({ setting, networks }) =>
      networks.flatMap((market, network) =>
        market.weights.map((weight, pair) => ({
          ...{ chooser: setting.chooser, network },
          ...{ from: Math.floor(pair / n), to: pair % n, weight },
        })),
      ),
    ),
  }),
  columns: [
    'chooser',
    'block',
    'benchmark',
    'agreement',
    'agreementLow',
    'agreementHigh',
    'shapley',
    'richest',
  ],
});

export type LiveMarketResult = ResultOf<typeof study>;

/** Live markets of trained networks: B, weights, rank and stake over blocks, and the live rank against ablation and Shapley. */
export const liveMarket = present(study, { figure: plotLiveMarket, report });

function report({ tables, parameters }: LiveMarketResult): string {
  const shown = [1, Math.ceil(parameters.blocks / 2), parameters.blocks];
  return markdownTable(
    [
      'weights chosen by',
      'block',
      'B',
      'ρ of the live rank with ablation',
      'with Shapley',
      'kept for oneself',
      'richest peer’s share',
    ],
    tables.summary
      .filter(({ block }) => shown.includes(block))
      .map((row) => [
        row.chooser,
        String(row.block),
        estimate(row.benchmark, row.benchmarkLow, row.benchmarkHigh),
        estimate(row.agreement, row.agreementLow, row.agreementHigh),
        estimate(row.shapley, row.shapleyLow, row.shapleyHigh),
        estimate(row.diagonal, row.diagonalLow, row.diagonalHigh),
        estimate(row.richest, row.richestLow, row.richestHigh),
      ]),
  );
}
