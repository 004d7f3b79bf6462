/** A Plotly trace: plain data, see the Plotly reference. */
export type Trace = Record<string, unknown>;

/** A Plotly layout with the size that its panels and caption were laid out for. */
export type Layout = Record<string, unknown> & { width: number; height: number };

/** A Plotly figure as plain data: `Plotly.newPlot(element, figure)` draws it. */
export interface Figure {
  readonly data: Trace[];
  readonly layout: Layout;
}
