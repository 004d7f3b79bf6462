/*
 * What a figure shows, as words and as a table, read from its traces.
 */
import { titleOf, type Figure, type Trace } from './figure.js';
import { type Cell } from './output/table.js';

/** One value of a figure. */
export type FigureRow = {
  /** The title of its panel, without marks. */
  panel: string;
  /** The name of its series. */
  series: string;
  x: Cell;
  y: Cell;
  /** Ends of the interval; null without one. */
  low: number | null;
  high: number | null;
  /** The value of a cell; null for points and lines. */
  value: Cell;
};

const plain = (text: unknown): string =>
  (typeof text === 'string' ? text : '')
    .replaceAll('<br>', ', ')
    .replace(/<[^>]*>/g, '')
    .trim();

const cell = (value: unknown): Cell =>
  typeof value === 'number'
    ? Number.isFinite(value)
      ? value
      : null
    : typeof value === 'string' || typeof value === 'boolean'
      ? value
      : null;

const list = (values: unknown): unknown[] =>
  ArrayBuffer.isView(values)
    ? Array.from(values as unknown as ArrayLike<unknown>)
    : Array.isArray(values)
      ? (values as unknown[])
      : [];

/** The title of the panel that a trace is drawn in. */
function panelOf({ layout }: Figure, trace: Trace): string {
  const suffix = typeof trace.xaxis === 'string' ? trace.xaxis.slice(1) : '';
  const { domain: across } = (layout[`xaxis${suffix}`] ?? {}) as { domain?: [number, number] };
  const { domain: up } = (layout[`yaxis${suffix}`] ?? {}) as { domain?: [number, number] };
  if (!across || !up) return '';
  const notes = (layout.annotations ?? []) as { text: string; x: number; y: number }[];
  const centre = (across[0] + across[1]) / 2;
  const found = notes.find(({ x, y }) => Math.abs(x - centre) < 1e-6 && Math.abs(y - up[1]) < 1e-6);
  return plain(found?.text);
}

/** The values that a figure shows, trace after trace; bands of confidence are the intervals of their lines. */
export function tableOf(figure: Figure): FigureRow[] {
  return figure.data.flatMap((trace) => {
    if (trace.hoverinfo === 'skip' && trace.fill === 'toself') return [];
    const place = { panel: panelOf(figure, trace), series: plain(trace.name) };
    if (trace.type === 'heatmap') return cellRows(trace, place);
    const [xs, ys] = [list(trace.x), list(trace.y)];
    const error = (trace.error_y ?? trace.error_x ?? {}) as {
      array?: unknown;
      arrayminus?: unknown;
    };
    const across = trace.error_y === undefined && trace.error_x !== undefined;
    const [above, below] = [list(error.array), list(error.arrayminus)];
    return ys.map((y, at) => {
      const centre = across ? xs[at] : y;
      const end = (size: unknown, sign: number): number | null =>
        typeof size === 'number' && typeof centre === 'number' ? centre + sign * size : null;
      return {
        ...place,
        x: cell(xs.length > 0 ? xs[at] : at),
        y: cell(y),
        low: end(below.length > 0 ? below[at] : above[at], -1),
        high: end(above[at], 1),
        value: null,
      };
    });
  });
}

function cellRows(trace: Trace, place: Pick<FigureRow, 'panel' | 'series'>): FigureRow[] {
  const [xs, ys, texts] = [list(trace.x), list(trace.y), list(trace.text)];
  return list(trace.z).flatMap((row, i) =>
    list(row).map((value, j) => ({
      ...place,
      x: cell(xs.length > 0 ? xs[j] : j),
      y: cell(ys.length > 0 ? ys[i] : i),
      ...{ low: null, high: null },
      value: texts.length > 0 ? cell(list(texts[i])[j]) : cell(value),
    })),
  );
}

/** A figure in words, as its text alternative: its title, its panels, axes and series, and its caption. */
export function alternativeText(figure: Figure): string {
  const notes = ((figure.layout.annotations ?? []) as { text: string; align?: string }[]).map(
    ({ text, align }) => ({ text: plain(text), caption: align === 'left' }),
  );
  const panels = notes.filter(({ caption, text }) => !caption && text !== '');
  const names = [
    ...new Set(figure.data.map(({ name }) => plain(name)).filter((name) => name !== '')),
  ];
  const axes = Object.entries(figure.layout)
    .filter(([name]) => /^[xy]axis\d*$/.test(name))
    .map(([, axis]) => plain((axis as { title?: { text?: string } }).title?.text));
  const said = [
    titleOf(figure) || 'Figure',
    panels.length > 0 ? `Panels: ${panels.map(({ text }) => text).join('; ')}` : '',
    [...new Set(axes)].filter((text) => text !== '').length > 0
      ? `Axes: ${[...new Set(axes)].filter((text) => text !== '').join(', ')}`
      : '',
    names.length > 0 && names.length <= 12 ? `Series: ${names.join(', ')}` : '',
    ...notes
      .filter(({ caption }) => caption)
      .map(({ text }) => text.replaceAll(' , ', ' ').replaceAll(', ', ', ')),
  ];
  return said.filter((part) => part !== '').join('. ');
}
