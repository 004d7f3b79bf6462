/*
 * A composition on a canvas. Plotly takes tens of milliseconds for a picture of several panels; a canvas takes one or
 * two, so that a picture can follow a slider at 60 frames a second. Layout, axes, colours and marks are compose's.
 */
import { colourOf } from '../../plot/compose/colours.js';
import { coloursOf, isSeries } from '../../plot/compose/compose.js';
import { sharingBar } from '../../plot/compose/axes.js';
import { type Composition, type Panel, type PanelOutline } from '../../plot/compose/composition.js';
import { linesOf, type Place } from '../../plot/compose/places.js';
import { plain, type Measure } from '../../plot/compose/text.js';
import { rangeOf } from '../../plot/compose/traces.js';
import { paintedAxis, type PaintedAxis } from './axis.js';
import { paintMark } from './marks.js';
import { onTheme, type Theme } from './theme.js';

/** A composition with the parts that its layout depends on. */
export interface Picture {
  readonly composition: Composition;
  readonly outline: readonly (readonly PanelOutline[])[];
}

/** A panel at its place on the canvas. */
export interface PaintedPanel {
  readonly panel: Panel;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: PaintedAxis;
  readonly y: PaintedAxis;
}

/** A picture laid out for a width. */
export interface Plan {
  readonly picture: Picture;
  readonly width: number;
  readonly height: number;
  readonly places: readonly Place[];
  readonly legend: readonly LegendEntry[];
  readonly head: number;
}

interface LegendEntry {
  readonly name: string;
  readonly colour: number | 'grey';
  readonly left: number;
  readonly top: number;
}

const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, Arimo, Arial, sans-serif';
const LEGEND_ROW = 20;
const BAR = { width: 120, height: 10 };

const font = (size: number, bold = false): string => `${bold ? '600 ' : ''}${size}px ${FAMILY}`;

/** The widths of texts on a canvas, each measured once. */
export function measureWith(pen: CanvasRenderingContext2D): Measure {
  const known = new Map<string, number>();
  return (text, size) => {
    const key = `${size} ${text}`;
    let width = known.get(key);
    if (width === undefined) {
      pen.font = font(size);
      width = pen.measureText(plain(text)).width;
      known.set(key, width);
    }
    return width;
  };
}

/** Places all parts of a picture in a width. */
export function plan(picture: Picture, width: number, measure: Measure): Plan {
  const { composition, outline } = picture;
  const panels = composition.rows.flat();
  const series = panels.flatMap(({ marks }) => marks).filter(isSeries);
  const colours = [...coloursOf(series)];
  const legend: LegendEntry[] = [];
  const bar = sharingBar(panels).length > 0;
  let [left, top] = [bar ? BAR.width + 76 : 0, 0];
  for (const [name, colour] of colours.length > 1 ? colours : []) {
    const needs = measure(name, 12) + 34;
    if (left > 0 && left + needs > width) [left, top] = [0, top + LEGEND_ROW];
    legend.push({ name, colour, left, top });
    left += needs;
  }
  // Above a bar stands what its colours mean.
  const head = Math.max(bar ? 36 : 0, legend.length > 0 ? top + LEGEND_ROW + 6 : 0);
  const lines = linesOf(outline, width, measure);
  const places = lines.flatMap((line) => line.places);
  const last = lines[lines.length - 1];
  const height = head + last.places[0].top + last.places[0].height + last.foot;
  return { picture, width, height: Math.ceil(height), places, legend, head };
}

/** Paints a planned picture; the canvas is blank before. */
export function paint(pen: CanvasRenderingContext2D, planned: Plan, theme: Theme): PaintedPanel[] {
  const { composition } = planned.picture;
  const panels = composition.rows.flat();
  const colours = coloursOf(panels.flatMap(({ marks }) => marks).filter(isSeries));
  const shared = sharingBar(panels);
  const cellRange = shared.length > 0 ? rangeOf(shared) : ([0, 1] as const);
  if (shared.length > 0) paintColourBar(pen, shared[0].bar ?? '', cellRange, theme);
  paintLegend(pen, planned, theme);
  return planned.places.map((place, at): PaintedPanel => {
    const panel = panels[at];
    const [left, top] = [place.left, planned.head + place.top];
    const { width, height } = place;
    const x = paintedAxis(panel, 'x', [left, left + width]);
    const y = paintedAxis(panel, 'y', [top + height, top]);
    paintFrame(pen, { ...place, top }, panel, x, y, theme, planned.width);
    const barNames = sideBySide(panel);
    pen.save();
    pen.beginPath();
    pen.rect(left - 5, top - 5, width + 10, height + 6);
    pen.clip();
    for (const mark of panel.marks) {
      const colour = mark.colour ?? colours.get(mark.name ?? '') ?? 0;
      paintMark({ pen, x, y, theme, barNames, cellRange }, mark, colour);
    }
    pen.restore();
    return { panel, left, top, width, height, x, y };
  });
}

