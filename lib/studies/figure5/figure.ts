import { type Figure5 } from './index.js';
import { number, percent, version } from '../../plot/caption.js';
import { differences } from '../../plot/market/caption.js';
import { setting } from '../market/caption.js';
import { type Figure, type Trace } from '../../plot/figure.js';
import { axesOf, bandedLine, colour, layOut, type Panel } from '../../plot/theme.js';

type TrajectoryRow = Figure5['tables']['trajectories'][number];

const QUANTITIES = [
  { name: 'sparsity', title: 'sparsity of W', unit: 'sparsity' },
  { name: 'inflation', title: 'inflation τ', unit: 'τ (α = 1)' },
  { name: 'correlation', title: 'accuracy of the ranking', unit: 'Pearson r of R* with R' },
] as const;

/** Figure 5: sparsity, adaptive inflation and the ranking's accuracy along the descent. */
export function plotFigure5({ parameters, tables, versions }: Figure5): Figure {
  const { alpha, target, sparsity, steps, gain, networks } = parameters;
  const data: Trace[] = [];
  const panels = QUANTITIES.map(({ title, unit }, column): Panel => {
    const what =
      column === 0
        ? `${unit} (${sparsity === 'ratio' ? 'diagonal/rest' : 'diagonal/total'})`
        : unit;
    return {
      row: 0,
      column,
      title,
      x: { title: 'step of descent', range: [0, steps], nticks: 6 },
      y: {
        title: column === 1 ? `τ (α = ${alpha})` : what,
        ...(column === 2 ? { range: [-1.02, 1.02] } : { rangemode: 'tozero' }),
      },
    };
  });
  for (const [index, { name }] of QUANTITIES.entries()) {
    const axes = axesOf(index);
    data.push(single(tables.trajectories, name, networks, axes));
    const points = tables.steps.map((row) => ({
      x: row.step,
      y: row[name],
      low: row[`${name}Low`],
      high: row[`${name}High`],
    }));
    data.push(...bandedLine(points, { index: 0, name: 'mean', showlegend: index === 0, ...axes }));
  }
  data.push({
    type: 'scatter',
    mode: 'lines',
    name: 'target',
    x: [0, steps],
    y: [target, target],
    line: { color: colour(1), dash: 'dash', width: 1.5 },
    hoverinfo: 'skip',
    ...axesOf(0),
  });
  const last = tables.steps[tables.steps.length - 1];
  const settled = tables.summary.filter((row) => row.settled !== null).length;
  const caption =
    `${networks} simulated networks: ${setting(parameters)}; α = ${alpha}, τ₀ = 0, and after each step ` +
    `τ ← max(0, τ + ${gain}·(${target} − sparsity)). Thin lines: single networks; thick: their mean with a ` +
    `${percent(parameters.confidence)} bootstrap band. At the last step sparsity ${number(last.sparsity)}, τ ${number(last.inflation, 3)}, ` +
    `r ${number(last.correlation)} on average; ${settled} of ${networks} networks stay within 5 % of the target from some step on. ` +
    `${differences(parameters)} The paper shows one network without a rank correlation. ${version(versions)}`;
  return layOut(
    {
      title: 'Figure 5: inflation adapts until the weights are as sparse as wanted',
      caption,
      panels,
      rows: 1,
      columns: 3,
      width: 1020,
      height: 300,
      gap: { x: 0.1, y: 0 },
      layout: {
        legend: {
          x: 0.275,
          xanchor: 'right',
          y: 0.98,
          yanchor: 'top',
          bgcolor: 'rgba(255,255,255,0.8)',
        },
      },
    },
    data,
  );
}

/** All single networks as one trace, lines parted by gaps. */
function single(
  rows: readonly TrajectoryRow[],
  name: (typeof QUANTITIES)[number]['name'],
  networks: number,
  axes: { xaxis: string; yaxis: string },
): Trace {
  const x: (number | null)[] = [];
  const y: (number | null)[] = [];
  for (let network = 0; network < networks; network++) {
    for (const row of rows.filter((candidate) => candidate.network === network)) {
      x.push(row.step);
      y.push(row[name]);
    }
    x.push(null);
    y.push(null);
  }
  return {
    type: 'scatter',
    mode: 'lines',
    name: 'single networks',
    x,
    y,
    line: { color: 'rgba(120,120,120,0.35)', width: 0.8 },
    hoverinfo: 'skip',
    showlegend: name === 'sparsity',
    ...axes,
  };
}
