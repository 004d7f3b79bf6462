import { type Adaptation, type Market } from '../../market/index.js';
import { marketCaption, sentences, type MarketFigureOptions } from '../caption.js';
import { compose, dot, line, points, rule, type Axis, type Panel } from '../compose/index.js';
import { type Figure } from '../figure.js';
import { weightsPanel } from './weightsPanel.js';
import {
  allocation,
  checkOptions,
  each,
  fields,
  finite,
  integer,
  MARKET_OPTIONS,
  number,
  numbers,
} from '../checks.js';

/** An adaptive run at one of its steps. */
export interface AdaptationFrame {
  /** 1 for the first. */
  readonly step: number;
  /** W, [n, n]: a copy, not the live array. */
  readonly weights: Float64Array;
  /** The correlation of rank and ideal rank; NaN where undefined. */
  readonly correlation: number;
}

const frame = fields({ step: integer(1), weights: numbers, correlation: number });

/**
 * One run of figure 5: the weights at the step that the slider chooses, and sparsity, τ and the ranking's
 * accuracy along the way.
 *
 * @param frames - steps of the run, ascending
 * @param given.target - the target of the sparsity, plotted as a line
 */
export function plotAdaptation(
  market: Market,
  adaptation: Adaptation,
  frames: readonly AdaptationFrame[],
  given: MarketFigureOptions & { target: number },
): Figure {
  const where = 'plotAdaptation';
  allocation(where, 'market', market);
  fields({ sparsity: numbers, inflation: numbers })(where, 'adaptation', adaptation);
  each(frame, 1)(where, 'frames', frames);
  checkOptions(where, given, { ...MARKET_OPTIONS, target: finite });
  const { sparsity, inflation } = adaptation;
  const { target, note = '', ...options } = given;
  const last = sparsity.length;
  const every = thinned(last);
  const framed = frames.map(({ step }) => step);
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
  // Sparsity and τ are known at every step, the correlation at the frames.
  const panel = (
    title: string,
    y: Axis,
    steps: readonly number[],
    of: (step: number, at: number) => number,
  ): Panel => ({
    title,
    x: { label: 'step of descent', range: [0, 1.02 * last] },
    y,
    marks: [
      line(
        points(
          steps,
          steps.map((step, at) => known(of(step, at))),
        ),
        { name: title },
      ),
      ...framed.map((x, step) =>
        dot([{ x, y: known(of(x, step)) }], { name: title, step, size: 10 }),
      ),
    ],
  });
  const first = panel(
    'sparsity of W',
    { label: 'sparsity', zero: true },
    every,
    (step) => sparsity[step - 1],
  );
  return compose({
    title: 'Adaptive inflation: one network on its way to the target',
    rows: [
      [
        weightsPanel(frames.map(({ weights }) => weights)),
        {
          ...first,
          marks: [...first.marks, rule(points([0, last], [target, target]), { name: 'target' })],
        },
      ],
      [
        panel('inflation τ', { label: 'τ', zero: true }, every, (step) => inflation[step - 1]),
        panel(
          'accuracy of the ranking',
          { label: 'Pearson r of R* with R', range: [-1.05, 1.05] },
          framed,
          (_, at) => frames[at].correlation,
        ),
      ],
    ],
    slider: { name: 'step', labels: framed.map(String), active: frames.length - 1 },
    caption: marketCaption(
      market,
      sentences(
        `White is a weight of 0, dark blue of 1; dashed: the target, ${target}.`,
        'No line where sparsity is infinite or all ranks are equal. The paper shows neither the weights nor a rank correlation.',
        note,
      ),
      { varied: ['α/τ'], ...options },
    ),
  });
}

/** Steps from 1 to `last`: every one of the first thousand, and of the rest at most another thousand. */
function thinned(last: number): number[] {
  const apart = Math.max(1, Math.ceil((last - 1000) / 1000));
  return Array.from({ length: last }, (_, index) => index + 1).filter(
    (step) => step <= 1000 || step % apart === 0,
  );
}
