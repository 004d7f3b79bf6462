import { type Market } from '../../market/index.js';
import { marketCaption, sentences, type MarketFigureOptions } from '../caption.js';
import { compose, line, points, rule } from '../compose/index.js';
import { type Figure } from '../figure.js';
import {
  allocation,
  checkOptions,
  each,
  fields,
  MARKET_OPTIONS,
  number,
  positive,
} from '../checks.js';

/** How far a central difference of step h is from the derivative. */
export type DifferenceError = { h: number; error: number };

/**
 * The error of central differences against their step: it falls as h² while the formula is right, until
 * rounding takes over.
 */
export function plotDifferences(
  market: Market,
  errors: readonly DifferenceError[],
  given: MarketFigureOptions = {},
): Figure {
  const where = 'plotDifferences';
  allocation(where, 'market', market);
  each(fields({ h: positive, error: number }), 1)(where, 'errors', errors);
  checkOptions(where, given, MARKET_OPTIONS);
  const { note = '', ...options } = given;
  const rows = errors.filter(({ error }) => error > 0).sort((a, b) => a.h - b.h);
  const [x, y] = [rows.map(({ h }) => h), rows.map(({ error }) => error)];
  const [widest, largest] = [x[x.length - 1], y[y.length - 1]];
  return compose({
    title: 'Is the gradient right? Central differences of the payoff against the formula',
    rows: [
      [
        {
          x: { label: 'step h', type: 'log' },
          y: {
            label: 'largest difference',
            type: 'log',
            range: [Math.min(...y) / 10, 3 * largest],
          },
          marks: [
            line(points(x, y), { name: 'central difference − formula', dots: true }),
            rule(
              points(
                x,
                x.map((h) => largest * (h / widest) ** 2),
              ),
              { name: 'h²' },
            ),
          ],
        },
      ],
    ],
    caption: marketCaption(
      market,
      sentences(
        'Each point is the largest difference over all pairs of peers, with weight moved between a peer and itself so that rows keep their sum.',
        'A wrong formula would leave a level floor on the left; this one is rounding, which grows as h shrinks.',
        note,
      ),
      options,
    ),
  });
}
