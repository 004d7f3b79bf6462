/*
 * The look that all figures share: colours of Okabe and Ito (safe for the colour-blind), axes, panels side
 * by side, a title above and a caption below.
 */
import { type Figure, type Layout, type Trace } from './figure.js';

export const COLOURS = [
  '#0072B2',
  '#D55E00',
  '#009E73',
  '#CC79A7',
  '#E69F00',
  '#56B4E9',
  '#555555',
  '#F0E442',
] as const;

/** Colour `index` of the palette, again from the start after the last. */
export function colour(index: number, opacity = 1): string {
  const hex = COLOURS[index % COLOURS.length];
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return `rgba(${r},${g},${b},${opacity})`;
}

const FONT = { family: 'Arimo, Arial, Helvetica, sans-serif', size: 13, color: '#222222' };
const MARGIN = { left: 76, right: 24, top: 84 };
const LINE_HEIGHT = 16;

/** One panel of a figure: its place in a grid, its axes, its title. */
export interface Panel {
  readonly row: number;
  readonly column: number;
  /** How many columns it spans. Default 1. */
  readonly span?: number;
  readonly title: string;
  readonly x: Record<string, unknown> & { title: string };
  readonly y: Record<string, unknown> & { title: string };
}

export interface Grid {
  readonly title: string;
  /** Sentences below the figure. */
  readonly caption: string;
  readonly panels: readonly Panel[];
  readonly rows: number;
  readonly columns: number;
  /** Width and height of the whole grid without margins, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Free room between columns and between rows, as parts of the grid. */
  readonly gap: { readonly x: number; readonly y: number };
  /** Room left of the first column, in pixels. Default 76. */
  readonly left?: number;
  readonly layout?: Record<string, unknown>;
}

/** The names under which traces refer to panel `index`: `{ xaxis: 'x2', yaxis: 'y2' }`. */
export function axesOf(index: number): { xaxis: string; yaxis: string } {
  const suffix = index === 0 ? '' : String(index + 1);
  return { xaxis: `x${suffix}`, yaxis: `y${suffix}` };
}

function axis(given: Record<string, unknown> & { title: string }): Record<string, unknown> {
  const { title, ...rest } = given;
  return {
    title: { text: title, font: FONT },
    showline: true,
    linecolor: '#888888',
    gridcolor: '#eeeeee',
    zeroline: false,
    ticks: 'outside',
    tickcolor: '#888888',
    automargin: false,
    ...rest,
  };
}

/** Lays panels out in a grid with a title above and a caption below. */
export function layOut(grid: Grid, data: Trace[]): Figure {
  const { rows, columns, gap, left: room = MARGIN.left } = grid;
  const width = grid.width + room + MARGIN.right;
  const lines = wrap(grid.caption, Math.floor((width - 24) / 6));
  const bottom = 76 + LINE_HEIGHT * lines.length;
  const height = grid.height + MARGIN.top + bottom;
  const cell = { x: (1 - gap.x * (columns - 1)) / columns, y: (1 - gap.y * (rows - 1)) / rows };
  const axes: Record<string, unknown> = {};
  const annotations: Record<string, unknown>[] = [];
  for (const [index, panel] of grid.panels.entries()) {
    const suffix = index === 0 ? '' : String(index + 1);
    const left = panel.column * (cell.x + gap.x);
    const right = left + cell.x * (panel.span ?? 1) + gap.x * ((panel.span ?? 1) - 1);
    const top = 1 - panel.row * (cell.y + gap.y);
    axes[`xaxis${suffix}`] = { ...axis(panel.x), domain: [left, right], anchor: `y${suffix}` };
    axes[`yaxis${suffix}`] = {
      ...axis(panel.y),
      domain: [Math.max(0, top - cell.y), top],
      anchor: `x${suffix}`,
    };
    annotations.push(
      text(panel.title, {
        x: (left + right) / 2,
        y: top,
        xanchor: 'center',
        yanchor: 'bottom',
        yshift: 6,
      }),
    );
  }
  annotations.push(
    text(lines.join('<br>'), {
      x: 0,
      y: 0,
      xanchor: 'left',
      yanchor: 'top',
      xshift: 8 - room,
      yshift: -64,
      align: 'left',
      font: { ...FONT, size: 12, color: '#444444' },
    }),
  );
  const layout: Layout = {
    width,
    height,
    title: {
      text: grid.title,
      x: 0,
      xref: 'container',
      xanchor: 'left',
      pad: { l: 8, t: 14 },
      y: 1,
      yref: 'container',
      yanchor: 'top',
      font: { ...FONT, size: 17 },
    },
    font: FONT,
    margin: { l: room, r: MARGIN.right, t: MARGIN.top, b: bottom },
    paper_bgcolor: '#ffffff',
    plot_bgcolor: '#ffffff',
    hovermode: 'closest',
    annotations,
    ...axes,
    ...grid.layout,
  };
  return { data, layout };
}

function text(content: string, place: Record<string, unknown>): Record<string, unknown> {
  return {
    text: content,
    xref: 'paper',
    yref: 'paper',
    showarrow: false,
    font: { ...FONT, size: 13 },
    ...place,
  };
}

/** `content` in lines of at most `most` characters; `<…>` marks count as nothing. */
export function wrap(content: string, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of content.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && longer.replace(/<[^>]*>/g, '').length > most) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/** A line with a band of confidence around it, as two traces; points where `y` is null are left out. */
export function bandedLine(
  points: readonly { x: number; y: number | null; low: number | null; high: number | null }[],
  { index, name, ...trace }: { index: number; name: string } & Trace,
): Trace[] {
  const drawn = points.filter(({ y }) => y !== null);
  const banded = drawn.filter(({ low, high }) => low !== null && high !== null);
  return [
    {
      type: 'scatter',
      mode: 'lines',
      x: [...banded.map(({ x }) => x), ...banded.map(({ x }) => x).reverse()],
      y: [...banded.map(({ high }) => high), ...banded.map(({ low }) => low).reverse()],
      fill: 'toself',
      fillcolor: colour(index, 0.18),
      line: { width: 0 },
      hoverinfo: 'skip',
      ...trace,
      showlegend: false,
    },
    {
      type: 'scatter',
      mode: 'lines',
      name,
      x: drawn.map(({ x }) => x),
      y: drawn.map(({ y }) => y),
      line: { color: colour(index), width: 2 },
      ...trace,
    },
  ];
}

/** Asymmetric error bars from the ends of an interval; none where it is undefined. */
export function errorBars(
  values: readonly { y: number | null; low: number | null; high: number | null }[],
): Record<string, unknown> {
  return {
    type: 'data',
    symmetric: false,
    array: values.map(({ y, high }) => (y === null || high === null ? 0 : high - y)),
    arrayminus: values.map(({ y, low }) => (y === null || low === null ? 0 : y - low)),
    thickness: 1.5,
    width: 4,
  };
}

/** A logarithmic axis labelled at powers of ten from 1 to `last`, in plain numbers; every second one where `sparse`. */
export function decades(last: number, sparse = false): Record<string, unknown> {
  const most = Math.floor(Math.log10(last) + 1e-9);
  const exponents = Array.from({ length: most + 1 }, (_, at) => at).filter(
    (exponent) => !sparse || exponent % 2 === 0,
  );
  const tickvals = exponents.map((exponent) => 10 ** exponent);
  return { type: 'log', tickvals, ticktext: tickvals.map(String) };
}
