import { type Adaptation, type Market } from '../../market/index.js';
import { marketCaption, marketSetting, type MarketFigureOptions } from './caption.js';
import { type Figure, type Trace } from '../figure.js';
import { weightAxes, weightMap } from './weightMap.js';
import { withFrames, type Frame } from '../frames.js';
import { axesOf, colour, layOut } from '../theme.js';

/** An adaptive run at one of its steps. */
export interface AdaptationFrame {
  /** 1 for the first. */
  readonly step: number;
  /** W, [n, n]: a copy, not the live array. */
  readonly weights: Float64Array;
  /** The correlation of rank and ideal rank; NaN where undefined. */
  readonly correlation: number;
}

/**
 * One run of figure 5: the weights at the step that the slider chooses, and sparsity, τ and the ranking's
 * accuracy along the way.
 *
 * @param frames - steps of the run, ascending
 * @param options.target - the sparsity wanted, drawn as a line
 */
export function plotAdaptation(
  market: Market,
  { sparsity, inflation }: Adaptation,
  frames: readonly AdaptationFrame[],
  options: MarketFigureOptions & { target: number },
): Figure {
  const { target, sampled, note = '' } = options;
  const framed = frames.map(({ step }) => step);
  const every = thinned(sparsity.length);
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  // Sparsity and τ are known at every step, the correlation at the frames.
  const series = [
    {
      title: 'sparsity of W',
      unit: 'sparsity',
      index: 0,
      x: every,
      value: (step: number) => finite(sparsity[step - 1]),
    },
    {
      title: 'inflation τ',
      unit: 'τ',
      index: 4,
      x: every,
      value: (step: number) => inflation[step - 1],
    },
    {
      title: 'accuracy of the ranking',
      unit: 'Pearson r of R* with R',
      index: 2,
      x: framed,
      value: (step: number) => finite(frames[framed.indexOf(step)].correlation),
    },
  ];
  const last = sparsity.length;
  const panels = [
    { row: 0, column: 0, title: 'weights W', ...weightAxes(market.peers) },
    ...series.map(({ title, unit }, at) => ({
      row: at === 0 ? 0 : 1,
      column: at === 0 ? 1 : at - 1,
      title,
      x: { title: 'step of descent', range: [0, 1.02 * last], nticks: 6 },
      y: { title: unit, ...(at === 2 ? { range: [-1.05, 1.05] } : { rangemode: 'tozero' }) },
    })),
  ];
  const still: Trace[] = [
    ...series.map(({ title, index, x, value }, at) => ({
      type: 'scatter',
      mode: 'lines',
      name: title,
      x,
      y: x.map(value),
      line: { color: colour(index), width: 2 },
      showlegend: false,
      ...axesOf(at + 1),
    })),
    {
      type: 'scatter',
      mode: 'lines',
      x: [0, last],
      y: [target, target],
      line: { color: colour(1), dash: 'dash', width: 1.5 },
      hoverinfo: 'skip',
      showlegend: false,
      ...axesOf(1),
    },
  ];
  const shown = frames.map(({ step, weights }): Frame => ({
    label: String(step),
    traces: [
      weightMap(weights, axesOf(0)),
      ...series.map(({ index, value }, panel) => ({
        type: 'scatter',
        mode: 'markers',
        x: [step],
        y: [value(step)],
        marker: { color: colour(index), size: 10 },
        showlegend: false,
        hoverinfo: 'skip',
        ...axesOf(panel + 1),
      })),
    ],
  }));
  const caption =
    `White is a weight of 0, dark blue of 1; dashed: the target, ${target}. No line where sparsity is infinite or all ranks are equal. ` +
    `The paper shows neither the weights nor a rank correlation. ${note}`.trim();
  const figure = layOut(
    {
      title: 'Adaptive inflation: one network on its way to the target',
      caption: marketCaption(caption, marketSetting(market, sampled, ['α/τ']), sampled ?? ''),
      panels,
      rows: 2,
      columns: 2,
      width: 880,
      height: 640,
      gap: { x: 0.12, y: 0.2 },
    },
    still,
  );
  return withFrames(figure, 'step', shown);
}

/** Steps from 1 to `last`: every one of the first thousand, and of the rest at most another thousand. */
function thinned(last: number): number[] {
  const apart = Math.max(1, Math.ceil((last - 1000) / 1000));
  return Array.from({ length: last }, (_, index) => index + 1).filter(
    (step) => step <= 1000 || step % apart === 0,
  );
}
