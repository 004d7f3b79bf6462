import { linearRegression } from 'simple-statistics';
import { type Figure4 } from './index.js';
import { estimate, percent, version } from '../../plot/caption.js';
import { differences } from '../../plot/market/caption.js';
import { setting, stopping } from '../market/caption.js';
import { type Figure, type Trace } from '../../plot/figure.js';
import { axesOf, colour, errorBars, layOut, type Panel } from '../../plot/theme.js';

const METHODS = [
  ['pearson', 'Pearson r'],
  ['spearman', 'Spearman ρ'],
  ['kendall', 'Kendall τ-b'],
] as const;

/**
 * Figure 4: above, competitive against ideal rank with a least-squares line, a panel for each α/τ; below,
 * the correlations, what the weights look like and how far the descents came.
 */
export function plotFigure4({ parameters, tables, versions }: Figure4): Figure {
  const { summary, peers } = tables;
  const columns = Math.max(summary.length, 2);
  const panels: Panel[] = [];
  const data: Trace[] = [];
  const ranks = peers.map((row) => row.competitive);
  const span = Math.max(...ranks) - Math.min(...ranks);
  const range = [Math.min(...ranks) - 0.06 * span - 1e-6, Math.max(...ranks) + 0.06 * span + 1e-6];
  for (const [column, row] of summary.entries()) {
    const points = peers.filter((point) => point.ratio === row.ratio);
    const axes = axesOf(panels.length);
    panels.push({
      row: 0,
      column,
      title: `<b>α/τ = ${row.ratio}</b>   r = ${estimate(row.pearson, row.pearsonLow, row.pearsonHigh)}`,
      x: { title: 'ideal rank R (loss)', nticks: 5 },
      y: { title: column === 0 ? 'competitive rank R* (stake)' : '', range, nticks: 6 },
    });
    data.push({
      type: 'scatter',
      mode: 'markers',
      name: `α/τ = ${row.ratio}`,
      x: points.map(({ ideal }) => ideal),
      y: points.map(({ competitive }) => competitive),
      text: points.map(({ network, peer }) => `network ${network}, peer ${peer}`),
      hovertemplate: '%{text}<br>R = %{x:.4f}<br>R* = %{y:.4f}<extra></extra>',
      marker: { color: colour(0, 0.45), size: 5 },
      showlegend: false,
      ...axes,
    });
    if (row.pearson !== null)
      data.push(
        trend(
          points.map(({ ideal, competitive }) => [ideal, competitive]),
          axes,
        ),
      );
  }
  const ticks = { type: 'category' as const };
  const ratios = summary.map(({ ratio }) => String(ratio));
  const half = Math.max(1, Math.floor(columns / 2));
  const below = { row: 1, x: { title: 'α/τ', ...ticks } };
  const lows = summary.flatMap((row) =>
    METHODS.map(([method]) => row[`${method}Low`] ?? row[method] ?? 0),
  );
  const lowest = Math.min(0, ...lows) - 0.04;
  const correlations = axesOf(panels.length);
  panels.push({
    ...below,
    column: 0,
    span: half,
    title: 'correlation of R* with R, pooled',
    y: { title: 'correlation', range: [lowest, 1.02] },
  });
  for (const [index, [method, name]] of METHODS.entries()) {
    const values = summary.map((row) => ({
      y: row[method],
      low: row[`${method}Low`],
      high: row[`${method}High`],
    }));
    data.push({
      type: 'scatter',
      mode: 'lines+markers',
      name,
      x: ratios,
      y: values.map(({ y }) => y),
      error_y: errorBars(values),
      line: { color: colour(index) },
      legend: 'legend',
      ...correlations,
    });
  }
  const weights = axesOf(panels.length);
  panels.push({
    ...below,
    column: half,
    span: columns - half,
    title: 'weights kept for oneself; descents that converged',
    y: { title: 'fraction', range: [-0.04, 1.04] },
  });
  const diagonal = summary.map((row) => ({
    y: row.diagonal,
    low: row.diagonalLow,
    high: row.diagonalHigh,
  }));
  data.push(
    {
      type: 'scatter',
      mode: 'lines+markers',
      name: 'diagonal of W / total',
      x: ratios,
      y: diagonal.map(({ y }) => y),
      error_y: errorBars(diagonal),
      line: { color: colour(4) },
      legend: 'legend2',
      ...weights,
    },
    {
      type: 'scatter',
      mode: 'lines+markers',
      name: 'converged',
      x: ratios,
      y: summary.map(({ converged }) => converged),
      text: summary.map(
        ({ steps, nashGap, nashGapMax }) =>
          `mean steps ${steps}<br>Nash gap ${nashGap.toExponential(1)}, at most ${nashGapMax.toExponential(1)}`,
      ),
      hovertemplate: '%{y:.0%} converged<br>%{text}<extra></extra>',
      line: { color: colour(6), dash: 'dot' },
      legend: 'legend2',
      ...weights,
    },
  );
  const gap = Math.max(...summary.map(({ nashGapMax }) => nashGapMax));
  const caption =
    `${parameters.networks} simulated networks, the same at every α/τ: ${setting(parameters)}; ${stopping(parameters)}. ` +
    `Each point is a peer. r: Pearson correlation over all peers; intervals and bars: ${percent(parameters.confidence)} bootstrap over ` +
    `networks (${parameters.resamples} resamples); undefined where all ranks are equal. ` +
    `Largest Nash gap found: ${gap.toExponential(1)} in units of payoff. ${differences(parameters)} ${version(versions)}`;
  const legend = {
    orientation: 'v',
    bgcolor: 'rgba(255,255,255,0.7)',
    font: { size: 12 },
    yanchor: 'top',
  };
  return layOut(
    {
      title: 'Figure 4: what self-interested peers rank, against the ideal',
      caption,
      panels,
      rows: 2,
      columns,
      width: Math.max(880, 230 * columns),
      height: 560,
      gap: { x: 0.065, y: 0.2 },
      layout: {
        legend: {
          ...legend,
          x: half / columns - 0.07,
          xanchor: 'right',
          y: 0.02,
          yanchor: 'bottom',
        },
        legend2: { ...legend, x: 1, xanchor: 'right', y: 0.38 },
      },
    },
    data,
  );
}

function trend(points: number[][], axes: { xaxis: string; yaxis: string }): Trace {
  const { m, b } = linearRegression(points);
  const x = [
    Math.min(...points.map(([value]) => value)),
    Math.max(...points.map(([value]) => value)),
  ];
  return {
    type: 'scatter',
    mode: 'lines',
    x,
    y: x.map((value) => m * value + b),
    line: { color: colour(1), width: 2 },
    hoverinfo: 'skip',
    showlegend: false,
    ...axes,
  };
}
