import { type GatingResult } from './index.js';
import { titleWithUnit, withLegend } from '../../plot/market/beside.js';
import { percent, version } from '../../plot/caption.js';
import { type Figure, type Trace } from '../../plot/figure.js';
import { intervalOf, marked } from '../../plot/marks.js';
import { axesOf, colour, layOut, type Panel } from '../../plot/theme.js';
import { corpusName, networkSetting } from '../networks/caption.js';

const AGREEMENTS = [
  { name: 'rankingFisher', label: 'ranking, with Fisher (2)' },
  { name: 'rankingAblation', label: 'ranking, with ablation' },
  { name: 'pairsFisher', label: 'pairs, with Fisher (3)' },
  { name: 'pairsAblation', label: 'pairs, with ablation' },
] as const;

/** The gating study: how gate weights agree with significance, and every peer's gate weight against its worth. */
export function plotGating({ parameters, tables, versions }: GatingResult): Figure {
  const { networks, corpus, balances, k, confidence } = parameters;
  const data: Trace[] = AGREEMENTS.map(({ name, label }, index) =>
    marked(
      tables.summary.map((row) => ({ x: String(row.balance), ...intervalOf(row, name) })),
      { index, name: label, showlegend: true, ...axesOf(0) },
    ),
  );
  for (const [at, balance] of balances.entries()) {
    const own = tables.peers.filter((row) => row.balance === balance);
    data.push({
      type: 'scatter',
      mode: 'markers',
      name: `balance ${balance}`,
      showlegend: true,
      x: own.map(({ worth }) => worth),
      y: own.map(({ gate }) => gate),
      text: own.map(({ network, peer }) => `network ${network}, peer ${peer}`),
      hovertemplate: '%{text}<br>worth %{x:.4f}, gate %{y:.3f}<extra></extra>',
      marker: {
        color: colour(4 + at, 0.8),
        size: 7,
        symbol: ['circle', 'diamond', 'square'][at % 3],
      },
      ...axesOf(1),
    });
  }
  const panels: Panel[] = [
    {
      row: 0,
      column: 0,
      title: titleWithUnit('gate weights as a proxy for w_ij', 'Spearman’s ρ'),
      x: {
        title: 'weight of the balancing losses',
        type: 'category',
        categoryarray: balances.map(String),
      },
      y: { title: '', range: [-1.05, 1.05] },
    },
    {
      row: 0,
      column: 1,
      title: titleWithUnit('every peer', 'mean gate weight'),
      x: { title: 'what all lose without it (nats)' },
      y: { title: '', rangemode: 'tozero' },
    },
  ];
  const caption =
    `${networks} networks at each weight, ${corpusName(corpus)}: ${networkSetting(parameters, [corpus])}. Noisy top-k gates with k = ${k}. Gate ` +
    `weights, which the paper takes as a proxy for w_ij, are means over each peer’s own data without noise; Fisher and ablation are measured through the gates. Balancing losses keep gates from ` +
    `choosing the same few, and with it from telling who matters. Bars: ${percent(confidence)} bootstrap over networks. ${version(versions)}`;
  const figure = layOut(
    {
      title: 'Gating: do gate weights follow significance?',
      caption,
      panels,
      rows: 1,
      columns: 2,
      width: 900,
      height: 340,
      gap: { x: 0.1, y: 0 },
    },
    data,
  );
  return withLegend(figure);
}
