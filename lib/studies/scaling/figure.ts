import { type Scaling } from './index.js';
import { percent, version } from '../../plot/caption.js';
import { differences } from '../../plot/market/caption.js';
import { setting, stopping } from '../market/caption.js';
import { type Figure, type Trace } from '../../plot/figure.js';
import { axesOf, colour, errorBars, layOut, type Panel } from '../../plot/theme.js';

/**
 * The scaling study: correlation against the number of peers, a line for each temperature; below, what they keep for
 * themselves.
 */
export function plotScaling({ parameters, tables, versions }: Scaling): Figure {
  const { ratios, temperatures, peers } = parameters;
  const panels: Panel[] = [];
  const data: Trace[] = [];
  const rows = [
    {
      title: 'mean correlation within a network',
      unit: 'Pearson r of R* with R',
      range: [-1.02, 1.02],
    },
    { title: 'weights kept for oneself', unit: 'diagonal of W / total', range: [-0.04, 1.04] },
  ];
  for (const [row, { title, unit, range }] of rows.entries()) {
    for (const [column, ratio] of ratios.entries()) {
      const axes = axesOf(panels.length);
      panels.push({
        row,
        column,
        title: `<b>α/τ = ${ratio}</b>   ${title}`,
        x: { title: 'peers n', tickvals: peers },
        y: { title: column === 0 ? unit : '', range },
      });
      for (const [index, temperature] of temperatures.entries()) {
        const cells = tables.summary.filter(
          (cell) => cell.ratio === ratio && cell.temperature === temperature,
        );
        const values = cells.map((cell) =>
          row === 0
            ? { y: cell.pearsonMean, low: cell.pearsonMeanLow, high: cell.pearsonMeanHigh }
            : { y: cell.diagonal, low: cell.diagonalLow, high: cell.diagonalHigh },
        );
        data.push({
          type: 'scatter',
          mode: 'lines+markers',
          name: `T = ${temperature}`,
          x: cells.map((cell) => cell.peers),
          y: values.map(({ y }) => y),
          error_y: errorBars(values),
          text: cells.map((cell) => `${percent(cell.converged)} converged`),
          hovertemplate: `n = %{x}, T = ${temperature}<br>%{y:.3f}<br>%{text}<extra></extra>`,
          marker: {
            symbol: cells.map((cell) => (cell.converged < 1 ? 'circle-open' : 'circle')),
            size: 8,
          },
          line: { color: colour(index) },
          legendgroup: String(temperature),
          showlegend: row === 0 && column === 0,
          ...axes,
        });
      }
    }
  }
  const caption =
    `${parameters.networks} simulated networks for each n, the same at every T and α/τ: ` +
    `${setting({ ...parameters, temperature: temperatures })}; ${stopping(parameters)}. Bars: ${percent(parameters.confidence)} bootstrap over ` +
    `networks; a network whose ranks are all equal has no correlation and is left out. Open marks: not every network has ` +
    `converged, and its rank is that of the last step. ${differences(parameters)} The paper leaves the number of participants to a follow-up. ${version(versions)}`;
  return layOut(
    {
      title: 'Scaling: the ranking’s accuracy against the number of peers and the temperature',
      caption,
      panels,
      rows: 2,
      columns: ratios.length,
      width: Math.max(880, 330 * ratios.length),
      height: 560,
      gap: { x: 0.08, y: 0.2 },
      layout: { legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.07, yanchor: 'bottom' } },
    },
    data,
  );
}
