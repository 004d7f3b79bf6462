/*
 * Axes: what Plotly draws of them, and what the layout depends on.
 */
import { GREY } from './colours.js';
import { type Axis, type AxisOutline, type Panel, type PanelOutline } from './composition.js';
import { type CellsMark, type Mark } from './marks.js';
import { textWidth, widest } from './text.js';
import { textsOf } from './traces.js';

/** An axis with its defaults filled in. */
export function axisOf(given: string | Axis): Axis {
  return typeof given === 'string' ? { label: given } : given;
}

/** The numbers of a panel's marks along an axis, ends of intervals included. */
export function numbersOf({ marks }: Panel, axis: 'x' | 'y'): number[] {
  return marks.flatMap((mark) => {
    if (mark.mark === 'cells') return [];
    const across = mark.mark === 'dot' && mark.across === true;
    return mark.points.flatMap((point) => {
      const ends = across === (axis === 'x') ? [point.low, point.high] : [];
      return [point[axis], ...ends].filter((value) => typeof value === 'number');
    });
  });
}

/** Both ends of a logarithmic axis, as exponents of ten. */
function decades({ range }: Axis, panel: Panel, axis: 'x' | 'y'): [number, number] {
  if (range) return [Math.log10(range[0]), Math.log10(range[1])];
  const found = numbersOf(panel, axis).filter((value) => value > 0);
  const [low, high] = found.length > 0 ? extent(found) : [1, 10];
  const [from, to] = [Math.log10(low), Math.log10(high)];
  const room = Math.max(0.08, 0.06 * (to - from));
  return [from - room, to + room];
}

function extent(values: readonly number[]): [number, number] {
  return values.reduce(
    ([low, high], value): [number, number] => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
}

function ends(axis: Axis, panel: Panel, name: 'x' | 'y'): Record<string, unknown> {
  const { type = 'linear', range, zero = false, reverse = false, categories } = axis;
  const flip = <T>([low, high]: readonly [T, T]): [T, T] => (reverse ? [high, low] : [low, high]);
  if (type === 'log') return { type, range: flip(decades(axis, panel, name)), exponentformat: 'e' };
  if (categories) return { range: flip([-0.5, categories.length - 0.5]) };
  if (range) return { range: flip(range) };
  return { ...(reverse && { autorange: 'reversed' }), ...(zero && { rangemode: 'tozero' }) };
}

/** Whether marks take an axis' categories as coordinates, and not the numbers of their places. */
function named(panel: Panel, name: 'x' | 'y'): boolean {
  return panel.marks.some((mark) =>
    mark.mark === 'cells'
      ? typeof (name === 'x' ? mark.columns : mark.rows)?.[0] === 'string'
      : mark.points.some((point) => typeof point[name] === 'string'),
  );
}

/** One axis of a panel as Plotly takes it; the layout adds its place and its labels. */
export function plotlyAxis(panel: Panel, name: 'x' | 'y', suffix: string): Record<string, unknown> {
  const axis = axisOf(panel[name]);
  const { categories, ticks, format } = axis;
  const cells = panel.marks.some(({ mark }) => mark === 'cells');
  return {
    anchor: `${name === 'x' ? 'y' : 'x'}${suffix}`,
    showline: true,
    linecolor: GREY,
    gridcolor: '#e8e8e8',
    showgrid: !cells,
    zeroline: false,
    ticks: 'outside',
    ticklen: 4,
    tickcolor: GREY,
    ...ends(axis, panel, name),
    ...(categories && named(panel, name) && { type: 'category', categoryarray: [...categories] }),
    ...(ticks && { tickvals: [...ticks], ticktext: ticks.map(String) }),
    ...(format !== undefined && { tickformat: format }),
  };
}

function axisOutline(panel: Panel, name: 'x' | 'y', cells: CellsMark | undefined): AxisOutline {
  const axis = axisOf(panel[name]);
  const { label, categories = [], ticks, type } = axis;
  const positions = named(panel, name) ? categories : categories.map((_, at) => at);
  const count = name === 'x' ? (cells?.values[0]?.length ?? 0) : (cells?.values.length ?? 0);
  const [low, high] = type === 'log' ? decades(axis, panel, name) : [0, count];
  return { label, labels: categories, ticks: positions, span: ticks ? 0 : high - low };
}

/** The parts of a panel that its layout depends on. */
export function panelOutline(panel: Panel): PanelOutline {
  const { title = '', height = 0, square = false } = panel;
  const cells = panel.marks.find((mark): mark is CellsMark => mark.mark === 'cells');
  const texts = cells?.format ? textsOf(cells).flat() : [];
  const columns = texts.length > 0 ? (cells?.values[0].length ?? 0) : 0;
  const text = widest(texts, 11, textWidth);
  const y = axisOutline(panel, 'y', cells);
  return {
    ...{ title, height, square, columns, widest: text },
    x: axisOutline(panel, 'x', cells),
    y: { ...y, label: y.label && `${axisOf(panel.y).reverse ? '↓' : '↑'} ${y.label}` },
    least: Math.max(140, columns * (text + 4)),
  };
}

/** The marks of cells of several panels that share one colour bar. */
export function sharingBar(panels: readonly Panel[]): CellsMark[] {
  return panels
    .flatMap(({ marks }): readonly Mark[] => marks)
    .filter((mark): mark is CellsMark => mark.mark === 'cells' && mark.bar !== undefined);
}
