/*
 * Marks with intervals and lines with intervals, as all studies of dishonest peers draw them.
 */
import { type Trace } from './figure.js';
import { colour, errorBars } from './theme.js';

/** A value with its interval. */
export interface Mark {
  readonly x: number | string;
  readonly y: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** `y`, `low` and `high` of a row's cell and its interval. */
export function intervalOf(row: object, name: string): Pick<Mark, 'y' | 'low' | 'high'> {
  const cells = row as Record<string, number | null>;
  return { y: cells[name], low: cells[`${name}Low`], high: cells[`${name}High`] };
}

/** Points with error bars, joined by a line where `mode` says so. */
export function marked(
  points: readonly Mark[],
  {
    index,
    name,
    mode = 'lines+markers',
    dash = 'solid',
    ...trace
  }: { index: number; name: string; mode?: string; dash?: string } & Trace,
): Trace {
  return {
    type: 'scatter',
    mode,
    name,
    x: points.map(({ x }) => x),
    y: points.map(({ y }) => y),
    error_y: errorBars(points),
    line: { color: colour(index), width: 2, dash },
    marker: { color: colour(index), size: 7 },
    hovertemplate: `${name}<br>%{x}<br>%{y:.4g}<extra></extra>`,
    legendgroup: name,
    ...trace,
  };
}
