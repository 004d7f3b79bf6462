import { type Allocation, type Market, type RandomMarketParameters } from '../../market/index.js';
import { marketCaption, type MarketFigureOptions, type Varied } from '../caption.js';
import {
  compose,
  dot,
  line,
  points,
  rule,
  type Axis,
  type Mark,
  type Panel,
  type Slider,
} from '../compose/index.js';
import { slider } from '../compose/shapes.js';
import { type Figure } from '../figure.js';
import {
  allocation,
  checkOptions,
  DESCRIBED_OPTIONS,
  each,
  ends,
  fields,
  flag,
  integer,
  maybe,
  numbers,
  text,
  word,
} from '../checks.js';

/** A line, or points, of one panel. */
export interface Line {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Default `lines`. */
  readonly mode?: 'lines' | 'markers' | 'lines+markers';
  /** A yardstick rather than a result: thin, grey, dashed. Default false. */
  readonly yardstick?: boolean;
  /** Its colour, by number. Default: the next of the palette; lines of one name share it. */
  readonly colour?: number;
  /** The text on hovering, one a point. */
  readonly text?: readonly string[];
  /** Step of the slider at which it is seen. Default: all. */
  readonly step?: number;
}

export interface LinePanel {
  readonly title: string;
  /** Titles of the axes, with units. */
  readonly x: string;
  readonly y: string;
  readonly lines: readonly Line[];
  /** `log` for either axis. Default `linear`. */
  readonly scale?: { readonly x?: 'linear' | 'log'; readonly y?: 'linear' | 'log' };
  /** Ends of the axes (exponents of ten where `log`). Default: chosen from the data. */
  readonly range?: {
    readonly x?: readonly [number, number];
    readonly y?: readonly [number, number];
  };
}

export interface LinesOptions extends MarketFigureOptions {
  readonly title: string;
  /** The differences from the paper: a sentence, or the parameters of the sampled market. */
  readonly differs: string | RandomMarketParameters;
  /** A slider over the lines' steps: its name and labels, and which is shown first. */
  readonly slider?: Slider;
  /** Parameters that the figure varies itself. */
  readonly varied?: readonly Varied[];
}

/** Panels of lines and points side by side, all about one market. */
export function plotLines(
  market: Allocation & Partial<Market>,
  panels: readonly LinePanel[],
  given: LinesOptions,
): Figure {
  const where = 'plotLines';
  allocation(where, 'market', market);
  checkLinePanels(where, panels);
  checkOptions(where, given, { ...DESCRIBED_OPTIONS, slider: maybe(slider) });
  const { title, slider: steps, note = '', ...options } = given;
  return linesFigure(panels, {
    title,
    slider: steps,
    caption: marketCaption(market, note, options),
  });
}

const axisType = maybe(word('linear', 'log'));

const linePanels = each(
  fields({
    ...{ title: text, x: text, y: text },
    scale: maybe(fields({ x: axisType, y: axisType })),
    range: maybe(fields({ x: maybe(ends), y: maybe(ends) })),
    lines: each(
      fields({
        ...{ name: text, x: numbers, y: numbers, text: maybe(each(text)) },
        ...{ mode: maybe(word('lines', 'markers', 'lines+markers')), yardstick: maybe(flag) },
        ...{ colour: maybe(integer()), step: maybe(integer()) },
      }),
    ),
  }),
  1,
);

/** @throws {@link InvalidArgumentError} unless these are panels of lines. */
export function checkLinePanels(where: string, panels: unknown): void {
  linePanels(where, 'panels', panels);
}

/** The same, with any caption. */
export function linesFigure(
  panels: readonly LinePanel[],
  { title, caption, slider }: { title: string; caption: string; slider?: Slider | undefined },
): Figure {
  return compose({ title, caption, rows: [panels.map(panelOf)], ...(slider && { slider }) });
}

function panelOf({ title, x, y, lines, scale = {}, range = {} }: LinePanel): Panel {
  const axis = (
    label: string,
    type: 'linear' | 'log' = 'linear',
    ends?: readonly [number, number],
  ): Axis => {
    if (!ends) return { label, type };
    const [low, high] = type === 'log' ? ends.map((exponent) => 10 ** exponent) : ends;
    return { label, type, range: [low, high] };
  };
  return {
    title,
    x: axis(x, scale.x, range.x),
    y: axis(y, scale.y, range.y),
    marks: lines.map(markOf),
  };
}

function markOf({ x, y, text, yardstick = false, mode = 'lines', ...look }: Line): Mark {
  const found = points(x, y, text && ((at) => text[at]));
  if (yardstick) return rule(found, look);
  return mode === 'markers'
    ? dot(found, { ...look, opacity: 0.75 })
    : line(found, { ...look, dots: mode === 'lines+markers' });
}
