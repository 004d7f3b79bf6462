import { sum } from '../../math/rows.js';
import { correlation } from '../../math/correlation.js';
import { type LiveBlock, type Network } from '../../network/index.js';
import { titleWithUnit, withLegend } from '../market/beside.js';
import { type Figure, type Trace } from '../figure.js';
import { axesOf, colour, COLOURS, layOut, type Panel } from '../theme.js';
import { networkCaption, type NetworkFigureOptions } from './network.js';

/** The blocks of {@link runLiveMarket} under a label. */
export interface LabelledBlocks {
  readonly label: string;
  readonly blocks: readonly LiveBlock[];
}

const SHARES = [
  { name: 'rank', title: 'rank', unit: 'share of all rank' },
  { name: 'stake', title: 'stake', unit: 'share of all stake' },
] as const;

/** How markets are told apart; peers are by their colours. */
const DASHES = ['solid', 'dash', 'dot', 'dashdot'];

/**
 * Live markets of one network block by block: B and the live rank's agreement with ablation, then rank and stake of
 * every peer, a column for each market.
 *
 * @param names - what peers are called in the legend, [n]. Default their numbers
 */
export function plotLiveBlocks(
  network: Network,
  markets: readonly LabelledBlocks[],
  options: NetworkFigureOptions & { readonly names?: readonly string[] } = {},
): Figure {
  const { title = 'A live market, block by block', note, names } = options;
  const columns = Math.max(2, markets.length);
  const data: Trace[] = [];
  const panels: Panel[] = [];
  const line = (look: object, name: string, x: number[], y: number[], legend: boolean): Trace => ({
    ...{ type: 'scatter', mode: 'lines', name, x, y, legendgroup: name, showlegend: legend },
    line: { width: 2, ...look },
    hovertemplate: `${name}<br>block %{x}: %{y:.3f}<extra></extra>`,
    ...axesOf(panels.length),
  });
  const measures = [
    {
      title: titleWithUnit('benchmark', 'B (nats), held out, through the masks'),
      of: ({ benchmark }: LiveBlock) => benchmark,
    },
    {
      title: titleWithUnit('live rank against ablation', 'Spearman’s ρ'),
      of: ({ rank, worth }: LiveBlock) => correlation(rank, worth, 'spearman'),
      range: [-1.05, 1.05],
    },
  ];
  for (const [column, measure] of measures.entries()) {
    for (const [index, { label, blocks }] of markets.entries()) {
      const x = blocks.map(({ block }) => block);
      const y = blocks.map(measure.of);
      data.push(line({ color: '#222222', dash: DASHES[index % 4] }, label, x, y, column === 0));
    }
    panels.push({
      ...{ row: 0, column, title: measure.title, x: { title: 'block' } },
      y: { title: '', ...(measure.range && { range: measure.range }) },
    });
  }
  for (const [row, { name, title: what, unit }] of SHARES.entries()) {
    const all = markets.map(({ blocks }) => blocks.map((block) => shares(block[name])));
    const most = Math.max(...all.flat(2));
    for (const [column, { label, blocks }] of markets.entries()) {
      const x = blocks.map(({ block }) => block);
      for (let peer = 0; peer < network.peers; peer++) {
        const legend = names?.[peer] ?? `peer ${peer}`;
        const y = all[column].map((values) => values[peer]);
        const look = { color: colour(peer), dash: peer < COLOURS.length ? 'solid' : 'dot' };
        data.push(line(look, legend, x, y, row === 0 && column === 0));
      }
      panels.push({
        ...{ row: 1 + row, column, title: titleWithUnit(`${what}, ${label}`, unit) },
        x: { title: 'block' },
        y: { title: '', range: [0, 1.05 * most] },
      });
    }
  }
  return withLegend(
    layOut(
      {
        ...{ title, caption: networkCaption(network, note), panels, rows: 3, columns },
        ...{ width: columns * 370, height: 860, gap: { x: 0.09, y: 0.12 } },
      },
      data,
    ),
  );
}

function shares(values: Float64Array): number[] {
  const total = sum(values);
  return Array.from(values, (value) => value / total);
}
