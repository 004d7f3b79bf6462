/*
 * A table of numbers as coloured cells with their values written in: a surface that needs no third dimension.
 */
import { type Trace } from './figure.js';

/** Sky blue, white, orange of Okabe and Ito's palette: light enough for what is written in. */
const DIVERGING = [
  [0, '#56B4E9'],
  [0.5, '#ffffff'],
  [1, '#E69F00'],
] as const;

/** White to blue. */
const RISING = [
  [0, '#ffffff'],
  [1, '#56B4E9'],
] as const;

export interface Cells {
  readonly x: readonly string[];
  readonly y: readonly string[];
  /** A row for each y; null is left white. */
  readonly z: readonly (readonly (number | null)[])[];
  /** The text of a cell. */
  readonly format: (value: number) => string;
  /** Ends of the colours; of both signs: blue below 0, orange above. Default: from the values. */
  readonly range?: readonly [number, number];
  /** Values of both signs. Default false. */
  readonly signed?: boolean;
  /** Cells left without colour, their values in doubt. Default: none. */
  readonly plain?: readonly (readonly boolean[])[];
  /** The colour of a value, where it is not the value itself: its logarithm, say. */
  readonly shade?: (value: number) => number;
}

/** The cells as one heatmap on the axes given; both axes are categories. */
export function heat(
  { x, y, z, format, range, signed = false, plain = [], shade = (value) => value }: Cells,
  axes: { xaxis: string; yaxis: string },
): Trace {
  const shades = z.map((row, i) =>
    row.map((value, j) => (value === null ? null : plain[i]?.[j] ? 0 : shade(value))),
  );
  const known = shades.flat().filter((value) => value !== null);
  const most = Math.max(...known.map(Math.abs), Number.MIN_VALUE);
  const [low, high] = range ?? (signed ? [-most, most] : [Math.min(...known), Math.max(...known)]);
  return {
    type: 'heatmap',
    x: [...x],
    y: [...y],
    z: shades,
    zmin: low,
    zmax: high > low ? high : low + 1,
    colorscale: signed ? DIVERGING : RISING,
    xgap: 1,
    ygap: 1,
    showscale: false,
    text: z.map((row) => row.map((value) => (value === null ? '–' : format(value)))),
    texttemplate: '%{text}',
    textfont: { size: 11, color: '#222222' },
    hovertemplate: '%{y}, %{x}<br>%{text}<extra></extra>',
    ...axes,
  };
}
