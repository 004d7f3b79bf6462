import { sum } from '../../math/rows.js';
import { type Allocation, type Market, type RandomMarketParameters } from '../../market/index.js';
import { type Figure, type Trace } from '../figure.js';
import { marketCaption, marketSetting, type MarketFigureOptions, type Varied } from './caption.js';
import { titleWithUnit, withLegend } from './beside.js';
import { withSlider } from '../slider.js';
import { axesOf, colour, layOut } from '../theme.js';

/** A value for each peer under a name. */
export interface PeerValues {
  readonly name: string;
  /** [n]. */
  readonly values: ArrayLike<number>;
}

/** The same bars at one step of a slider. */
export interface PeerValuesStep {
  readonly label: string;
  readonly series: readonly PeerValues[];
}

export interface PeerBarsOptions extends MarketFigureOptions {
  readonly title: string;
  /** The meaning of a bar's height, with its unit. */
  readonly unit: string;
  /** The differences from the paper: a sentence, or the parameters of the sampled market. */
  readonly differs: string | RandomMarketParameters;
  /** Names the slider over several steps. Default `step`. */
  readonly slider?: string;
  /** The step shown first. Default 0. */
  readonly active?: number;
  /** Divides every series by its sum. Default false. */
  readonly shares?: boolean;
  /** Parameters that the figure varies itself. */
  readonly varied?: readonly Varied[];
}

/** Bars for each peer, a colour for each series: ranks beside each other. Several steps get a slider. */
export function plotPeerBars(
  market: Allocation & Partial<Market>,
  given: readonly PeerValues[] | readonly PeerValuesStep[],
  options: PeerBarsOptions,
): Figure {
  const {
    title,
    unit,
    differs,
    slider = 'step',
    active = 0,
    shares = false,
    sampled,
    note = '',
  } = options;
  const steps = given.map((one) => ('series' in one ? one : { label: '', series: [] }));
  const stepped = steps.length > 0 && 'series' in given[0];
  const all = stepped ? steps : [{ label: '', series: given as readonly PeerValues[] }];
  const data: Trace[] = [];
  const places: (number | null)[] = [];
  for (const [place, { series }] of all.entries()) {
    for (const [index, { name, values }] of series.entries()) {
      const list = Array.from(values);
      const total = shares ? sum(list) : 1;
      data.push({
        type: 'bar',
        name,
        x: list.map((_, peer) => peer),
        y: list.map((value) => value / total),
        marker: { color: colour(index) },
        hovertemplate: `${name}<br>peer %{x}: %{y:.4f}<extra></extra>`,
        showlegend: series.length > 1,
        ...axesOf(0),
      });
      places.push(stepped ? place : null);
    }
  }
  const heights = data.flatMap((trace) => trace.y as number[]);
  const figure = withLegend(
    layOut(
      {
        title,
        caption: marketCaption(note, marketSetting(market, sampled, options.varied), differs),
        panels: [
          {
            row: 0,
            column: 0,
            title: titleWithUnit('', unit),
            x: {
              title: 'peer',
              dtick: Math.max(1, Math.round(market.peers / 20)),
              showgrid: false,
            },
            y: {
              title: '',
              range: [Math.min(0, 1.06 * Math.min(...heights)), 1.06 * Math.max(...heights)],
            },
          },
        ],
        rows: 1,
        columns: 1,
        width: 720,
        height: 280,
        gap: { x: 0, y: 0 },
        layout: { bargap: 0.25 },
      },
      data,
    ),
  );
  if (!stepped) return figure;
  return withSlider(figure, {
    name: slider,
    labels: all.map(({ label }) => label),
    active,
    steps: places,
  });
}
