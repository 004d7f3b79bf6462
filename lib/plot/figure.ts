import { type Composition, type Outline } from './compose/composition.js';

/** A Plotly trace: plain data, see the Plotly reference. */
export type Trace = Record<string, unknown>;

/** A Plotly layout with the size that its panels and caption were laid out for. */
export type Layout = Record<string, unknown> & { width: number; height: number };

/** A Plotly figure as plain data: `Plotly.newPlot(element, figure)` draws it. */
export interface Figure {
  readonly data: Trace[];
  readonly layout: Layout;
  /** The states that sliders and buttons of the layout switch to; a picture shows the state before any of them. */
  readonly frames?: Record<string, unknown>[];
  /** The declaration that `compose` made the figure of; other figures have none. */
  readonly composition?: Composition;
  /** The part of the composition that its layout depends on. */
  readonly outline?: Outline;
}

/** How figures are drawn where they are interactive: nothing on them leads elsewhere. */
export const PLOTLY_CONFIG = { displaylogo: false, plotlyServerURL: '' } as const;

/** A copy as JSON keeps it, without the declaration: typed arrays become arrays of numbers, what is not finite null. */
export function plainFigure({ composition, ...figure }: Figure): Figure {
  const text = JSON.stringify(figure, (_, value: unknown) =>
    ArrayBuffer.isView(value) && !(value instanceof DataView)
      ? [...(value as Float64Array)]
      : value,
  );
  return JSON.parse(text) as Figure;
}

/** The title's text, without marks such as `<b>`; empty where there is none. */
export function titleOf({ layout, outline }: Figure): string {
  if (outline) return outline.title.replace(/<[^>]*>/g, '');
  const { title } = layout as { title?: string | { text?: string } };
  return (typeof title === 'string' ? title : (title?.text ?? '')).replace(/<[^>]*>/g, '');
}

/** How many entries the legend of a figure holds, and its second one. */
export function legendEntries({ data }: Figure): [number, number] {
  const names = [new Set<string>(), new Set<string>()];
  for (const { name, showlegend, legend, type } of data) {
    const shown = typeof name === 'string' && name !== '' && showlegend !== false;
    if (shown && type !== 'heatmap') names[legend === 'legend2' ? 1 : 0].add(name);
  }
  return [names[0].size, names[1].size];
}