/** The names of bars that stand at the same places. */
function sideBySide({ marks }: Panel): string[] {
  const bars = marks.filter((mark) => mark.mark === 'bar');
  const places = bars.flatMap(({ points }) => points.map(({ x }) => x));
  return new Set(places).size < places.length ? bars.map(({ name = '' }) => name) : [];
}

/** Title, labels, grid and axes of a panel. */
function paintFrame(
  pen: CanvasRenderingContext2D,
  place: Place,
  { marks }: Panel,
  x: PaintedAxis,
  y: PaintedAxis,
  theme: Theme,
  edge: number,
): void {
  const { left, top, width, height, heading, below, room, repeats, slanted, depth } = place;
  const cells = marks.some(({ mark }) => mark === 'cells');
  pen.textAlign = 'left';
  pen.textBaseline = 'alphabetic';
  const first = left + 4 - room;
  for (const [at, line] of heading.entries()) {
    const bold = line.startsWith('<b>');
    pen.font = font(bold ? 13 : 11.5, bold);
    pen.fillStyle = bold ? theme.ink : theme.soft;
    pen.fillText(plain(line), first, top - 9 - 16 * (heading.length - 1 - at));
  }
  pen.lineWidth = 1;
  pen.strokeStyle = theme.grid;
  if (!cells) {
    pen.beginPath();
    for (const { at } of y.ticks) {
      pen.moveTo(left, crisp(at));
      pen.lineTo(left + width, crisp(at));
    }
    if (marks.some(({ mark }) => mark === 'dot' || mark === 'line')) {
      for (const { at } of x.ticks) {
        pen.moveTo(crisp(at), top);
        pen.lineTo(crisp(at), top + height);
      }
    }
    pen.stroke();
  }
  pen.strokeStyle = theme.axis;
  pen.beginPath();
  pen.moveTo(crisp(left), top);
  pen.lineTo(crisp(left), crisp(top + height));
  pen.lineTo(left + width, crisp(top + height));
  pen.stroke();
  pen.font = font(11.5);
  pen.fillStyle = theme.soft;
  pen.textBaseline = 'middle';
  pen.textAlign = 'right';
  if (!repeats) for (const { at, text } of y.ticks) pen.fillText(text, left - 7, at + 0.5);
  pen.textAlign = slanted ? 'right' : 'center';
  pen.textBaseline = 'top';
  for (const { at, text } of x.ticks) {
    if (slanted) {
      pen.save();
      pen.translate(at, top + height + 8);
      pen.rotate(-Math.PI / 4);
      pen.fillText(text, 0, 0);
      pen.restore();
    } else {
      // A number at the picture's edge stays whole.
      const half = pen.measureText(text).width / 2;
      pen.fillText(text, Math.min(at, edge - half), top + height + 7);
    }
  }
  pen.font = font(12);
  pen.textAlign = 'center';
  for (const [at, line] of below.entries()) {
    pen.fillText(plain(line), left + width / 2, top + height + depth + 15 * at);
  }
}

function crisp(at: number): number {
  return Math.round(at) + 0.5;
}

function paintLegend(pen: CanvasRenderingContext2D, { legend }: Plan, theme: Theme): void {
  pen.font = font(12);
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  for (const { name, colour, left, top } of legend) {
    pen.fillStyle = onTheme(colourOf(colour), theme);
    pen.fillRect(left, top + 6, 14, 8);
    pen.fillStyle = theme.ink;
    pen.fillText(name, left + 20, top + 10.5);
  }
}

function paintColourBar(
  pen: CanvasRenderingContext2D,
  title: string,
  [low, high]: readonly [number, number],
  theme: Theme,
): void {
  const steps = theme.sequential.length;
  for (const [at, colour] of theme.sequential.entries()) {
    pen.fillStyle = colour;
    pen.fillRect((at * BAR.width) / steps, 20, BAR.width / steps + 0.5, BAR.height);
  }
  pen.strokeStyle = theme.grid;
  pen.lineWidth = 1;
  pen.strokeRect(0.5, 20.5, BAR.width - 1, BAR.height - 1);
  pen.font = font(12);
  pen.fillStyle = theme.soft;
  pen.textBaseline = 'alphabetic';
  pen.textAlign = 'left';
  pen.fillText(`${title}: ${low} to ${high}`, 0, 13);
}
