import { type Allocation, type Market, type RandomMarketParameters } from '../../market/index.js';
import { type Figure, type Trace } from '../figure.js';
import { marketCaption, marketSetting, type MarketFigureOptions, type Varied } from './caption.js';
import { titleWithUnit, withLegend } from './beside.js';
import { withSlider } from '../slider.js';
import { axesOf, colour, COLOURS, layOut, type Panel } from '../theme.js';

/** A line, or points, of one panel. */
export interface Line {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Default `lines`. */
  readonly mode?: 'lines' | 'markers' | 'lines+markers';
  /** A yardstick rather than a result: thin, grey, dashed. Default false. */
  readonly yardstick?: boolean;
  /** Its colour, by number. Default: its place in the panel. */
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
  readonly slider?: {
    readonly name: string;
    readonly labels: readonly string[];
    readonly active?: number;
  };
  /** Parameters that the figure varies itself. */
  readonly varied?: readonly Varied[];
}

/** Panels of lines and points side by side, all about one market. */
export function plotLines(
  market: Allocation & Partial<Market>,
  panels: readonly LinePanel[],
  options: LinesOptions,
): Figure {
  const { title, differs, slider, sampled, note = '' } = options;
  const caption = marketCaption(note, marketSetting(market, sampled, options.varied), differs);
  return linesFigure(panels, { title, caption, ...(slider && { slider }) });
}

/** The same, with any caption. */
export function linesFigure(
  given: readonly LinePanel[],
  { title, caption, slider }: Pick<LinesOptions, 'title' | 'slider'> & { caption: string },
): Figure {
  const data: Trace[] = [];
  const steps: (number | null)[] = [];
  const named = new Set<string>();
  const panels = given.map((panel, column): Panel => {
    for (const [index, line] of panel.lines.entries()) {
      const key = `${line.name} ${line.step ?? ''}`;
      data.push({
        ...trace(line, line.colour ?? index),
        showlegend: !named.has(key),
        ...axesOf(column),
      });
      named.add(key);
      steps.push(line.step ?? null);
    }
    const { scale, range } = panel;
    return {
      row: 0,
      column,
      title: titleWithUnit(panel.title, panel.y),
      x: {
        title: panel.x,
        type: scale?.x ?? 'linear',
        ...(range?.x && { range: [...range.x] }),
        ...ticks(scale?.x),
      },
      y: {
        title: '',
        type: scale?.y ?? 'linear',
        ...(range?.y && { range: [...range.y] }),
        ...ticks(scale?.y),
      },
    };
  });
  const columns = Math.max(1, panels.length);
  const width = columns === 1 ? 640 : columns === 2 ? 760 : 880;
  const figure = layOut(
    {
      title,
      caption,
      panels,
      rows: 1,
      columns,
      width,
      height: 290,
      gap: { x: columns === 1 ? 0 : 68 / width, y: 0 },
    },
    data,
  );
  const wide = withLegend(figure);
  return slider ? withSlider(wide, { ...slider, steps }) : wide;
}

function trace(
  { name, x, y, mode = 'lines', yardstick = false, text }: Line,
  index: number,
): Trace {
  const shown = yardstick ? '#888888' : colour(index);
  return {
    type: 'scatter',
    mode,
    name,
    x: Array.from(x),
    y: Array.from(y),
    line: yardstick
      ? { color: shown, width: 1.5, dash: 'dash' }
      : { color: shown, width: 2, dash: index < COLOURS.length ? 'solid' : 'dot' },
    marker: { color: colour(index, mode === 'markers' ? 0.7 : 1), size: 6 },
    ...(text && { text: [...text] }),
    hovertemplate: `${name}${text ? '<br>%{text}' : ''}<br>%{x:.4g}, %{y:.4g}<extra></extra>`,
    legendgroup: name,
  };
}

/** Labels of a logarithmic axis only at 1, 2 and 5 times powers of ten. */
function ticks(scale: 'linear' | 'log' | undefined): Record<string, unknown> {
  return scale === 'log' ? { dtick: 1, exponentformat: 'power' } : {};
}
