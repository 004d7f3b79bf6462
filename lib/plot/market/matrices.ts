import { type Allocation, type Market, type RandomMarketParameters } from '../../market/index.js';
import { type Figure, type Trace } from '../figure.js';
import { marketCaption, marketSetting, type MarketFigureOptions, type Varied } from './caption.js';
import { withSlider } from '../slider.js';
import { axesOf, layOut, type Panel } from '../theme.js';

/** An [n, n] matrix under a label. */
export interface LabelledMatrix {
  readonly label: string;
  /** [n, n], row-major. */
  readonly values: Float64Array;
}

export interface MatricesOptions extends MarketFigureOptions {
  readonly title: string;
  /** The meaning of a value, beside the colours. */
  readonly unit: string;
  /** The differences from the paper: a sentence, or the parameters of the sampled market. */
  readonly differs: string | RandomMarketParameters;
  /** Shows one matrix at a time under a slider of this name; left out, they stand side by side. */
  readonly slider?: string;
  /** The step of the slider shown first. Default 0. */
  readonly active?: number;
  /** The ends of the colours. Default: the least and the largest value of all. */
  readonly range?: readonly [least: number, most: number];
  /** The value with no colour, for values of both signs. */
  readonly middle?: number;
  /** Titles of columns and rows. Default `peer j` and `peer i`. */
  readonly axes?: readonly [columns: string, rows: string];
  /** Parameters that the figure varies itself. */
  readonly varied?: readonly Varied[];
}

/** Matrices of a market as heatmaps of one colour scale: weights, masks, what a Hessian's diagonal says. */
export function plotMatrices(
  market: Allocation & Partial<Market>,
  matrices: readonly LabelledMatrix[],
  options: MatricesOptions,
): Figure {
  const { title, unit, differs, slider, active = 0, range, middle, sampled, note = '' } = options;
  const [columnTitle, rowTitle] = options.axes ?? ['peer j', 'peer i'];
  const [least, most] = range ?? ends(matrices);
  const columns = slider === undefined ? matrices.length : 1;
  const panels = Array.from({ length: columns }, (_, column): Panel => ({
    row: 0,
    column,
    title: slider === undefined ? matrices[column].label : '',
    x: { title: columnTitle, dtick: step(matrices[column].values), showgrid: false },
    y: {
      title: column === 0 ? rowTitle : '',
      autorange: 'reversed',
      dtick: step(matrices[column].values),
      showgrid: false,
    },
  }));
  const data = matrices.map(({ label, values }, index): Trace => {
    const n = Math.sqrt(values.length);
    return {
      type: 'heatmap',
      name: label,
      z: Array.from({ length: n }, (_, i) => Array.from(values.subarray(i * n, (i + 1) * n))),
      zmin: least,
      zmax: most,
      ...(middle === undefined
        ? { colorscale: 'Viridis' }
        : { colorscale: DIVERGING, zmid: middle }),
      hovertemplate: 'i = %{y}, j = %{x}<br>%{z:.4f}<extra></extra>',
      showscale: slider !== undefined || index === columns - 1,
      colorbar: { title: { text: unit, side: 'top' }, thickness: 14, outlinewidth: 0, x: 1.01 },
      ...axesOf(slider === undefined ? index : 0),
    };
  });
  const side = columns === 1 ? 340 : 270;
  const figure = layOut(
    {
      title,
      caption: marketCaption(note, marketSetting(market, sampled, options.varied), differs),
      panels,
      rows: 1,
      columns,
      width: columns === 1 ? 560 : columns * side + (columns - 1) * 60,
      height: side,
      gap: { x: columns === 1 ? 0 : 60 / (columns * side + (columns - 1) * 60), y: 0 },
    },
    data,
  );
  const margin = figure.layout.margin as Record<string, number>;
  const layout = {
    ...figure.layout,
    width: figure.layout.width + 70,
    margin: { ...margin, r: 94 },
  };
  if (slider === undefined) return { data, layout };
  return withSlider(
    { data, layout },
    {
      name: slider,
      labels: matrices.map(({ label }) => label),
      active,
      steps: matrices.map((_, index) => index),
    },
  );
}

/** Blue, white, vermilion: both ends of Okabe and Ito's palette. */
const DIVERGING = [
  [0, '#0072B2'],
  [0.5, '#ffffff'],
  [1, '#D55E00'],
] as const;

function ends(matrices: readonly LabelledMatrix[]): [number, number] {
  const values = matrices.flatMap((matrix) => Array.from(matrix.values));
  return [Math.min(...values), Math.max(...values)];
}

function step(values: Float64Array): number {
  return Math.max(1, Math.round(Math.sqrt(values.length) / 10));
}
