import { type Market } from '../../market/index.js';
import { marketCaption, marketSetting, type MarketFigureOptions } from './caption.js';
import { type Figure } from '../figure.js';
import { axesOf, colour, layOut } from '../theme.js';

/** How far a central difference of step h is from the derivative. */
export type DifferenceError = { h: number; error: number };

/**
 * The error of central differences against their step: it falls as h² while the formula is right, until
 * rounding takes over.
 */
export function plotDifferences(
  market: Market,
  errors: readonly DifferenceError[],
  options: MarketFigureOptions = {},
): Figure {
  const { sampled, note = '' } = options;
  const rows = [...errors].filter(({ error }) => error > 0).sort((a, b) => a.h - b.h);
  const { h: widest, error: largest } = rows[rows.length - 1];
  const axes = axesOf(0);
  const x = rows.map(({ h }) => h);
  const least = Math.min(...rows.map(({ error }) => error));
  return layOut(
    {
      title: 'Is the gradient right? Central differences of the payoff against the formula',
      caption: marketCaption(
        `Each point is the largest difference over all pairs of peers, with weight moved between a peer and itself ` +
          `so that rows keep their sum. A wrong formula would leave a level floor on the left; this one is rounding, which grows as h shrinks. ${note}`.trim(),
        marketSetting(market, sampled),
        sampled ?? '',
      ),
      panels: [
        {
          row: 0,
          column: 0,
          title: 'largest difference',
          x: { title: 'step h', type: 'log', dtick: 1, exponentformat: 'e' },
          y: {
            title: '',
            type: 'log',
            dtick: 2,
            exponentformat: 'e',
            range: [Math.log10(least) - 1, Math.log10(largest) + 0.5],
          },
        },
      ],
      rows: 1,
      columns: 1,
      width: 880,
      height: 300,
      gap: { x: 0, y: 0 },
      layout: { legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.02, yanchor: 'bottom' } },
    },
    [
      {
        type: 'scatter',
        mode: 'lines+markers',
        name: 'central difference − formula',
        x,
        y: rows.map(({ error }) => error),
        line: { color: colour(0), width: 2 },
        ...axes,
      },
      {
        type: 'scatter',
        mode: 'lines',
        name: 'h²',
        x,
        y: x.map((h) => largest * (h / widest) ** 2),
        line: { color: colour(6), dash: 'dash', width: 1.5 },
        ...axes,
      },
    ],
  );
}
