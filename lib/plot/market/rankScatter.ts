import { type Market } from '../../market/index.js';
import { correlation } from '../../math/correlation.js';
import { marketCaption, sentences, type MarketFigureOptions } from '../caption.js';
import { compose, dot, line, points, text as note, trend, type Axis } from '../compose/index.js';
import { type Figure } from '../figure.js';
import {
  allocation,
  checkOptions,
  each,
  fields,
  MARKET_OPTIONS,
  maybe,
  numbers,
  text,
  word,
} from '../checks.js';

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

const frame = fields({ label: text, ideal: numbers, competitive: numbers });

const OPTIONS = {
  ...{ ...MARKET_OPTIONS, parameter: maybe(text), title: maybe(text), unit: maybe(text) },
  ...{ scales: maybe(word('shared', 'each')), varied: maybe(each(text)) },
};

/** One network's peers: competitive against ideal rank at the place that the slider chooses, and all correlations. */
export function plotRankScatter(
  market: Market,
  frames: readonly RankFrame[],
  options: RankScatter = {},
): Figure {
  const where = 'plotRankScatter';
  allocation(where, 'market', market);
  each(frame, 1)(where, 'frames', frames);
  checkOptions(where, options, OPTIONS);
  const { parameter = 'α/τ', title = 'One network: competitive ranks against the ideal' } = options;
  const { unit = 'competitive rank R* (stake)', scales = 'shared', varied = ['α/τ'] } = options;
  const labels = frames.map(({ label }) => label);
  const found = frames.map(({ ideal, competitive }) => correlation(competitive, ideal));
  const defined = found.map((value) => (Number.isNaN(value) ? null : value));
  const axis = (label: string, lists: readonly ArrayLike<number>[]): Axis => ({
    label,
    ...(scales === 'shared' && { range: rangeOf(lists) }),
  });
  return compose({
    title,
    rows: [
      [
        {
          title: 'each peer',
          x: axis(
            'ideal rank R (loss)',
            frames.map(({ ideal }) => ideal),
          ),
          y: axis(
            unit,
            frames.map(({ competitive }) => competitive),
          ),
          marks: frames.flatMap(({ ideal, competitive }, step) => {
            const peers = points(ideal, competitive, (peer) => `peer ${peer}`);
            const numbers = points(ideal, competitive, String);
            const fitted = defined[step] === null ? [] : peers;
            return [
              dot(peers, { step, size: 8 }),
              note(numbers, { step }),
              trend(fitted, { step, colour: 1 }),
            ];
          }),
        },
        {
          title: 'correlation over the peers',
          x: { label: parameter, categories: labels },
          y: {
            label: 'Pearson r',
            range: [Math.min(0, ...defined.map((r) => r ?? 0)) - 0.05, 1.12],
          },
          marks: [
            line(points(labels, defined), { colour: 'grey', dots: true, width: 1.5 }),
            ...defined.flatMap((r, step) => {
              const label = r === null ? 'undefined' : `r = ${r.toFixed(2)}`;
              const at = { x: labels[step], y: r ?? 0 };
              const side = step === 0 ? 'right' : step === frames.length - 1 ? 'left' : 'top';
              return [
                ...(r === null ? [] : [dot([at], { step, colour: 1, size: 11 })]),
                note([{ ...at, label }], { step, at: side }),
              ];
            }),
          ],
        },
      ],
    ],
    slider: { name: parameter, labels, active: frames.length - 1 },
    caption: marketCaption(
      market,
      sentences(
        'Each point is a peer, with its number. No correlation is defined where all ranks are equal.',
        options.note ?? '',
      ),
      { ...options, varied },
    ),
  });
}

/** Both ends of the values, with room for the points. */
function rangeOf(lists: readonly ArrayLike<number>[]): [number, number] {
  const values = lists.flatMap((list) => Array.from(list));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = 0.1 * (high - low) + 1e-9;
  return [low - room, high + room];
}
