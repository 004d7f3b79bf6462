/*
 * The layout of a figure at a width: panels side by side where there is room and below each other where there is not,
 * titles and caption wrapped, legend, colour bar and slider in room of their own. The file imports nothing: pages
 * carry its text and lay figures out again whenever their width changes.
 */
import { type Figure, type Layout } from '../figure.js';
import { type AxisOutline, type PanelOutline } from './composition.js';

const SIDE = 12;
const RIGHT = 16;
const NUMBERS = 46;
const SQUARE = 340;
const FONT = { family: 'Arimo, Arial, Helvetica, sans-serif', size: 13, color: '#222222' };

/** Width of a text in pixels, by classes of letters; marks such as `<b>` have none. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const letter of text.replace(/<[^>]*>/g, '')) {
    if (/[iljtfrI.,:;'’()[\]|! ]/.test(letter)) width += 0.32;
    else if (/[A-ZmwMWΣΩ%→↑≤≥−=+]/.test(letter)) width += 0.76;
    else width += 0.56;
  }
  return width * size;
}

/** `content` in lines of at most `most` pixels; a longer word has a line to itself. */
export function wrap(content: string, most: number, size: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of content.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, size) > most) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}

/** A panel at its place, in pixels from the upper left corner of all panels. */
interface Placed {
  readonly panel: PanelOutline;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Room for the labels of y. */
  readonly labels: number;
  /** Whether the panel before it in its line shows the same labels. */
  readonly repeats: boolean;
  readonly heading: string[];
  readonly below: string[];
  /** Height of the labels of x. */
  readonly depth: number;
}

/** Room for the labels of y; at most 45 % of the figure. */
function labelRoom({ labels }: AxisOutline, inner: number): number {
  if (labels.length === 0) return NUMBERS;
  const longest = Math.max(...labels.map((label) => textWidth(label, 13)));
  return Math.min(0.45 * inner, longest + 16);
}

function sameLabels(one: PanelOutline | undefined, other: PanelOutline): boolean {
  return other.y.labels.length > 0 && one?.y.labels.join('\n') === other.y.labels.join('\n');
}

/** A row of panels as lines that fit into the width, as even as can be. */
function linesOf(row: readonly PanelOutline[], inner: number): PanelOutline[][] {
  for (let count = 1; ; count++) {
    const across = Math.ceil(row.length / count);
    const lines = Array.from({ length: Math.ceil(row.length / across) }, (_, at) =>
      row.slice(at * across, (at + 1) * across),
    );
    const needs = lines.map((line) =>
      line.reduce((sum, { y, least }) => sum + labelRoom(y, inner) + least + RIGHT, 0),
    );
    if (across === 1 || Math.max(...needs) <= inner) return lines;
  }
}

/** The panels of one line from `top` on; plots that need not be square share what the square ones leave. */
function placeLine(
  line: readonly PanelOutline[],
  across: number,
  inner: number,
  top: number,
): Placed[] {
  const repeats = line.map((panel, at) => at > 0 && sameLabels(line[at - 1], panel));
  const rooms = line.map(({ y }, at) => (repeats[at] ? SIDE : labelRoom(y, inner)));
  const missing = (across - line.length) * (NUMBERS + RIGHT);
  const free = inner - rooms.reduce((sum, room) => sum + room + RIGHT, 0) - missing;
  const even = free / across;
  const squares = line.filter(({ square }) => square).length;
  const side = Math.min(even, SQUARE);
  const rest = squares < line.length ? (free - side * squares) / (across - squares) : even;
  const widths = line.map(({ square }) => (square ? side : rest));
  const height = Math.max(
    ...line.map((panel, at) =>
      panel.square ? side : panel.height || Math.min(300, Math.max(190, 0.62 * widths[at])),
    ),
  );
  let right = 0;
  const parts = line.map((panel, at) => {
    const [room, width] = [rooms[at], widths[at]];
    const left = right + room;
    right = left + width + RIGHT;
    const most = room + width + RIGHT - 6;
    const heading = [
      ...wrap(panel.title, most / 1.06, 13).map((text) => `<b>${text}</b>`),
      ...wrap(panel.y.label && `↑ ${panel.y.label}`, most, 12).map(
        (text) => `<span style="font-size:12px">${text}</span>`,
      ),
    ];
    const below = wrap(panel.x.label, most, 13);
    return {
      panel,
      left,
      width,
      labels: room,
      repeats: repeats[at],
      heading,
      below,
      depth: depthOf(panel.x, width),
    };
  });
  const head = 17 * Math.max(...parts.map(({ heading }) => heading.length)) + 8;
  return parts.map((part) => ({ ...part, top: top + head, height }));
}

/** Whether labels of x stand too close to be written level. */
function slanted({ labels }: AxisOutline, width: number): boolean {
  const widest = Math.max(0, ...labels.map((label) => textWidth(label, 13)));
  return labels.length > 0 && widest + 6 > width / labels.length;
}

function depthOf(axis: AxisOutline, width: number): number {
  if (!slanted(axis, width)) return 24;
  return 20 + 0.71 * Math.max(...axis.labels.map((label) => textWidth(label, 13)));
}

function footOf(line: readonly Placed[]): number {
  return Math.max(...line.map(({ depth, below }) => depth + 16 * below.length)) + 10;
}

/** Steps between labels, for so many pixels. */
function ticksOf(axis: AxisOutline, pixels: number, least: number): Record<string, unknown> {
  if (axis.labels.length > 0) return {};
  const most = Math.max(2, Math.floor(pixels / least));
  return axis.span > 0 ? { dtick: Math.max(1, Math.ceil(axis.span / most)) } : { nticks: most + 1 };
}

