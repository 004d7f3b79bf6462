import { shares } from '../../math/rows.js';
import { correlation } from '../../math/correlation.js';
import { type LiveBlock, type Network } from '../../network/index.js';
import { networkCaption } from '../caption.js';
import { compose, line, type Axis, type Panel } from '../compose/index.js';
import { type Figure } from '../figure.js';
import { type NetworkFigureOptions } from './network.js';
import {
  checkOptions,
  each,
  fields,
  integer,
  maybe,
  network as networkOf,
  NETWORK_OPTIONS,
  number,
  numbers,
  text,
} from '../checks.js';

/** The blocks of {@link runLiveMarket} under a label. */
export interface LabelledBlocks {
  readonly label: string;
  readonly blocks: readonly LiveBlock[];
}

/** How markets are told apart; peers are by their colours. */
const DASHES = ['solid', 'dash', 'dot', 'dashdot'] as const;

const block = fields({
  ...{ block: integer(), benchmark: number, rank: numbers, worth: numbers, stake: numbers },
});

/**
 * Live markets of one network block by block: B and the live rank's agreement with ablation, then rank and stake of
 * every peer, a column for each market.
 *
 * @param options.names - names of the peers in the legend, [n]. Default their numbers
 */
export function plotLiveBlocks(
  network: Network,
  markets: readonly LabelledBlocks[],
  options: NetworkFigureOptions & { readonly names?: readonly string[] } = {},
): Figure {
  const where = 'plotLiveBlocks';
  networkOf(where, 'network', network);
  each(fields({ label: text, blocks: each(block, 1) }), 1)(where, 'markets', markets);
  checkOptions(where, options, { ...NETWORK_OPTIONS, names: maybe(each(text)) });
  const { title = 'A live market, block by block', note, names } = options;
  const peers = Array.from({ length: network.peers }, (_, peer) => names?.[peer] ?? `peer ${peer}`);
  const measured = (heading: string, y: string | Axis, of: (one: LiveBlock) => number): Panel => ({
    ...{ title: heading, x: 'block', y },
    marks: markets.map(({ label, blocks }, at) =>
      line(
        blocks.map((one) => ({ x: one.block, y: of(one) })),
        { name: label, colour: 'grey', dash: DASHES[at % DASHES.length] },
      ),
    ),
  });
  const divided = (quantity: 'rank' | 'stake'): Panel[] => {
    const all = markets.map(({ blocks }) => blocks.map((one) => shares(one[quantity])));
    const y = {
      label: `share of all ${quantity}`,
      range: [0, 1.05 * Math.max(...all.flat(2))],
    } as const;
    return markets.map(({ label, blocks }, column) => ({
      ...{ title: `${quantity}, ${label}`, x: 'block', y },
      marks: peers.map((name, peer) =>
        line(
          blocks.map(({ block: x }, at) => ({ x, y: all[column][at][peer] })),
          { name },
        ),
      ),
    }));
  };
  return compose({
    title,
    rows: [
      [
        measured(
          'benchmark',
          'B (nats), held out, through the masks',
          ({ benchmark }) => benchmark,
        ),
        measured(
          'live rank against ablation',
          { label: 'Spearman’s ρ', range: [-1.05, 1.05] },
          ({ rank, worth }) => correlation(rank, worth, 'spearman'),
        ),
      ],
      divided('rank'),
      divided('stake'),
    ],
    caption: networkCaption(network, note),
  });
}
