import { type DescentTrace, type Market } from '../../market/index.js';
import { marketCaption, sentences, type MarketFigureOptions } from '../caption.js';
import { compose, dot, line, points, positive as aboveZero, rule } from '../compose/index.js';
import { type Figure } from '../figure.js';
import { weightsPanel } from './weightsPanel.js';
import {
  allocation,
  checkOptions,
  each,
  fields,
  flag,
  integer,
  MARKET_OPTIONS,
  maybe,
  number,
  numbers,
  positive,
} from '../checks.js';

const state = fields({
  ...{ step: integer(), weights: numbers, gradient: number, residual: number, nashGap: number },
});
const descentTrace = fields({
  ...{ points: each(state, 1), steps: integer(), converged: flag, residual: number },
});

/**
 * One descent: the weights at the step that the slider chooses; beside them the projected gradient and the
 * Nash gap along the way.
 *
 * @param market - the market at the start
 * @param given.tolerance - ε, plotted as a line. Default 1e-5.
 */
export function plotDescent(
  market: Market,
  trace: DescentTrace,
  given: MarketFigureOptions & { tolerance?: number },
): Figure {
  const where = 'plotDescent';
  allocation(where, 'market', market);
  descentTrace(where, 'trace', trace);
  checkOptions(where, given, { ...MARKET_OPTIONS, tolerance: maybe(positive) });
  const { points: states, steps, converged, residual } = trace;
  const { note = '', tolerance = 1e-5, ...options } = given;
  // Step 0 has no place on a logarithmic axis: it is drawn at 1/2.
  const x = states.map(({ step }) => Math.max(step, 0.5));
  const curves = {
    'gradient max |∂P/∂W|': states.map(({ gradient }) => aboveZero(gradient)),
    'projected, max |W⁺ − W|/λ': states.map((state) => aboveZero(state.residual)),
    'Nash gap': states.map(({ nashGap }) => aboveZero(nashGap)),
  };
  const marks = Object.entries(curves).flatMap(([name, values]) => [
    line(points(x, values), { name }),
    ...x.map((at, step) => dot([{ x: at, y: values[step] }], { name, step, size: 10 })),
  ]);
  const last = Math.max(1, steps);
  return compose({
    title: 'Competitive descent: each peer ascends its own payoff',
    rows: [
      [
        weightsPanel(states.map(({ weights }) => weights)),
        {
          title: 'how far from rest, in units of stake',
          x: { label: 'step of descent', type: 'log', range: [0.4, 1.4 * last] },
          y: { label: 'max |·|', type: 'log' },
          marks: [
            ...marks,
            rule(points([0.5, last], [tolerance, tolerance]), { name: `ε = ${tolerance}` }),
          ],
        },
      ],
    ],
    slider: {
      name: 'step',
      labels: states.map(({ step }) => String(step)),
      active: states.length - 1,
    },
    caption: marketCaption(
      market,
      sentences(
        'White is a weight of 0, dark blue of 1.',
        `It ${converged ? `converged after ${steps}` : `did not converge in ${steps}`} steps: the last projected gradient is ${residual.toExponential(1)}.`,
        'The Nash gap is the most that any peer gains by changing its row alone, found by local searches: a lower bound; values of 0 are not drawn.',
        'The paper stops by the plain gradient, which does not vanish on the simplex’s boundary.',
        note,
      ),
      options,
    ),
  });
}