/** A text in the picture, at a point of the area of all panels. */
function note(text: string, place: Record<string, unknown>): Record<string, unknown> {
  return {
    text,
    xref: 'paper',
    yref: 'paper',
    showarrow: false,
    align: 'left',
    font: FONT,
    ...place,
  };
}

/**
 * The layout of a figure for `width` pixels.
 *
 * @param figure - made by `compose`; any other keeps its layout, at the width
 */
export function layoutAt(figure: Pick<Figure, 'layout' | 'outline'>, width: number): Layout {
  const { layout, outline } = figure;
  if (!outline) return { ...layout, width: Math.round(width) };
  const inner = width - 2 * SIDE;
  const title = wrap(outline.title, inner / 1.04, 17);

  // From the top: title, legend, colour bar, lines of panels, slider, caption.
  let head = 18 + 22 * title.length;
  const legendTop = head;
  const entry = Math.max(0, ...outline.legend.map((name) => textWidth(name, 12))) + 6;
  const named = textWidth(outline.legendTitle, 12);
  if (outline.legend.length > 1) {
    const columns = Math.max(1, Math.floor((inner - named) / (entry + 46)));
    head += 19 * Math.ceil(outline.legend.length / columns) + 10;
  }
  const barTop = head;
  if (outline.bar) head += 52;
  const lines: Placed[][] = [];
  let down = 0;
  for (const row of outline.rows) {
    const broken = linesOf(row, inner);
    for (const line of broken) {
      const placed = placeLine(line, Math.max(...broken.map(({ length }) => length)), inner, down);
      lines.push(placed);
      down = placed[0].top + placed[0].height + footOf(placed);
    }
  }
  const lastFoot = footOf(lines[lines.length - 1]);
  const area = down - lastFoot;
  const caption = wrap(outline.caption, inner, 12);
  const sliderRoom = outline.slider ? 78 : 0;
  const foot = lastFoot + sliderRoom + 16 * caption.length + 14;
  const height = Math.round(head + area + foot);

  const fitted: Layout = { ...layout, width: Math.round(width), height };
  const notes: Record<string, unknown>[] = [];
  for (const [at, placed] of lines.flat().entries()) {
    const suffix = at === 0 ? '' : String(at + 1);
    const { panel, left, top, labels, repeats, heading, below, depth } = placed;
    const x: [number, number] = [left / inner, Math.min(1, (left + placed.width) / inner)];
    const y: [number, number] = [Math.max(0, 1 - (top + placed.height) / area), 1 - top / area];
    fitted[`xaxis${suffix}`] = {
      ...(layout[`xaxis${suffix}`] as object),
      ...ticksOf(panel.x, placed.width, panel.square ? 24 : 58),
      ...(panel.x.labels.length > 0 && { tickangle: slanted(panel.x, placed.width) ? -45 : 0 }),
      domain: x,
    };
    fitted[`yaxis${suffix}`] = {
      ...(layout[`yaxis${suffix}`] as object),
      ...ticksOf(panel.y, placed.height, panel.square ? 24 : 42),
      ...(panel.y.labels.length > 0 && {
        tickvals: panel.y.ticks,
        ticktext: panel.y.labels.map((label) => wrap(label, labels - 14, 13).join('<br>')),
        showticklabels: !repeats,
      }),
      domain: y,
    };
    notes.push(
      note(heading.join('<br>'), {
        x: x[0],
        y: y[1],
        xanchor: 'left',
        yanchor: 'bottom',
        xshift: 4 - labels,
        yshift: 4,
      }),
      note(below.join('<br>'), {
        x: (x[0] + x[1]) / 2,
        y: y[0],
        xanchor: 'center',
        yanchor: 'top',
        yshift: -depth,
        align: 'center',
      }),
    );
  }
  notes.push(
    note(caption.join('<br>'), {
      ...{ x: 0, y: 0, xanchor: 'left', yanchor: 'top', yshift: -lastFoot - sliderRoom },
      font: { ...FONT, size: 12, color: '#444444' },
    }),
  );
  const above = { xref: 'container', yref: 'container', xanchor: 'left', yanchor: 'top' };
  const [sideAt, heightAt] = [SIDE / width, (top: number): number => 1 - top / height];
  Object.assign(fitted, {
    annotations: notes,
    margin: { l: SIDE, r: SIDE, t: head, b: foot },
    title: {
      text: title.join('<br>'),
      font: { ...FONT, size: 17 },
      ...above,
      x: 0,
      y: 1,
      pad: { l: SIDE, t: 14 },
    },
    legend: {
      ...above,
      ...{ x: sideAt, y: heightAt(legendTop), orientation: 'h', font: { size: 12 } },
      ...{ entrywidth: entry, entrywidthmode: 'pixels', tracegroupgap: 0 },
      ...(outline.legendTitle && {
        title: { text: outline.legendTitle, side: 'left', font: { size: 12 } },
      }),
    },
    ...(outline.bar && {
      coloraxis: {
        ...(layout.coloraxis as object),
        colorbar: {
          ...(layout.coloraxis as { colorbar: object }).colorbar,
          ...above,
          ...{ x: sideAt, y: heightAt(barTop), orientation: 'h', thickness: 10, outlinewidth: 0 },
          ...{ lenmode: 'pixels', len: Math.min(260, inner), xpad: 0, ypad: 0, ticklen: 3 },
        },
      },
    }),
    ...(outline.slider && {
      sliders: (layout.sliders as object[]).map((slider) => ({
        ...slider,
        pad: { t: lastFoot, b: 0, l: 0, r: 0 },
      })),
    }),
  });
  return fitted;
}
