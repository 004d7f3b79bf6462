import { type DescentTrace, type Market } from '../../market/index.js';
import { marketCaption, marketSetting, type MarketFigureOptions } from './caption.js';
import { type Figure, type Trace } from '../figure.js';
import { weightAxes, weightMap } from './weightMap.js';
import { withFrames, type Frame } from '../frames.js';
import { axesOf, colour, layOut, type Panel } from '../theme.js';

/**
 * One descent: the weights at the step that the slider chooses; beside them the projected gradient and the
 * Nash gap along the way.
 *
 * @param market - where it started
 * @param options.tolerance - ε, drawn as a line. Default 1e-5.
 */
export function plotDescent(
  market: Market,
  trace: DescentTrace,
  options: MarketFigureOptions & { tolerance?: number },
): Figure {
  const { sampled, note = '', tolerance = 1e-5 } = options;
  const { points } = trace;
  const [map, lines] = [axesOf(0), axesOf(1)];
  // Step 0 has no place on a logarithmic axis: it is drawn at 1/2.
  const x = points.map(({ step }) => Math.max(step, 0.5));
  const positive = (value: number): number | null => (value > 0 ? value : null);
  const curves = [
    {
      name: 'gradient max |∂P/∂W|',
      index: 4,
      values: points.map(({ gradient }) => positive(gradient)),
    },
    {
      name: 'projected, max |W⁺ − W|/λ',
      index: 0,
      values: points.map(({ residual }) => positive(residual)),
    },
    { name: 'Nash gap', index: 1, values: points.map(({ nashGap }) => positive(nashGap)) },
  ];
  const panels: Panel[] = [
    { row: 0, column: 0, title: 'weights W', ...weightAxes(market.peers) },
    {
      row: 0,
      column: 1,
      title: 'how far from rest, in units of stake',
      x: {
        title: 'step of descent',
        type: 'log',
        dtick: 1,
        range: [Math.log10(0.4), Math.log10(1.4 * Math.max(1, trace.steps))],
      },
      y: { title: '', type: 'log', dtick: 1, exponentformat: 'e', autorange: true },
    },
  ];
  const still: Trace[] = [
    ...curves.map(({ name, index, values }) => ({
      type: 'scatter',
      mode: 'lines',
      name,
      x,
      y: values,
      line: { color: colour(index), width: 2 },
      hovertemplate: `step %{x}<br>%{y:.2e}<extra></extra>`,
      ...lines,
    })),
    {
      type: 'scatter',
      mode: 'lines',
      name: `ε = ${tolerance}`,
      x: [0.5, Math.max(1, trace.steps)],
      y: [tolerance, tolerance],
      line: { color: colour(6), dash: 'dash', width: 1.5 },
      hoverinfo: 'skip',
      ...lines,
    },
  ];
  const frames = points.map(({ step, weights }, at): Frame => ({
    label: String(step),
    traces: [
      weightMap(weights, map),
      ...curves.map(({ index, values }) => ({
        type: 'scatter',
        mode: 'markers',
        x: [x[at]],
        y: [values[at]],
        marker: { color: colour(index), size: 10 },
        showlegend: false,
        hoverinfo: 'skip',
        ...lines,
      })),
    ],
  }));
  const end = trace.converged
    ? `It converged after ${trace.steps} steps`
    : `It did not converge in ${trace.steps} steps`;
  const caption =
    `White is a weight of 0, dark blue of 1. ${end}: the last projected gradient is ${trace.residual.toExponential(1)}. The Nash gap is the most that ` +
    `any peer gains by changing its row alone, found by local searches: a lower bound; values of 0 are not drawn. The paper stops by the plain gradient, ` +
    `which does not vanish on the simplex’s boundary. ${note}`.trim();
  const figure = layOut(
    {
      title: 'Competitive descent: everyone ascends its own payoff',
      caption: marketCaption(caption, marketSetting(market, sampled), sampled ?? ''),
      panels,
      rows: 1,
      columns: 2,
      width: 880,
      height: 370,
      gap: { x: 0.14, y: 0 },
      layout: { legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.08, yanchor: 'bottom' } },
    },
    still,
  );
  return withFrames(figure, 'step', frames);
}
