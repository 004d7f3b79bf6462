import { type Chooser } from '../../network/index.js';
import { titleWithUnit } from '../../plot/market/beside.js';
import { percent, version } from '../../plot/caption.js';
import { type Figure, type Trace } from '../../plot/figure.js';
import { intervalOf } from '../../plot/marks.js';
import { axesOf, bandedLine, colour, layOut, type Panel } from '../../plot/theme.js';
import { corpusName, networkSetting } from '../networks/caption.js';
import { type LiveMarketResult } from './index.js';

type LiveMarketPeerRow = LiveMarketResult['tables']['peers'][number];

const NAMES: Record<Chooser, string> = {
  significance: 'honest: measured significance',
  payoff: 'selfish: ascent of payoff',
  gate: 'gated: what gates choose',
};

const OVER_BLOCKS = [
  { name: 'benchmark', title: 'benchmark', unit: 'B (nats), through the masks' },
  { name: 'agreement', title: 'live rank against ablation', unit: 'Spearman’s ρ' },
] as const;

const PER_PEER = [
  { name: 'rank', title: 'rank', unit: 'share of all rank' },
  { name: 'stake', title: 'stake', unit: 'share of all stake' },
] as const;

/** The live market: B and agreement over blocks, then rank and stake of every peer, then the weights at the end. */
export function plotLiveMarket(study: LiveMarketResult): Figure {
  const { parameters, tables, versions } = study;
  const { choosers, networks, confidence, corpus, blocks, roundsABlock } = parameters;
  const data: Trace[] = [];
  const panels: Panel[] = [];
  for (const [column, { name, title, unit }] of OVER_BLOCKS.entries()) {
    for (const [index, chooser] of choosers.entries()) {
      const rows = tables.summary.filter((row) => row.chooser === chooser);
      data.push(
        ...bandedLine(
          rows.map((row) => ({ x: row.block, ...intervalOf(row, name) })),
          { index, name: NAMES[chooser], showlegend: column === 0, ...axesOf(panels.length) },
        ),
      );
    }
    panels.push({
      ...{ row: 0, column, title: titleWithUnit(title, unit) },
      x: { title: 'block' },
      y: { title: '', ...(name === 'agreement' && { range: [-1.05, 1.05] }) },
    });
  }
  for (const [line, { name, title, unit }] of PER_PEER.entries()) {
    for (const [column, chooser] of choosers.entries()) {
      data.push(...peerLines(study, chooser, name, panels.length, line === 0 && column === 0));
      panels.push({
        ...{ row: 1 + line, column, title: titleWithUnit(`${title}, ${short(chooser)}`, unit) },
        x: { title: 'block' },
        y: { title: '', rangemode: 'tozero' },
      });
    }
  }
  for (const [column, chooser] of choosers.entries()) {
    data.push(weightMap(study, chooser, panels.length, column === 0));
    panels.push({
      ...{ row: 3, column, title: `weights at the end, ${short(chooser)}` },
      x: { title: 'to peer', dtick: 1, showgrid: false },
      y: { title: 'from peer', autorange: 'reversed', dtick: 1, showgrid: false },
    });
  }
  const { temperature, ratio, ascentRate, bound, inflation, norm } = parameters;
  const caption =
    `${networks} networks, ${corpusName(corpus)}: ${networkSetting(parameters, [corpus])}. ${blocks} blocks of ${roundsABlock} rounds: peers train ` +
    `through the masks (7) at T = ${temperature}, submit signed changes of their rows below ε = ${bound}, are ranked (5) and paid (6) with τ = ${inflation}, ` +
    `‖R‖${norm === 'l2' ? '₂' : '₁'}. Honest peers post their measured significance (3); selfish ones ascend (12) with α/τ = ${ratio}, λ = ${ascentRate}. ` +
    `Everybody starts with one unit of stake and the same weight for all. Ablation takes each peer away through the block’s masks, on everybody’s own data. ` +
    `Peers’ lines and weights are means over networks; bands: ${percent(confidence)} bootstrap over networks. The paper had no running network. ${version(versions)}`;
  return layOut(
    {
      title: 'Live market: peers that train, rank, are paid and are masked',
      caption,
      panels,
      rows: 4,
      columns: 2,
      width: 880,
      height: 1180,
      gap: { x: 0.12, y: 0.09 },
      layout: { legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.03, yanchor: 'bottom' } },
    },
    data,
  );
}

function short(chooser: Chooser): string {
  return NAMES[chooser].split(':')[0];
}

/** A line for each peer: the mean over networks. */
function peerLines(
  { parameters, tables }: LiveMarketResult,
  chooser: Chooser,
  name: 'rank' | 'stake',
  panel: number,
  legend: boolean,
): Trace[] {
  const { peers, hidden, blocks } = parameters;
  const rows = tables.peers.filter((row) => row.chooser === chooser);
  return Array.from({ length: peers }, (_, peer) => {
    const own = rows.filter((row) => row.peer === peer);
    const units = Array.isArray(hidden) ? hidden[peer] : hidden;
    return {
      type: 'scatter',
      mode: 'lines',
      name: `peer ${peer}, ${units} hidden`,
      x: Array.from({ length: blocks }, (_unused, at) => at + 1),
      y: Array.from({ length: blocks }, (_unused, at) => meanAt(own, at + 1, name)),
      line: { color: colour(peer), width: 2 },
      legendgroup: `peer ${peer}`,
      legend: 'legend2',
      showlegend: legend,
      ...axesOf(panel),
    };
  });
}

function meanAt(rows: readonly LiveMarketPeerRow[], block: number, name: 'rank' | 'stake'): number {
  const own = rows.filter((row) => row.block === block);
  return own.reduce((sum, row) => sum + row[name] / own.length, 0);
}

/** W at the end, [n, n]: the mean over networks. */
function weightMap(
  { parameters, tables }: LiveMarketResult,
  chooser: Chooser,
  panel: number,
  scale: boolean,
): Trace {
  const { peers, networks } = parameters;
  const z = Array.from({ length: peers }, () => new Array<number>(peers).fill(0));
  for (const row of tables.weights) {
    if (row.chooser === chooser) z[row.from][row.to] += row.weight / networks;
  }
  return {
    type: 'heatmap',
    z,
    colorscale: 'Viridis',
    zmin: 0,
    zmax: 1,
    showscale: scale,
    colorbar: { title: { text: 'weight' }, len: 0.18, y: 0, yanchor: 'bottom', thickness: 12 },
    hovertemplate: 'from %{y} to %{x}: %{z:.3f}<extra></extra>',
    ...axesOf(panel),
  };
}
