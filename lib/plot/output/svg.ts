/*
 * A figure as an SVG file's text, without a browser: plotly.js runs in jsdom. Text is measured with one
 * font that comes with this package, so that a picture is the same bytes on every machine.
 */
import { loadPlotly, type PlotlyModule } from '#drawing';
import { checkOptionNames } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { checkWidth } from '../compose/layoutAt.js';
import { layOut } from '../compose/layout.js';
import { checkFigure } from '../compose/shapes.js';
import { alternativeText } from '../compose/table.js';
import { plainFigure, titleOf, type Figure } from '../figure.js';
import { darkStyle } from './client.js';
import { escapeHtml } from './table.js';

export interface SvgOptions {
  /** Width in pixels; the figure is laid out for it. Default: its own width. */
  readonly width?: number;
}

/** plotly.js, a document and a canvas: loaded with the first picture, since that takes a second. */
let loaded: Promise<PlotlyModule> | undefined;

/**
 * A figure as SVG, with its title and its alternative text.
 *
 * @throws {@link InvalidArgumentError} for what is no figure, and for 3D traces, which need a graphics card
 */
export async function toSvg(figure: Figure, options: SvgOptions = {}): Promise<string> {
  checkFigure('toSvg', figure);
  checkOptionNames('toSvg', options, ['width']);
  if (options.width !== undefined) checkWidth('toSvg', options.width);
  if (figure.data.some((trace) => /3d|surface|mesh|gl$/.test(String(trace.type)))) {
    throw new InvalidArgumentError(
      'toSvg',
      'traces must be two-dimensional ones without WebGL',
      'a 3D or GL trace',
    );
  }
  loaded ??= loadPlotly();
  const layout = options.width === undefined ? figure.layout : layOut(figure, options.width);
  const { width, height } = layout;
  // Plotly writes to its arguments, and names unnamed traces at random.
  const copy = plainFigure('toSvg', { ...figure, layout });
  for (const [index, trace] of copy.data.entries()) trace.uid ??= `trace${index}`;
  const plotly = await loaded;
  const url = await plotly.toImage(copy, { format: 'svg', width, height });
  const svg = decodeURIComponent(url.replace(/^data:image\/svg\+xml,/, ''));
  return described(withStableIds(svg), figure);
}

/** The picture with `<title>` and `<desc>`, which screen readers say, and with the colours of a dark theme. */
function described(svg: string, figure: Figure): string {
  const words =
    `<title>${escapeHtml(titleOf(figure))}</title><desc>${escapeHtml(alternativeText(figure))}</desc>` +
    `<style>${darkStyle()}\n${DARK_PAPER}</style>`;
  return svg.replace(/^<svg([^>]*)>/, `<svg role="img"$1>${words.replaceAll('$', '$$$$')}`);
}

const DARK_PAPER =
  '@media (prefers-color-scheme: dark) { .main-svg { background: #161616 !important; } .main-svg > rect, .bglayer .bg { fill: #161616 !important; } }';

/** Plotly names a drawing by six random hexadecimal digits: the same figure should be the same file. */
function withStableIds(svg: string): string {
  const drawing = /id="(?:topdefs|defs)-([0-9a-f]{6})"/.exec(svg)?.[1];
  return `${drawing === undefined ? svg : svg.replaceAll(drawing, 'figure')}\n`;
}
