import { type Choices } from './index.js';
import { choiceLabel } from './figure.js';
import { percent, version } from '../../plot/caption.js';
import { setting, stopping } from '../market/caption.js';
import { type Figure, type Trace } from '../../plot/figure.js';
import { axesOf, colour, layOut, type Panel } from '../../plot/theme.js';

/** Smaller Nash gaps are rounding: they are drawn here. */
const FLOOR = 1e-16;

/** The choices study once more: how well each choice ranks, beside how far it is from an equilibrium. */
export function plotStability({ parameters, tables, versions }: Choices): Figure {
  const { ratios } = parameters;
  const labels = [...new Set(tables.summary.map(choiceLabel))];
  const quantities = [
    { title: 'correlation of R* with R, pooled', x: { title: 'Pearson r', range: [-0.05, 1.05] } },
    {
      title: 'mean Nash gap: 0 at an equilibrium',
      x: {
        title: 'units of stake',
        type: 'log',
        dtick: 4,
        exponentformat: 'e',
        range: [Math.log10(FLOOR) - 0.7, 0.5],
      },
    },
  ];
  const panels = quantities.map(({ title, x }, column): Panel => ({
    row: 0,
    column,
    title,
    x,
    y: {
      title: '',
      range: [labels.length - 0.5, -0.5],
      tickvals: labels.map((_, index) => index),
      ticktext: labels,
      showticklabels: column === 0,
    },
  }));
  const data = quantities.flatMap((_, column) =>
    ratios.map((ratio, index): Trace => {
      const rows = tables.summary.filter((row) => row.ratio === ratio);
      return {
        type: 'scatter',
        mode: 'markers',
        name: `α/τ = ${ratio}`,
        x: rows.map((row) => (column === 0 ? row.pearson : Math.max(FLOOR, row.nashGap))),
        y: rows.map(
          (row) => labels.indexOf(choiceLabel(row)) + 0.16 * (index - (ratios.length - 1) / 2),
        ),
        text: rows.map((row) => `${choiceLabel(row)}, α/τ = ${row.ratio}`),
        hovertemplate: `%{text}<br>%{x:${column === 0 ? '.3f' : '.1e'}}<extra></extra>`,
        marker: { color: colour(index), size: 9 },
        legendgroup: String(ratio),
        showlegend: column === 0 && ratios.length > 1,
        ...axesOf(column),
      };
    }),
  );
  const mean = (1 / parameters.peers).toPrecision(2);
  const caption =
    `Figure 4 at α/τ = ${ratios.join(', ')} with one open choice changed at a time; the default is ${setting(parameters)}. ${parameters.networks} networks; ${stopping(parameters)}. ` +
    `No mark on the left where all ranks are equal. The Nash gap is the most that any peer gains by changing its row alone, a lower bound; with stake 1 the mean rank is ${mean}. ` +
    `Gaps below ${FLOOR} are drawn there. The paper states none of these choices. Intervals, ${percent(parameters.confidence)}, are in the table. ${version(versions)}`;
  return layOut(
    {
      title: 'A good ranking is not always an equilibrium',
      caption,
      panels,
      rows: 1,
      columns: 2,
      width: 940,
      height: 60 + 32 * labels.length,
      gap: { x: 0.05, y: 0 },
      left: 170,
      layout: { legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.06, yanchor: 'bottom' } },
    },
    data,
  );
}
