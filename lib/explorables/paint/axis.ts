/*
 * Axes of painted panels: from values to pixels, and the numbers beside them.
 */
import { scaleLinear, scaleLog } from 'd3-scale';
import { axisOf, numbersOf, plotlyAxis } from '../../plot/compose/axes.js';
import { type Panel } from '../../plot/compose/composition.js';
import { type Coordinate } from '../../plot/compose/marks.js';

/** A number beside an axis. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** An axis of a panel, in pixels of the canvas. */
export interface PaintedAxis {
  /** The pixel of a value; NaN for a gap. */
  readonly place: (value: Coordinate) => number;
  readonly ticks: readonly Tick[];
}

/** Both ends of an axis, in units of the data. */
function domainOf(panel: Panel, name: 'x' | 'y'): [number, number] {
  const { range, autorange, rangemode, type } = plotlyAxis(panel, name, '') as {
    readonly range?: readonly [number, number];
    readonly autorange?: 'reversed';
    readonly rangemode?: string;
    readonly type?: string;
  };
  if (range) return type === 'log' ? [10 ** range[0], 10 ** range[1]] : [...range];
  const cells = panel.marks.find((mark) => mark.mark === 'cells');
  if (cells) {
    const count = name === 'x' ? (cells.values[0]?.length ?? 0) : cells.values.length;
    return autorange === 'reversed' ? [count - 0.5, -0.5] : [-0.5, count - 0.5];
  }
  const found = numbersOf(panel, name).filter(Number.isFinite);
  let [low, high] = [Math.min(...found), Math.max(...found)];
  const bars = panel.marks.some(({ mark }) => mark === 'bar');
  if (bars && name === 'x') return [low - 0.6, high + 0.6];
  if (bars || rangemode === 'tozero') [low, high] = [Math.min(0, low), Math.max(0, high)];
  if (!(low <= high)) return [0, 1];
  const room = low === high ? Math.max(1, Math.abs(low)) * 0.05 : 0.05 * (high - low);
  const floor = low === 0 && (bars || rangemode === 'tozero') ? 0 : low - room;
  return [floor, high === 0 && bars ? 0 : high + room];
}

const POWER = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Powers of ten as texts: `0.01`, `10,000`, or `10⁻⁶` where one of them is far from 1. */
function powerTexts(values: readonly number[]): string[] {
  const exponents = values.map((value) => Math.round(Math.log10(value)));
  const far = exponents.some((exponent) => exponent < -3 || exponent > 5);
  return exponents.map((exponent) => {
    if (!far || exponent === 0 || exponent === 1) {
      return (10 ** exponent).toLocaleString('en', { maximumFractionDigits: 3 });
    }
    const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => POWER[Number(digit)]);
    return `10${exponent < 0 ? '⁻' : ''}${digits}`;
  });
}

function numberText(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 6 }).replace('-', '−');
}

/** An axis of a panel between two pixels. */
export function paintedAxis(
  panel: Panel,
  name: 'x' | 'y',
  [from, to]: readonly [number, number],
): PaintedAxis {
  const { categories, ticks, format, type = 'linear' } = axisOf(panel[name]);
  const domain = domainOf(panel, name);
  const count = Math.max(2, Math.floor(Math.abs(to - from) / (name === 'x' ? 64 : 38)));
  if (type === 'log') {
    const scale = scaleLog().domain(domain).range([from, to]);
    const powers = scale.ticks().filter((value) => Number.isInteger(rounded(Math.log10(value))));
    const each = Math.max(1, Math.ceil(powers.length / count));
    const shown = ticks ?? powers.filter((_, at) => at % each === 0);
    return {
      place: (value) => (typeof value === 'number' && value > 0 ? scale(value) : NaN),
      ticks: powerTexts(shown).map((text, at) => ({ at: scale(shown[at]), text })),
    };
  }
  const scale = scaleLinear().domain(domain).range([from, to]);
  const place = (value: Coordinate): number => {
    if (typeof value === 'string') return scale((categories ?? []).indexOf(value));
    return value === null || !Number.isFinite(value) ? NaN : scale(value);
  };
  if (categories) {
    return { place, ticks: categories.map((text, at) => ({ at: scale(at), text })) };
  }
  const cells = panel.marks.some(
    ({ mark }) => mark === 'cells' || (mark === 'bar' && name === 'x'),
  );
  const shown = ticks ?? scale.ticks(count).filter((value) => !cells || Number.isInteger(value));
  const percents = format?.endsWith('%') === true;
  return {
    place,
    ticks: shown.map((value) => ({
      at: scale(value),
      text: percents ? `${numberText(rounded(100 * value))} %` : numberText(value),
    })),
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(9));
}
