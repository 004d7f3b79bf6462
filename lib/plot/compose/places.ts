/*
 * Places of panels: rows as they are declared, broken into lines that fit the width, with room for labels and titles.
 */
import { type AxisOutline, type PanelOutline } from './composition.js';
import { widest, wrap, type Measure } from './text.js';

/** Room right of a panel, in pixels. */
const RIGHT = 16;
/** Room for the numbers of an upright axis. */
const NUMBERS = 50;
/** A regular font size as wide as a title, 13 pixels in bold. */
const BOLD = 14.8;
/** The largest side of a square panel. */
const SQUARE = 340;

/** A panel at its place, in pixels from the upper left corner of all panels. */
export interface Place {
  readonly panel: PanelOutline;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Room for the labels of y. */
  readonly room: number;
  /** Whether the panel before it in its line shows the same labels of y. */
  readonly repeats: boolean;
  /** Lines of title and label of y, above the panel. */
  readonly heading: readonly string[];
  /** Lines of the label of x. */
  readonly below: readonly string[];
  /** Whether labels of x stand too close to be written level. */
  readonly slanted: boolean;
  /** Height of the labels of x. */
  readonly depth: number;
}

/** Panels side by side. */
export interface Line {
  readonly places: readonly Place[];
  /** Height below the plots: labels of x and their titles. */
  readonly foot: number;
}

/** All panels in a width, from the top. */
export function linesOf(
  rows: readonly (readonly PanelOutline[])[],
  width: number,
  measure: Measure,
): Line[] {
  const lines: Line[] = [];
  let top = 0;
  for (const row of rows) {
    const broken = breakRow(row, width, measure);
    for (const panels of broken) {
      const line = placeLine(panels, { across: broken[0].length, width, top, measure });
      lines.push(line);
      top = line.places[0].top + line.places[0].height + line.foot;
    }
  }
  return lines;
}

/** Room for the labels of y; at most 36 % of the figure. */
function labelRoom({ labels }: AxisOutline, width: number, measure: Measure): number {
  return labels.length === 0 ? NUMBERS : Math.min(0.36 * width, widest(labels, 13, measure) + 18);
}

/** Rooms of the labels of a line of panels; labels that the panel before has too are drawn there alone. */
function roomsOf(
  panels: readonly PanelOutline[],
  width: number,
  measure: Measure,
): { readonly room: number; readonly repeats: boolean }[] {
  const labels = panels.map(({ y }) => y.labels.join('\n'));
  return panels.map(({ y }, at) => {
    const repeats = at > 0 && labels[at] !== '' && labels[at] === labels[at - 1];
    return { repeats, room: repeats ? RIGHT : labelRoom(y, width, measure) };
  });
}

/** A row of panels in lines that fit, as even as can be. */
function breakRow(
  row: readonly PanelOutline[],
  width: number,
  measure: Measure,
): (readonly PanelOutline[])[] {
  for (let count = 1; ; count++) {
    const across = Math.ceil(row.length / count);
    const lines = Array.from({ length: Math.ceil(row.length / across) }, (_, at) =>
      row.slice(at * across, (at + 1) * across),
    );
    const needs = lines.map((line) => {
      const rooms = roomsOf(line, width, measure);
      return line.reduce((sum, { least }, at) => sum + rooms[at].room + least + RIGHT, 0);
    });
    if (across === 1 || Math.max(...needs) <= width) return lines;
  }
}

/** Widths of plots: square ones first, the others share what is left. */
function widthsOf(panels: readonly PanelOutline[], across: number, free: number): number[] {
  const even = free / across;
  const side = Math.min(even, SQUARE);
  const squares = panels.filter(({ square }) => square).length;
  const rest = squares < panels.length ? (free - side * squares) / (across - squares) : even;
  return panels.map(({ square }) => (square ? side : rest));
}

function placeLine(
  panels: readonly PanelOutline[],
  { across, width, top, measure }: { across: number; width: number; top: number; measure: Measure },
): Line {
  const rooms = roomsOf(panels, width, measure);
  // Panels that a broken row lacks here would repeat the labels of those before.
  const lacking = panels[0].y.labels.length > 0 ? RIGHT : rooms[0].room;
  const missing = (across - panels.length) * (lacking + RIGHT);
  const free = width - rooms.reduce((sum, { room }) => sum + room + RIGHT, missing);
  const widths = widthsOf(panels, across, free);
  // Square panels alone in their line keep to the columns of the other lines.
  const spare = panels.every(({ square }) => square) ? free / across - widths[0] : 0;
  const height = Math.max(
    ...panels.map(({ square, height: own }, at) =>
      square ? widths[at] : own || Math.min(300, Math.max(190, 0.62 * widths[at])),
    ),
  );
  let next = 0;
  const parts = panels.map((panel, at) => {
    const [{ room, repeats }, plot] = [rooms[at], widths[at]];
    const left = next + room;
    next = left + plot + RIGHT + spare;
    const most = room + plot + RIGHT + spare - 8;
    const title = wrap(panel.title, most, BOLD, measure).map((text) => `<b>${text}</b>`);
    const unit = wrap(panel.y.label, most, 12, measure).map(
      (text) => `<span style="font-size:12px">${text}</span>`,
    );
    const longest = widest(panel.x.labels, 13, measure);
    const slanted = longest + 6 > plot / Math.max(1, panel.x.labels.length);
    return {
      ...{ panel, left, width: plot, height, room, repeats, slanted },
      heading: [...title, ...unit],
      below: wrap(panel.x.label, most, 13, measure),
      depth: slanted ? 20 + 0.71 * longest : 24,
    };
  });
  const head = 17 * Math.max(...parts.map(({ heading }) => heading.length)) + 8;
  return {
    places: parts.map((part) => ({ ...part, top: top + head })),
    foot: Math.max(...parts.map(({ depth, below }) => depth + 16 * below.length)) + 10,
  };
}
