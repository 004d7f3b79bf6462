import { type Choices } from './index.js';
import { percent, version } from '../../plot/caption.js';
import { hessiansDiffer } from '../../plot/market/caption.js';
import { setting, stopping } from '../market/caption.js';
import { type Figure, type Trace } from '../../plot/figure.js';
import { axesOf, colour, layOut, type Panel } from '../../plot/theme.js';

type ChoicesRow = Choices['tables']['summary'][number];

const QUANTITIES = [
  { title: 'correlation of R* with R, pooled', unit: 'Pearson r', range: [-0.5, 1.02] },
  { title: 'weights kept for oneself', unit: 'diagonal of W / total', range: [-0.02, 1.02] },
] as const;

/** The choices study: a line for each choice, a mark with its interval for each α/τ. */
export function plotChoices({ parameters, tables, versions }: Choices): Figure {
  const { ratios, hessians } = parameters;
  const labels = [...new Set(tables.summary.map(choiceLabel))];
  const data: Trace[] = [];
  const panels = QUANTITIES.map(({ title, unit, range }, column): Panel => ({
    row: 0,
    column,
    title,
    x: { title: unit, range: [...range] },
    y: {
      title: '',
      range: [labels.length - 0.5, -0.5],
      tickvals: labels.map((_, index) => index),
      ticktext: labels,
      showticklabels: column === 0,
    },
  }));
  for (const [column] of QUANTITIES.entries()) {
    for (const [index, ratio] of ratios.entries()) {
      const rows = tables.summary.filter((row) => row.ratio === ratio);
      const values = rows.map((row) =>
        column === 0
          ? { x: row.pearson, low: row.pearsonLow, high: row.pearsonHigh }
          : { x: row.diagonal, low: row.diagonalLow, high: row.diagonalHigh },
      );
      data.push({
        type: 'scatter',
        mode: 'markers',
        name: `α/τ = ${ratio}`,
        x: values.map(({ x }) => x),
        y: rows.map(
          (row) => labels.indexOf(choiceLabel(row)) + 0.16 * (index - (ratios.length - 1) / 2),
        ),
        error_x: {
          type: 'data',
          symmetric: false,
          array: values.map(({ x, high }) => (x === null || high === null ? 0 : high - x)),
          arrayminus: values.map(({ x, low }) => (x === null || low === null ? 0 : x - low)),
          thickness: 1.5,
          width: 3,
        },
        text: rows.map(
          (row) => `${choiceLabel(row)}, α/τ = ${row.ratio}<br>${percent(row.converged)} converged`,
        ),
        hovertemplate: '%{text}<br>%{x:.3f}<extra></extra>',
        marker: { color: colour(index), size: 7 },
        legendgroup: String(ratio),
        showlegend: column === 0,
        ...axesOf(column),
      });
    }
  }
  const given = hessians === 'trained' || hessians === 'measured';
  const caption =
    `Figure 4 with one open choice changed at a time; the default is ${setting(parameters)}. ${parameters.networks} networks; ` +
    `${stopping(parameters)}. Bars: ${percent(parameters.confidence)} bootstrap over networks; no mark where all ranks are equal. ` +
    `The choice of sparsity changes a column of the table, not this figure; the norm of inflation changes nothing here. ` +
    `${given ? `In the default ${hessiansDiffer(hessians)}. ` : ''}The paper states none of these choices. ${version(versions)}`;
  return layOut(
    {
      title: 'Figure 4 under each choice that the paper leaves open',
      caption,
      panels,
      rows: 1,
      columns: 2,
      width: 940,
      height: 60 + 44 * labels.length,
      gap: { x: 0.05, y: 0 },
      left: 170,
      layout: {
        legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.06, yanchor: 'bottom' },
      },
    },
    data,
  );
}

/** The label of a row of the choices study. */
export function choiceLabel({ choice, value }: ChoicesRow): string {
  return choice === 'default' ? 'as in figure 4' : `${choice}: ${value}`;
}
