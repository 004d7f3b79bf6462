import { ESTIMATES, type Estimate } from './work.js';
import { type SignificanceResult } from './index.js';
import { titleWithUnit, withLegend } from '../../plot/market/beside.js';
import { estimate, percent, version } from '../../plot/caption.js';
import { type Figure, type Trace } from '../../plot/figure.js';
import { intervalOf } from '../../plot/marks.js';
import { axesOf, colour, errorBars, layOut, type Panel } from '../../plot/theme.js';
import { corpusName, networkSetting } from '../networks/caption.js';

const NAMES: Record<Estimate, string> = {
  exact: 'Fisher, exact',
  monteCarlo: 'Fisher, Monte-Carlo',
  empirical: 'Fisher, empirical',
  linear: 'linear term alone',
  both: 'linear + exact',
};

/**
 * The significance study: every peer's estimated cost of removal against the true one, and each estimate's agreement.
 */
export function plotSignificance({ parameters, tables, versions }: SignificanceResult): Figure {
  const { networks, corpus, confidence, rows } = parameters;
  const shown = ['exact', 'both'] as const;
  const data: Trace[] = shown.map((name, index) => ({
    type: 'scatter',
    mode: 'markers',
    name: NAMES[name],
    x: tables.peers.map(({ ablation }) => ablation),
    y: tables.peers.map((row) => row[name]),
    text: tables.peers.map(
      ({ network, peer, hidden }) => `network ${network}, peer ${peer}, ${hidden} hidden units`,
    ),
    hovertemplate: `${NAMES[name]}<br>%{text}<br>true %{x:.4f}, estimated %{y:.4f}<extra></extra>`,
    marker: { color: colour(index, 0.7), size: 7 },
    showlegend: true,
    ...axesOf(0),
  }));
  const most = Math.max(...tables.peers.map(({ ablation }) => ablation));
  data.push({
    type: 'scatter',
    mode: 'lines',
    name: 'estimate = truth',
    showlegend: true,
    x: [0, most],
    y: [0, most],
    line: { color: '#888888', width: 1.5, dash: 'dash' },
    hoverinfo: 'skip',
    ...axesOf(0),
  });
  for (const [index, { name, label }] of [
    { name: 'ranking', label: 'ranks of peers (2)' },
    { name: 'pairs', label: 'all pairs (3)' },
  ].entries()) {
    const points = tables.summary.map((row) => intervalOf(row, name));
    data.push({
      type: 'scatter',
      mode: 'markers',
      name: label,
      showlegend: true,
      x: points.map(({ y }) => y),
      y: ESTIMATES.map((one) => NAMES[one]),
      error_x: errorBars(points),
      hovertemplate: `${label}<br>%{y}: ρ = %{x:.3f}<extra></extra>`,
      marker: { color: colour(2 + index), size: 9, symbol: index === 0 ? 'circle' : 'diamond' },
      ...axesOf(1),
    });
  }
  const panels: Panel[] = [
    {
      row: 0,
      column: 0,
      title: titleWithUnit('what the others lose without a peer', 'estimated (nats)'),
      x: { title: 'true: the peer taken away (nats)' },
      y: { title: '' },
    },
    {
      row: 0,
      column: 1,
      title: 'agreement with the true costs',
      x: { title: 'Spearman’s ρ with ablation', range: [-0.1, 1.05] },
      y: { title: '', type: 'category', autorange: 'reversed' },
    },
  ];
  const exact = tables.summary.find((row) => row.estimate === 'exact');
  const ranking = exact
    ? estimate(exact.ranking, exact.rankingLow, exact.rankingHigh)
    : 'undefined';
  const caption =
    `${networks} trained networks, ${corpusName(corpus)}: ${networkSetting(parameters, [corpus])}. Measured on each peer’s own data, ` +
    `${rows} rows at most. Every point is a peer: the mean over all peers of what they lose without it. The Fisher information is the ` +
    `second-order term alone, as in (2), with its factor ½; its ranking agrees with ablation by ρ = ${ranking}. The linear term, which the paper ` +
    `leaves out, is not zero. Bars: ${percent(confidence)} bootstrap over networks. ${version(versions)}`;
  const figure = layOut(
    {
      title: 'Significance: Fisher information against taking peers away',
      caption,
      panels,
      rows: 1,
      columns: 2,
      width: 880,
      height: 340,
      gap: { x: 0.24, y: 0 },
    },
    data,
  );
  return withLegend(figure);
}
