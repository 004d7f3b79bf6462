/*
 * A figure as an SVG file's text, without a browser: plotly.js runs in jsdom. Text is measured with one
 * font that comes with this package, so that a picture is the same bytes on every machine.
 */
import { readFileSync } from 'node:fs';
import { type Canvas } from '@napi-rs/canvas';
import type * as canvases from '@napi-rs/canvas';
import { type JSDOM } from 'jsdom';
import { checkOptionNames } from '../../math/checks.js';
import { FileError, InvalidArgumentError } from '../../math/errors.js';
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

interface PlotlyModule {
  toImage(
    figure: unknown,
    options: { format: 'svg'; width: number; height: number },
  ): Promise<string>;
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
  loaded ??= load();
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

type Canvases = typeof canvases;

async function load(): Promise<PlotlyModule> {
  const [{ JSDOM }, drawing] = await Promise.all([import('jsdom'), import('@napi-rs/canvas')]);
  registerFonts(drawing);
  const { window } = new JSDOM('<!doctype html><body></body>', {
    runScripts: 'outside-only',
    pretendToBeVisual: true,
  });
  giveCanvases(window, drawing);
  giveTextSizes(window, drawing);
  window.eval(readFileSync(require.resolve('plotly.js-dist'), 'utf8'));
  return (window as unknown as { Plotly: PlotlyModule }).Plotly;
}

const FAMILY = 'Workbench Arimo';

function registerFonts({ GlobalFonts }: Canvases): void {
  for (const face of ['400Regular/Arimo_400Regular.ttf', '700Bold/Arimo_700Bold.ttf']) {
    const path = require.resolve(`@expo-google-fonts/arimo/${face}`);
    if (!GlobalFonts.registerFromPath(path, FAMILY))
      throw new FileError('toSvg', path, 'must be a font that can be read');
  }
}

type Window = JSDOM['window'];

/** jsdom has no canvas. */
function giveCanvases(window: Window, { createCanvas }: Canvases): void {
  const canvases = new WeakMap<object, Canvas>();
  const canvasOf = (element: HTMLCanvasElement): Canvas => {
    let canvas = canvases.get(element);
    if (canvas?.width !== element.width || canvas.height !== element.height) {
      canvas = createCanvas(element.width, element.height);
      canvases.set(element, canvas);
    }
    return canvas;
  };
  const { prototype } = window.HTMLCanvasElement;
  Object.assign(prototype, {
    getContext(this: HTMLCanvasElement, kind: string) {
      return kind === '2d' ? canvasOf(this).getContext('2d') : null;
    },
    toDataURL(this: HTMLCanvasElement) {
      return canvasOf(this).toDataURL('image/png');
    },
  });
  Object.assign(window.URL, {
    createObjectURL: () => 'blob:none',
    revokeObjectURL: () => undefined,
  });
}

/** jsdom lays nothing out: boxes of text come from the font, all others are empty. */
function giveTextSizes(window: Window, { createCanvas }: Canvases): void {
  const measure = createCanvas(1, 1).getContext('2d');
  const box = (element: SVGElement): DOMRect => {
    const size = fontSize(element);
    measure.font = `${isBold(element) ? 'bold ' : ''}${size}px "${FAMILY}"`;
    const lines = [...element.querySelectorAll('tspan.line')];
    const widths = (lines.length > 0 ? lines : [element]).map(
      (line) => measure.measureText(line.textContent).width,
    );
    const [width, height] = [Math.max(...widths), 1.3 * size * widths.length];
    const anchor = element.getAttribute('text-anchor') ?? 'start';
    const left = anchor === 'middle' ? -width / 2 : anchor === 'end' ? -width : 0;
    const top = -size;
    return {
      x: left,
      y: top,
      left,
      top,
      width,
      height,
      right: left + width,
      bottom: top + height,
    } as DOMRect;
  };
  const { prototype } = window.SVGElement;
  const plain: () => DOMRect = Reflect.get(prototype, 'getBoundingClientRect');
  Object.assign(prototype, {
    getBBox(this: SVGElement) {
      return box(this);
    },
    getComputedTextLength(this: SVGElement) {
      return box(this).width;
    },
    getBoundingClientRect(this: SVGElement) {
      return this.tagName === 'text' || this.tagName === 'tspan' ? box(this) : plain.call(this);
    },
    getTotalLength: () => 100,
    getPointAtLength: () => ({ x: 0, y: 0 }),
  });
}

function fontSize(element: SVGElement): number {
  for (let node: Element | null = element; node; node = node.parentElement) {
    const size = Number.parseFloat(
      (node as SVGElement).style.fontSize || (node.getAttribute('font-size') ?? ''),
    );
    if (size > 0) return size;
  }
  return 12;
}

function isBold(element: SVGElement): boolean {
  return (
    element.style.fontWeight === 'bold' || element.querySelector('tspan[style*="bold"]') !== null
  );
}
