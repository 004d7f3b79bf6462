import { type Figure, type Trace } from './figure.js';

/** Room that a slider takes below the axes, in pixels. */
const ROOM = 78;

export interface Slider {
  /** The quantity that the slider changes, such as `T`: stands before the label of the step that is shown. */
  readonly name: string;
  /** One label a step. */
  readonly labels: readonly string[];
  /** The step shown first. Default 0. */
  readonly active?: number;
  /** For every trace the step at which it is seen, or null: seen at all steps. */
  readonly steps: readonly (number | null)[];
  /** Further changes with a step, as Plotly's relayout takes it. */
  readonly relayout?: (step: number) => Record<string, unknown>;
}

/**
 * The figure with a slider between its axes and its caption (the last annotation of {@link layOut}), which shows
 * the traces of one step at a time.
 */
export function withSlider(figure: Figure, slider: Slider): Figure {
  const { name, labels, active = 0, steps, relayout } = slider;
  const seen = (step: number): boolean[] => steps.map((at) => at === null || at === step);
  const data = figure.data.map((trace, index): Trace => ({
    ...trace,
    visible: seen(active)[index],
  }));
  const { layout } = figure;
  const margin = layout.margin as Record<string, number>;
  const annotations = (layout.annotations as Record<string, unknown>[]).slice();
  const caption = annotations.pop();
  if (caption) annotations.push({ ...caption, yshift: Number(caption.yshift) - ROOM });
  return {
    data,
    layout: {
      ...layout,
      annotations,
      height: layout.height + ROOM,
      margin: { ...margin, b: margin.b + ROOM },
      sliders: [
        {
          active,
          x: 0,
          y: 0,
          len: 1,
          yanchor: 'top',
          pad: { t: 62, b: 0, l: 0, r: 0 },
          currentvalue: { prefix: `${name} = `, xanchor: 'left', offset: 8, font: { size: 13 } },
          tickcolor: '#888888',
          font: { size: 11 },
          minorticklen: 0,
          ticklen: 4,
          steps: labels.map((label, step) => ({
            label,
            method: 'update',
            args: [{ visible: seen(step) }, relayout?.(step) ?? {}],
          })),
        },
      ],
    },
  };
}
