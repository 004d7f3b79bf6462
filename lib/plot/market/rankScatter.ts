import { linearRegression } from 'simple-statistics';
import { type Market } from '../../market/index.js';
import { correlation } from '../../math/index.js';
import { marketCaption, marketSetting, type MarketFigureOptions } from './caption.js';
import { type Figure, type Trace } from '../figure.js';
import { withFrames, type Frame } from '../frames.js';
import { axesOf, colour, layOut, type Panel } from '../theme.js';

/** The points of one place of the slider: one for each peer. */
export interface RankFrame {
  /** The slider's label there, such as the value of α/τ. */
  readonly label: string;
  /** R of (2), [n]. */
  readonly ideal: ArrayLike<number>;
  /** R* of (5), or another quantity to compare, [n]. */
  readonly competitive: ArrayLike<number>;
}

export interface RankScatter extends MarketFigureOptions {
  /** The quantity that the slider changes. Default `α/τ`. */
  readonly parameter?: string;
  readonly title?: string;
  /** Whether all places of the slider share their axes, or each has its own. Default `shared`. */
  readonly scales?: 'shared' | 'each';
  /** The title of the upright axis. Default `competitive rank R* (stake)`. */
  readonly unit?: string;
  /** Parameters that the slider varies: left out of the caption. Default α/τ. */
  readonly varied?: readonly ('T' | 'α/τ' | 'stake')[];
}

/** One network's peers: competitive against ideal rank at the place that the slider chooses, and all correlations. */
export function plotRankScatter(
  market: Market,
  frames: readonly RankFrame[],
  options: RankScatter = {},
): Figure {
  const { parameter = 'α/τ', title = 'One network: what its peers rank, against the ideal' } =
    options;
  const {
    unit = 'competitive rank R* (stake)',
    scales = 'shared',
    varied = ['α/τ'],
    sampled,
    note = '',
  } = options;
  const [left, right] = [axesOf(0), axesOf(1)];
  const found = frames.map(({ ideal, competitive }) => correlation(competitive, ideal));
  const defined = found.map((value) => (Number.isNaN(value) ? null : value));
  const labels = frames.map(({ label }) => label);
  const panels: Panel[] = [
    {
      row: 0,
      column: 0,
      title: unit,
      x: {
        title: 'ideal rank R (loss)',
        nticks: 6,
        ...(scales === 'shared'
          ? { range: rangeOf(frames.map(({ ideal }) => ideal)) }
          : { autorange: true }),
      },
      y: {
        title: '',
        nticks: 6,
        ...(scales === 'shared'
          ? { range: rangeOf(frames.map(({ competitive }) => competitive)) }
          : { autorange: true }),
      },
    },
    {
      row: 0,
      column: 1,
      title: 'correlation over the peers',
      x: { title: parameter, type: 'category', range: [-0.5, frames.length - 0.5] },
      y: {
        title: 'Pearson r',
        range: [Math.min(0, ...defined.map((value) => value ?? 0)) - 0.05, 1.05],
      },
    },
  ];
  const still: Trace[] = [
    {
      type: 'scatter',
      mode: 'lines+markers',
      x: labels,
      y: defined,
      line: { color: 'rgba(120,120,120,0.6)', width: 1.5 },
      hovertemplate: '%{x}: r = %{y:.3f}<extra></extra>',
      showlegend: false,
      ...right,
    },
  ];
  const shown = frames.map(({ label, ideal, competitive }, at): Frame => {
    const [x, y] = [Array.from(ideal), Array.from(competitive)];
    return {
      label,
      traces: [
        {
          type: 'scatter',
          mode: 'markers+text',
          x,
          y,
          text: x.map((_, peer) => String(peer)),
          textposition: 'top center',
          textfont: { size: 11, color: '#666666' },
          hovertemplate: 'peer %{text}<br>R = %{x:.4f}<br>%{y:.4f}<extra></extra>',
          marker: { color: colour(0), size: 8 },
          showlegend: false,
          ...left,
        },
        { ...trend(x, y, defined[at] !== null), ...left },
        {
          type: 'scatter',
          mode: 'markers+text',
          x: [label],
          y: [defined[at] ?? 0],
          text: [defined[at] === null ? 'undefined' : `r = ${found[at].toFixed(2)}`],
          textposition:
            at === 0 ? 'top right' : at === frames.length - 1 ? 'top left' : 'top center',
          marker: { color: colour(1), size: 11, opacity: defined[at] === null ? 0 : 1 },
          hoverinfo: 'skip',
          showlegend: false,
          ...right,
        },
      ],
    };
  });
  const figure = layOut(
    {
      title,
      caption: marketCaption(
        `Each point is a peer, with its number. No correlation is defined where all ranks are equal. ${note}`.trim(),
        marketSetting(market, sampled, varied),
        sampled ?? '',
      ),
      panels,
      rows: 1,
      columns: 2,
      width: 880,
      height: 350,
      gap: { x: 0.12, y: 0 },
    },
    still,
  );
  return withFrames(figure, parameter, shown);
}

function rangeOf(lists: readonly ArrayLike<number>[]): [number, number] {
  const values = lists.flatMap((list) => Array.from(list));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = 0.1 * (high - low) + 1e-9;
  return [low - room, high + room];
}

function trend(x: number[], y: number[], defined: boolean): Trace {
  const { m, b } = defined
    ? linearRegression(x.map((value, at) => [value, y[at]]))
    : { m: 0, b: 0 };
  const ends = defined ? [Math.min(...x), Math.max(...x)] : [];
  return {
    type: 'scatter',
    mode: 'lines',
    x: ends,
    y: ends.map((value) => m * value + b),
    line: { color: colour(1), width: 2 },
    hoverinfo: 'skip',
    showlegend: false,
  };
}
