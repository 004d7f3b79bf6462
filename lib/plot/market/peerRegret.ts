import { type Market, type Regret } from '../../market/index.js';
import { marketCaption, marketSetting, type MarketFigureOptions } from './caption.js';
import { type Figure, type Trace } from '../figure.js';
import { withFrames, type Frame } from '../frames.js';
import { axesOf, colour, layOut } from '../theme.js';

/**
 * One network's average regret against steps on logarithmic axes: every peer, their mean and Zinkevich's
 * bound, at the α/τ that the slider chooses.
 *
 * @param runs - `regret` of the market at each ratio
 */
export function plotPeerRegret(
  market: Market,
  runs: readonly { readonly ratio: number; readonly regret: Regret }[],
  options: MarketFigureOptions = {},
): Figure {
  const { sampled, note = '' } = options;
  const { peers: n } = market;
  const axes = axesOf(0);
  const positive = (value: number): number | null => (value > 0 ? value : null);
  let hidden = 0;
  const frames = runs.map(({ ratio, regret: { steps, average, bound } }): Frame => {
    const of = (peer: number): number[] => steps.map((_, at) => average[at * n + peer]);
    const everyone = Array.from({ length: n }, (_, peer) => of(peer));
    hidden += everyone.flat().filter((value) => value <= 0).length;
    const means = steps.map((_, at) => everyone.reduce((sum, values) => sum + values[at], 0) / n);
    const line = (
      name: string,
      x: (number | null)[],
      y: (number | null)[],
      style: Record<string, unknown>,
    ): Trace => ({
      type: 'scatter',
      mode: 'lines',
      name,
      x,
      y,
      line: style,
      ...axes,
    });
    // All peers as one trace, lines parted by gaps.
    return {
      label: String(ratio),
      traces: [
        line(
          'each peer',
          everyone.flatMap(() => [...steps, null]),
          everyone.flatMap((values) => [...values.map(positive), null]),
          { color: 'rgba(120,120,120,0.5)', width: 1 },
        ),
        line('mean over peers', steps, means.map(positive), { color: colour(0), width: 3 }),
        line('bound for concave payoffs', steps, bound, {
          color: colour(6),
          width: 1.5,
          dash: 'dash',
        }),
      ],
    };
  });
  const caption =
    `Average regret of competitive descent against the best fixed row in hindsight, a local search and so a lower bound${hidden > 0 ? `; ${hidden} points at or below zero are not drawn` : ''}. Dashed: Zinkevich’s bound, which holds for payoffs ` +
    `concave in a row; these are not. The paper proves no regret in an appendix that is lost. ${note}`.trim();
  const figure = layOut(
    {
      title: 'Regret: what each peer lost by descending instead of knowing',
      caption: marketCaption(caption, marketSetting(market, sampled, ['α/τ']), sampled ?? ''),
      panels: [
        {
          row: 0,
          column: 0,
          title: 'average regret over the steps so far, in units of payoff P/τ',
          x: { title: 'steps of descent t', type: 'log', dtick: 1 },
          y: {
            title: '',
            type: 'log',
            dtick: 1,
            exponentformat: 'e',
            autorange: true,
          },
        },
      ],
      rows: 1,
      columns: 1,
      width: 880,
      height: 340,
      gap: { x: 0, y: 0 },
      layout: { legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.08, yanchor: 'bottom' } },
    },
    [],
  );
  return withFrames(figure, 'α/τ', frames);
}
