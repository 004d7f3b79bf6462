import { type EdgePoint, type Market } from '../../market/index.js';
import { marketCaption, marketSetting, type MarketFigureOptions } from './caption.js';
import { type Figure, type Trace } from '../figure.js';
import { withFrames, type Frame } from '../frames.js';
import { axesOf, colour, layOut, type Panel } from '../theme.js';

/** A peer's edge towards itself at one α/τ. */
export interface PayoffEdge {
  readonly ratio: number;
  /** From `payoffAlongEdge` at that ratio. */
  readonly points: readonly EdgePoint[];
}

/**
 * The trade-off of §2.1: the rank and the loss of a peer as it moves its weight to itself, at the α/τ that the
 * slider chooses; beside it, the self-weight that pays best against α/τ.
 *
 * @param options.peer - the one whose edge it is
 */
export function plotPayoff(
  market: Market,
  edges: readonly PayoffEdge[],
  options: MarketFigureOptions & { peer: number },
): Figure {
  const { peer, sampled, note = '' } = options;
  const [left, right] = [axesOf(0), axesOf(1)];
  const best = edges.map(({ points }) =>
    points.reduce((most, point) => (point.payoff > most.payoff ? point : most)),
  );
  const panels: Panel[] = [
    {
      row: 0,
      column: 0,
      title: `peer ${peer}: change from its present row, in units of stake`,
      x: {
        title: 'self-weight w<sub>ii</sub>',
        range: [Math.min(...edges[0].points.map((point) => point.selfWeight)) - 0.02, 1.02],
      },
      y: { title: '', autorange: true },
    },
    {
      row: 0,
      column: 1,
      title: 'best self-weight on this edge',
      x: { title: 'α/τ', type: 'category' },
      y: { title: 'w<sub>ii</sub>', range: [-0.03, 1.05] },
    },
  ];
  const still: Trace[] = [
    {
      type: 'scatter',
      mode: 'lines',
      x: edges.map(({ ratio }) => String(ratio)),
      y: best.map(({ selfWeight }) => selfWeight),
      line: { color: 'rgba(120,120,120,0.6)', width: 1.5 },
      showlegend: false,
      hoverinfo: 'skip',
      ...right,
    },
  ];
  const frames = edges.map(({ ratio, points }, at): Frame => {
    const [present] = points;
    const line = (
      name: string,
      value: (point: EdgePoint) => number,
      style: Record<string, unknown>,
    ): Trace => ({
      type: 'scatter',
      mode: 'lines',
      name,
      x: points.map(({ selfWeight }) => selfWeight),
      y: points.map((point) => value(point) - value(present)),
      hovertemplate: `w<sub>ii</sub> = %{x:.3f}<br>${name}: %{y:.4f}<extra></extra>`,
      line: style,
      ...left,
    });
    const top = best[at];
    const mark = { type: 'scatter', mode: 'markers', marker: { color: colour(1), size: 10 } };
    return {
      label: String(ratio),
      traces: [
        line('income R<sub>i</sub>', ({ income }) => income, { color: colour(2), width: 2 }),
        line('−(α/τ) L<sub>i</sub>', ({ loss }) => -ratio * loss, { color: colour(0), width: 2 }),
        line('payoff P<sub>i</sub>', ({ payoff }) => payoff, { color: '#222222', width: 3 }),
        {
          ...mark,
          name: 'where it pays best',
          x: [top.selfWeight],
          y: [top.payoff - present.payoff],
          ...left,
        },
        { ...mark, x: [String(ratio)], y: [top.selfWeight], showlegend: false, ...right },
      ],
    };
  });
  const caption =
    `Peer ${peer} moves its weight from its present row to itself in proportion, the others stay. The best row may lie off this edge: ` +
    `see the best response. ${note}`.trim();
  const figure = layOut(
    {
      title: 'A peer’s payoff: income from its own weight against loss',
      caption: marketCaption(caption, marketSetting(market, sampled, ['α/τ']), sampled ?? ''),
      panels,
      rows: 1,
      columns: 2,
      width: 880,
      height: 320,
      gap: { x: 0.12, y: 0 },
      layout: { legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.09, yanchor: 'bottom' } },
    },
    still,
  );
  return withFrames(figure, 'α/τ', frames, Math.floor(edges.length / 2));
}
