import { type Network } from '../../network/index.js';
import { titleWithUnit } from '../market/beside.js';
import { type Figure, type Trace } from '../figure.js';
import { axesOf, layOut, type Panel } from '../theme.js';
import { networkCaption, type NetworkFigureOptions } from './network.js';

/** A matrix as a panel of colours, values that are not finite left blank. */
export interface HeatmapPanel {
  readonly title: string;
  /** The meaning of a value, below the title. */
  readonly unit: string;
  /** [rows, columns], row-major. */
  readonly values: ArrayLike<number>;
  readonly columns: number;
  /** Titles of columns and rows. Default `peer j` and `peer i`. */
  readonly axes?: readonly [columns: string, rows: string];
  /** Decimals of the numbers written into the cells; none written where left out. */
  readonly digits?: number;
}

const SIDE = 250;
const GAP = 66;
const COLOURS = 'Colours: from the least to the largest value of each panel.';

/** Matrices of a network side by side, each with colours from its own least to its own largest value. */
export function plotNetworkHeatmaps(
  network: Network,
  matrices: readonly HeatmapPanel[],
  { title = 'Who asks whom', note }: NetworkFigureOptions = {},
): Figure {
  const panels = matrices.map(({ title: name, unit, axes }, column): Panel => {
    const [columnTitle, rowTitle] = axes ?? ['peer j', 'peer i'];
    return {
      row: 0,
      column,
      title: titleWithUnit(name, unit),
      x: { title: columnTitle, dtick: 1, showgrid: false },
      y: {
        title: column === 0 ? rowTitle : '',
        autorange: 'reversed',
        dtick: 1,
        showgrid: false,
      },
    };
  });
  const data = matrices.map(({ title: name, values, columns, digits }, index): Trace => {
    const z = rowsOfCells(values, columns);
    return {
      type: 'heatmap',
      name,
      z,
      colorscale: 'Viridis',
      showscale: false,
      hovertemplate: `${name}<br>row %{y}, column %{x}: %{z}<extra></extra>`,
      ...(digits !== undefined && {
        text: z.map((row) => row.map((value) => (value === null ? '' : written(value, digits)))),
        texttemplate: '%{text}',
        textfont: { size: 10 },
      }),
      ...axesOf(index),
    };
  });
  const count = matrices.length;
  const width = count * SIDE + (count - 1) * GAP;
  return layOut(
    {
      title,
      caption: networkCaption(network, [note, COLOURS].filter((part) => part).join(' ')),
      panels,
      rows: 1,
      columns: count,
      width,
      height: SIDE,
      gap: { x: GAP / width, y: 0 },
    },
    data,
  );
}

/** A number with so many decimals; a zero has no sign. */
function written(value: number, digits: number): string {
  return value.toFixed(digits).replace(/^-(?=[0.]+$)/, '');
}

function rowsOfCells(values: ArrayLike<number>, columns: number): (number | null)[][] {
  const cells = Array.from(values, (value) => (Number.isFinite(value) ? value : null));
  return Array.from({ length: cells.length / columns }, (_, row) =>
    cells.slice(row * columns, (row + 1) * columns),
  );
}
