/*
 * plotly.js in jsdom, with a canvas and with sizes of text from the package's font; texts of scripts for pages.
 */
import { readFileSync } from 'node:fs';
import { type Canvas } from '@napi-rs/canvas';
import type * as canvases from '@napi-rs/canvas';
import { type JSDOM } from 'jsdom';
import { FileError } from '../../../math/errors.js';

/** The part of plotly.js that draws pictures. */
export interface PlotlyModule {
  toImage(
    figure: unknown,
    options: { format: 'svg'; width: number; height: number },
  ): Promise<string>;
}

/** The text of a module of the build that a page includes, or of plotly.js. */
export function scriptText(where: string, name: 'plotly' | 'text' | 'places' | 'layout'): string {
  const path =
    name === 'plotly'
      ? require.resolve('plotly.js-dist-min')
      : require.resolve(`../../compose/${name}.js`);
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new FileError(where, path, 'cannot be read; install the package again');
  }
}

type Canvases = typeof canvases;

/** plotly.js in a document without a browser. */
export async function loadPlotly(): Promise<PlotlyModule> {
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
