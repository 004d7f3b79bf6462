import { type Allocation, type Market, type RandomMarketParameters } from '../../market/index.js';
import { shares as sharesOf } from '../../math/rows.js';
import { marketCaption, type MarketFigureOptions, type Varied } from '../caption.js';
import { bar, compose } from '../compose/index.js';
import { type Figure } from '../figure.js';
import { type Check } from '../../parameters/index.js';
import {
  allocation,
  checkOptions,
  DESCRIBED_OPTIONS,
  each,
  fields,
  flag,
  integer,
  maybe,
  numbers,
  object,
  text,
} from '../checks.js';

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

const OPTIONS = {
  ...{ ...DESCRIBED_OPTIONS, unit: text, slider: maybe(text), active: maybe(integer()) },
  shares: maybe(flag),
};

const series = fields({ name: text, values: numbers });
const step = fields({ label: text, series: each(series) });

const seriesOrStep: Check = (where, name, given) => {
  object(where, name, given);
  ('series' in (given as object) ? step : series)(where, name, given);
};

/** Bars for each peer, a colour for each series: ranks beside each other. Several steps get a slider. */
export function plotPeerBars(
  market: Allocation & Partial<Market>,
  given: readonly PeerValues[] | readonly PeerValuesStep[],
  described: PeerBarsOptions,
): Figure {
  const where = 'plotPeerBars';
  allocation(where, 'market', market);
  each(seriesOrStep, 1)(where, 'series', given);
  checkOptions(where, described, OPTIONS);
  const { title, unit, slider = 'step', active = 0, shares = false, note = '' } = described;
  const steps = given.filter((one): one is PeerValuesStep => 'series' in one);
  const single = given.filter((one): one is PeerValues => 'values' in one);
  const bars = (series: readonly PeerValues[], step?: number) =>
    series.map(({ name, values }, colour) =>
      bar(
        (shares ? sharesOf(values) : Array.from(values)).map((y, x) => ({
          x,
          y,
          label: `peer ${x}`,
        })),
        { name, colour, ...(step !== undefined && { step }) },
      ),
    );
  const marks = [...bars(single), ...steps.flatMap(({ series }, step) => bars(series, step))];
  // What is not finite is left blank.
  const heights = marks
    .flatMap((mark) => mark.points.map(({ y }) => y as number))
    .filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...heights), Math.max(...(heights.length > 0 ? heights : [1]))];
  return compose({
    title,
    caption: marketCaption(market, note, described),
    rows: [[{ x: 'peer', y: { label: unit, range: [1.06 * low, 1.06 * high] }, marks }]],
    ...(steps.length > 0 && {
      slider: { name: slider, labels: steps.map(({ label }) => label), active },
    }),
  });
}
