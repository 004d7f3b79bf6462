/*
 * Marks on a canvas.
 */
import { colourOf, translucent } from '../../plot/compose/colours.js';
import {
  type BarMark,
  type CellsMark,
  type DotMark,
  type LineMark,
  type Mark,
  type Point,
} from '../../plot/compose/marks.js';
import { rangeOf } from '../../plot/compose/traces.js';
import { type PaintedAxis } from './axis.js';
import { onTheme, type Theme } from './theme.js';

/** Where marks are painted. */
export interface Ground {
  readonly pen: CanvasRenderingContext2D;
  readonly x: PaintedAxis;
  readonly y: PaintedAxis;
  readonly theme: Theme;
  /** The number of series of bars side by side, and the place of a name among them. */
  readonly barNames: readonly string[];
  /** Ends of the colours that all cells with a bar share. */
  readonly cellRange: readonly [number, number];
}

/** Paints a mark in a colour of the palette. */
export function paintMark(ground: Ground, mark: Mark, colour: number | 'grey'): void {
  const { pen, theme } = ground;
  const shown = onTheme(colourOf(colour), theme);
  pen.globalAlpha = mark.opacity ?? 1;
  switch (mark.mark) {
    case 'line':
      paintLine(ground, mark, shown);
      break;
    case 'rule':
      paintLine(ground, { dash: 'dash', width: 1.5, ...mark, mark: 'line' }, shown);
      break;
    case 'dot':
      paintDots(ground, mark, shown);
      break;
    case 'bar':
      paintBars(ground, mark, shown);
      break;
    case 'cells':
      paintCells(ground, mark);
      break;
    case 'text':
      paintTexts(ground, mark.points);
      break;
  }
  pen.globalAlpha = 1;
}

const DASHES = { solid: [], dash: [6, 4], dot: [2, 3], dashdot: [6, 3, 2, 3] };

function paintLine({ pen, x, y }: Ground, mark: LineMark, colour: string): void {
  const { points, dots = false, dash = 'solid', width = 2 } = mark;
  const banded = points.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  if (!dots && banded.length > 0) {
    pen.beginPath();
    for (const point of banded) pen.lineTo(x.place(point.x), y.place(point.high ?? null));
    for (const point of [...banded].reverse())
      pen.lineTo(x.place(point.x), y.place(point.low ?? null));
    pen.fillStyle = translucentOf(colour, 0.18);
    pen.fill();
  }
  pen.beginPath();
  let broken = true;
  for (const point of points) {
    const [px, py] = [x.place(point.x), y.place(point.y)];
    if (Number.isNaN(px + py)) broken = true;
    else if (broken) {
      pen.moveTo(px, py);
      broken = false;
    } else pen.lineTo(px, py);
  }
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.lineJoin = 'round';
  pen.setLineDash(DASHES[dash]);
  pen.stroke();
  pen.setLineDash([]);
  if (dots) paintDots({ pen, x, y } as Ground, { mark: 'dot', points }, colour);
}

function translucentOf(colour: string, opacity: number): string {
  return colour.startsWith('#') ? translucent(colour, opacity) : colour;
}

function paintDots({ pen, x, y }: Ground, mark: DotMark, colour: string): void {
  const { points, size = 7, symbol = 'circle', across = false } = mark;
  pen.strokeStyle = colour;
  pen.fillStyle = colour;
  pen.lineWidth = 1.5;
  for (const point of points) {
    const [px, py] = [x.place(point.x), y.place(point.y)];
    if (Number.isNaN(px + py)) continue;
    paintInterval(pen, point, across ? x : y, across, px, py);
    pen.beginPath();
    if (symbol === 'circle') pen.arc(px, py, size / 2, 0, 2 * Math.PI);
    else if (symbol === 'square') pen.rect(px - size / 2, py - size / 2, size, size);
    else {
      for (const [dx, dy] of [
        [0, -1],
        [1, 0],
        [0, 1],
        [-1, 0],
      ])
        pen.lineTo(px + 0.65 * size * dx, py + 0.65 * size * dy);
      pen.closePath();
    }
    if (point.open === true) pen.stroke();
    else pen.fill();
  }
}

function paintInterval(
  pen: CanvasRenderingContext2D,
  { low, high }: Point,
  axis: PaintedAxis,
  across: boolean,
  px: number,
  py: number,
): void {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return;
  const ends = [axis.place(low ?? null), axis.place(high ?? null)];
  pen.beginPath();
  for (const end of ends) {
    if (across) {
      pen.moveTo(px, py);
      pen.lineTo(end, py);
    } else {
      pen.moveTo(px, py);
      pen.lineTo(px, end);
    }
  }
  pen.stroke();
}

function paintBars({ pen, x, y, barNames }: Ground, mark: BarMark, colour: string): void {
  const { points, name = '' } = mark;
  const slot = Math.max(0, barNames.indexOf(name));
  const unit = Math.abs(x.place(1) - x.place(0));
  // Series that share no place need no room side by side.
  const across = Math.max(1, barNames.length);
  const width = (0.75 * unit) / across;
  const base = y.place(0);
  pen.fillStyle = colour;
  for (const point of points) {
    const [px, py] = [x.place(point.x), y.place(point.y)];
    if (Number.isNaN(px + py)) continue;
    const left = px - (0.75 * unit) / 2 + slot * width;
    pen.fillRect(left, Math.min(base, py), Math.max(1, width - 0.5), Math.abs(py - base));
  }
}

function paintCells({ pen, x, y, theme, cellRange }: Ground, mark: CellsMark): void {
  const { values, shade = (value: number): number => value, scale = 'sequential', bar } = mark;
  const [low, high] = bar === undefined ? rangeOf([mark]) : cellRange;
  const colours = theme[scale];
  const [width, height] = [x.place(1) - x.place(0), y.place(1) - y.place(0)];
  const [left, top] = [x.place(-0.5), y.place(-0.5)];
  // Cells meet on whole pixels, without seams.
  const edge = (start: number, size: number, at: number): number => Math.round(start + at * size);
  for (const [i, row] of values.entries()) {
    const [y0, y1] = [edge(top, height, i), edge(top, height, i + 1)];
    for (const [j, value] of row.entries()) {
      const [x0, x1] = [edge(left, width, j), edge(left, width, j + 1)];
      const shown = value === null ? NaN : (shade(value) - low) / (high - low);
      pen.fillStyle = Number.isFinite(shown)
        ? colours[Math.round(255 * Math.min(1, Math.max(0, shown)))]
        : theme.blank;
      pen.fillRect(x0, y0, x1 - x0, y1 - y0);
    }
  }
}

function paintTexts({ pen, x, y, theme }: Ground, points: readonly Point[]): void {
  pen.fillStyle = theme.ink;
  pen.textAlign = 'center';
  pen.textBaseline = 'bottom';
  for (const point of points) {
    if (point.label !== undefined)
      pen.fillText(point.label, x.place(point.x), y.place(point.y) - 5);
  }
}
