/*
 * Marks as Plotly traces.
 */
import { type Trace } from '../figure.js';
import { colourOf, SCALES, SERIES, translucent } from './colours.js';
import {
  type BarMark,
  type CellsMark,
  type DotMark,
  type LineMark,
  type Mark,
  type Point,
  type TextMark,
} from './marks.js';

/** The traces of a mark in a colour, without axes, legend and visibility. */
export function tracesOf(mark: Mark, colour: number | 'grey'): Trace[] {
  switch (mark.mark) {
    case 'line':
      return lineTraces(mark, colour);
    case 'rule':
      return lineTraces({ dash: 'dash', width: 1.5, ...mark, mark: 'line' }, colour);
    case 'dot':
      return [dotTrace(mark, colour)];
    case 'bar':
      return [barTrace(mark, colour)];
    case 'text':
      return [textTrace(mark)];
    case 'cells':
      return [cellsTrace(mark)];
  }
}

const scatter = { type: 'scatter', cliponaxis: false } as const;

/** A coordinate as Plotly leaves it blank where it is not finite. */
function known<T>(value: T): T | null {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

function places(points: readonly Point[]): Pick<Trace, 'x' | 'y'> {
  return { x: points.map(({ x }) => known(x)), y: points.map(({ y }) => known(y)) };
}

/** The text on hovering: the series, the label of the point, its place. */
function hover({ name, points }: { name?: string; points: readonly Point[] }): Trace {
  const labelled = points.some(({ label }) => label !== undefined);
  const number = (axis: 'x' | 'y'): string =>
    points.some((point) => typeof point[axis] === 'string') ? `%{${axis}}` : `%{${axis}:.4g}`;
  const lines = [name, labelled && '%{text}', `${number('x')}, ${number('y')}`];
  return {
    ...(labelled && { text: points.map(({ label }) => label ?? '') }),
    hovertemplate: `${lines.filter((part) => part).join('<br>')}<extra></extra>`,
  };
}

function lineTraces(mark: LineMark, colour: number | 'grey'): Trace[] {
  const { points, name, dots = false, dash, width = 2, opacity = 1 } = mark;
  const shown = colourOf(colour);
  const again = typeof colour === 'number' && colour >= SERIES ? 'dot' : 'solid';
  const main: Trace = {
    ...scatter,
    mode: dots ? 'lines+markers' : 'lines',
    ...(name !== undefined && { name }),
    ...places(points),
    line: { color: shown, width, dash: dash ?? again },
    opacity,
    ...(dots && { marker: markers(points, shown, 7), ...bars(points, 'y') }),
    ...hover(mark),
  };
  const banded = points.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  if (dots || banded.length === 0) return [main];
  const back = [...banded].reverse();
  const band: Trace = {
    ...scatter,
    mode: 'lines',
    x: [...banded, ...back].map(({ x }) => known(x)),
    y: [...banded.map(({ high }) => high), ...back.map(({ low }) => low)],
    fill: 'toself',
    fillcolor: translucent(shown, 0.18),
    line: { width: 0 },
    hoverinfo: 'skip',
  };
  return [band, main];
}

function dotTrace(mark: DotMark, colour: number | 'grey'): Trace {
  const { points, name, size = 7, symbol, opacity = 1, across = false } = mark;
  return {
    ...scatter,
    mode: 'markers',
    ...(name !== undefined && { name }),
    ...places(points),
    marker: { ...markers(points, colourOf(colour), size, symbol), opacity },
    ...bars(points, across ? 'x' : 'y'),
    ...hover(mark),
  };
}

function markers(points: readonly Point[], color: string, size: number, shape = 'circle'): Trace {
  const rings = points.some(({ open }) => open === true);
  const symbol = rings ? points.map(({ open }) => (open ? `${shape}-open` : shape)) : shape;
  return { color, size, symbol };
}

/** Bars from the ends of intervals; none where no point has one. */
function bars(points: readonly Point[], axis: 'x' | 'y'): Trace {
  const lengths = points.map(({ low, high, [axis]: value }) =>
    typeof value === 'number' && typeof low === 'number' && typeof high === 'number'
      ? [known(value - low), known(high - value)]
      : [0, 0],
  );
  if (lengths.every(([below, above]) => below === 0 && above === 0)) return {};
  return {
    [`error_${axis}`]: {
      type: 'data',
      symmetric: false,
      array: lengths.map(([, above]) => above),
      arrayminus: lengths.map(([below]) => below),
      thickness: 1.5,
      width: 3,
    },
  };
}

function barTrace(mark: BarMark, colour: number | 'grey'): Trace {
  const { points, name, opacity = 1 } = mark;
  return {
    type: 'bar',
    ...(name !== undefined && { name }),
    ...places(points),
    marker: { color: colourOf(colour), opacity },
    ...hover(mark),
    textposition: 'none',
  };
}

function textTrace({ points, at = 'top' }: TextMark): Trace {
  return {
    ...scatter,
    mode: 'markers+text',
    // Keeps the text clear of the dot that it labels.
    marker: { size: 10, color: 'rgba(0,0,0,0)' },
    ...places(points),
    text: points.map(({ label }) => label ?? ''),
    textposition: `top ${at === 'top' ? 'center' : at === 'left' ? 'left' : 'right'}`,
    textfont: { size: 11, color: '#777777' },
    hoverinfo: 'skip',
  };
}

/** The number that the colour of a cell shows; null: no colour. */
export function shadesOf({ values, shade, doubtful }: CellsMark): (number | null)[][] {
  return values.map((row, i) =>
    row.map((value, j) => {
      if (value === null || !Number.isFinite(value)) return null;
      if (doubtful?.[i]?.[j]) return 0;
      return known(shade ? shade(value) : value);
    }),
  );
}

/** The ends of the colours of several marks of cells: as declared, or from their values. */
export function rangeOf(marks: readonly CellsMark[]): [number, number] {
  const declared = marks.find(({ range }) => range)?.range;
  if (declared) return [declared[0], declared[1]];
  let [low, high] = [Infinity, -Infinity];
  for (const value of marks.flatMap((mark) => shadesOf(mark).flat())) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const [{ scale, middle = 0 }] = marks;
  // No cell has a value.
  if (low > high) return [middle - 0.5, middle + 0.5];
  if (scale === 'diverging') {
    const far = Math.max(Math.abs(low - middle), Math.abs(high - middle));
    [low, high] = [middle - far, middle + far];
  }
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}

function cellsTrace(mark: CellsMark): Trace {
  const { rows, columns, name, format, scale = 'sequential', bar } = mark;
  const [zmin, zmax] = rangeOf([mark]);
  return {
    type: 'heatmap',
    ...(name !== undefined && { name }),
    ...(columns && { x: [...columns] }),
    ...(rows && { y: [...rows] }),
    z: shadesOf(mark),
    ...(bar === undefined
      ? { zmin, zmax, colorscale: SCALES[scale], showscale: false }
      : { coloraxis: 'coloraxis' }),
    xgap: 1,
    ygap: 1,
    ...(format && { text: textsOf(mark), texttemplate: '%{text}' }),
    hovertemplate: `%{y}, %{x}<br>%{${format ? 'text' : 'z:.4g'}}<extra></extra>`,
  };
}

/** The texts of cells; nothing where there is no value, and no sign before a zero. */
export function textsOf({ values, format = String }: CellsMark): string[][] {
  return values.map((row) =>
    row.map((value) =>
      value === null || !Number.isFinite(value)
        ? ''
        : format(value).replace(/^[-+](?=[0.]+\D*$)/, ''),
    ),
  );
}
