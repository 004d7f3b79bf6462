/*
 * Colours of pictures in light and dark pages.
 */
import { SCALES } from '../../plot/compose/colours.js';

/** The colours of a page that a picture takes up. */
export interface Theme {
  readonly ink: string;
  /** Numbers and labels of axes. */
  readonly soft: string;
  readonly grid: string;
  readonly axis: string;
  /** Colours of cells from the least to the largest value, 256 of them. */
  readonly sequential: readonly string[];
  readonly diverging: readonly string[];
  /** A cell without a value. */
  readonly blank: string;
}

type Stops = readonly (readonly [number, string])[];

/** On a dark page, the darkest cell is the page's colour, as the lightest is on a light page. */
const DARK: Record<keyof typeof SCALES, Stops> = {
  sequential: [
    [0, '#1b1f24'],
    [0.1, '#1d3a52'],
    [0.3, '#1f6494'],
    [0.6, '#56b4e9'],
    [1, '#eaf6fd'],
  ],
  diverging: [
    [0, '#56b4e9'],
    [0.5, '#1b1f24'],
    [1, '#e8833a'],
  ],
};

function channels(hex: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

/** 256 colours between stops. */
function ramp(stops: Stops): string[] {
  return Array.from({ length: 256 }, (_, at) => {
    const place = at / 255;
    const next = Math.max(
      1,
      stops.findIndex(([end]) => end >= place),
    );
    const [[from, low], [to, high]] = [stops[next - 1], stops[next]];
    const part = (place - from) / (to - from);
    const end = channels(high);
    const mixed = channels(low).map((one, k) => Math.round(one + part * (end[k] - one)));
    return `rgb(${mixed.join(',')})`;
  });
}

export const LIGHT_THEME: Theme = {
  ink: '#1f2328',
  soft: '#57606a',
  grid: '#eceff2',
  axis: '#a0a7af',
  sequential: ramp(SCALES.sequential),
  diverging: ramp(SCALES.diverging),
  blank: 'rgba(128,128,128,0.15)',
};

export const DARK_THEME: Theme = {
  ink: '#e6e8eb',
  soft: '#a3abb5',
  grid: '#262b31',
  axis: '#6b737d',
  sequential: ramp(DARK.sequential),
  diverging: ramp(DARK.diverging),
  blank: 'rgba(128,128,128,0.2)',
};

/** The palette of series on a dark page: the darkest colours are lighter. */
const ON_DARK: Readonly<Record<string, string>> = {
  '#0072B2': '#4aa8e0',
  '#D55E00': '#f0803c',
  '#009E73': '#2fc495',
};

/** A colour of the palette on a page of the theme. */
export function onTheme(colour: string, theme: Theme): string {
  return theme === DARK_THEME ? (ON_DARK[colour] ?? colour) : colour;
}
