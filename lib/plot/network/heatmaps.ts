import { type Network } from '../../network/index.js';
import { networkCaption, sentences } from '../caption.js';
import { cells, compose, rowsOf, type Panel } from '../compose/index.js';
import { type Figure } from '../figure.js';
import { type NetworkFigureOptions } from './network.js';
import {
  checkOptions,
  each,
  fields,
  integer,
  maybe,
  network as networkOf,
  NETWORK_OPTIONS,
  numbers,
  text,
} from '../checks.js';

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

const heatmap = fields({
  ...{ title: text, unit: text, values: numbers, columns: integer(1) },
  ...{ axes: maybe(each(text, 1)), digits: maybe(integer(0, 100)) },
});

/** Matrices of a network side by side, each with colours from its own least to its own largest value. */
export function plotNetworkHeatmaps(
  network: Network,
  matrices: readonly HeatmapPanel[],
  options: NetworkFigureOptions = {},
): Figure {
  const where = 'plotNetworkHeatmaps';
  networkOf(where, 'network', network);
  each(heatmap, 1)(where, 'matrices', matrices);
  checkOptions(where, options, NETWORK_OPTIONS);
  const { title = 'Matrices of a network', note = '' } = options;
  const panels = matrices.map(({ title: name, unit, values, columns, digits, axes }): Panel => ({
    title: `${name}: ${unit}`,
    x: axes?.[0] ?? 'peer j',
    y: { label: axes?.[1] ?? 'peer i', reverse: true },
    square: true,
    marks: [
      cells(rowsOf(values, columns), {
        name,
        ...(digits !== undefined && { format: (value: number) => value.toFixed(digits) }),
      }),
    ],
  }));
  return compose({
    title,
    rows: [panels],
    caption: networkCaption(
      network,
      sentences(note, 'Colours: from the least to the largest value of each panel.'),
    ),
  });
}
