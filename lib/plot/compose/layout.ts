/*
 * The layout of a figure at a width: panels side by side where there is room and below each other where there is not,
 * titles and caption wrapped, legend, colour bar and slider in room of their own. Pages carry the text of this file, of
 * places.ts and of text.ts, and lay figures out again whenever their width changes: the three import nothing else.
 */
import { type Figure, type Layout } from '../figure.js';
import { type AxisOutline, type Outline } from './composition.js';
import { linesOf, type Place } from './places.js';
import { textWidth, widest, wrap, type Measure } from './text.js';

type Part = Record<string, unknown>;

/** Room left and right of a figure, in pixels. */
const SIDE = 12;
const FONT = { family: 'Arimo, Arial, Helvetica, sans-serif', size: 13, color: '#222222' };

/** The layout of a figure for `width` pixels; one without an outline keeps its layout, at the width. */
export function layOut(
  figure: Pick<Figure, 'layout' | 'outline'>,
  width: number,
  measure: Measure = textWidth,
): Layout {
  const { layout, outline } = figure;
  if (!outline) return { ...layout, width: Math.round(width) };
  const inner = width - 2 * SIDE;

  // From the top: title, legend, colour bar, lines of panels, slider, caption.
  const title = wrap(outline.title, inner, 17.5, measure);
  const legendTop = 18 + 22 * title.length;
  const { entry, height: legendHeight, side } = legendSize(outline, inner, measure);
  const barTop = legendTop + legendHeight;
  const head = barTop + (outline.bar ? 52 : 0);
  const lines = linesOf(outline.rows, inner, measure);
  const { places, foot: lastFoot } = lines[lines.length - 1];
  const area = places[0].top + places[0].height;
  const caption = wrap(outline.caption, inner, 12, measure);
  const captionTop = lastFoot + (outline.slider ? 78 : 0);
  const foot = captionTop + 16 * caption.length + 14;
  const height = Math.round(head + area + foot);

  const above = { xref: 'container', yref: 'container', xanchor: 'left', yanchor: 'top' };
  const at = (top: number): Part => ({ ...above, x: SIDE / width, y: 1 - top / height });
  const all = lines.flatMap((line) => line.places);
  return {
    ...layout,
    ...{ width: Math.round(width), height, margin: { l: SIDE, r: SIDE, t: head, b: foot } },
    title: {
      ...{ text: title.join('<br>'), font: { ...FONT, size: 17 } },
      ...{ ...above, x: 0, y: 1, pad: { l: SIDE, t: 14 } },
    },
    legend: {
      ...{ ...at(legendTop), orientation: 'h', font: { size: 12 } },
      ...{ entrywidth: entry, entrywidthmode: 'pixels', tracegroupgap: 0 },
      title: { text: outline.legendTitle, side, font: { size: 12 } },
    },
    annotations: [
      ...all.flatMap((place) => words(place, inner, area)),
      note(caption, {
        ...{ x: 0, y: 0, xanchor: 'left', yanchor: 'top', yshift: -captionTop },
        font: { ...FONT, size: 12, color: '#444444' },
      }),
    ],
    ...(Object.assign(
      {},
      ...all.map((place, index) => axes(layout, place, index, { inner, area, measure })),
    ) as Part),
    ...cellText(all),
    ...(outline.bar && {
      coloraxis: colourAxis(layout, { ...at(barTop), len: Math.min(260, inner) }),
    }),
    ...(outline.slider && {
      sliders: (layout.sliders as Part[]).map((slider) => ({
        ...slider,
        pad: { t: lastFoot, b: 0, l: 0, r: 0 },
      })),
    }),
  };
}

/** The width of a legend's entry, the height of all, and the side of the title: above entries that take several lines. */
function legendSize(
  { legend, legendTitle }: Outline,
  inner: number,
  measure: Measure,
): { entry: number; height: number; side: 'left' | 'top' } {
  const entry = widest(legend, 12, measure) + 6;
  if (legend.length < 2) return { entry, height: 0, side: 'left' };
  const title = legendTitle === '' ? 0 : measure(legendTitle, 12) + 12;
  if (title + legend.length * (entry + 46) <= inner) return { entry, height: 29, side: 'left' };
  const across = Math.max(1, Math.floor(inner / (entry + 46)));
  const lines = Math.ceil(legend.length / across) + (title > 0 ? 1 : 0);
  return { entry, height: 19 * lines + 10, side: 'top' };
}

/** Lines of text in the picture, at a point of the area of all panels. */
function note(lines: readonly string[], place: Part): Part {
  return {
    ...{ text: lines.join('<br>'), xref: 'paper', yref: 'paper', showarrow: false },
    ...{ align: 'left', font: FONT, ...place },
  };
}

/** The plot of a panel as parts of the area of all panels. */
function domains({ left, top, width, height }: Place, inner: number, area: number) {
  const [right, bottom] = [Math.min(inner, left + width), Math.min(area, top + height)];
  return { x: [left / inner, right / inner], y: [1 - bottom / area, 1 - top / area] };
}

/** Title and labels of a panel. */
function words(place: Place, inner: number, area: number): Part[] {
  const { x, y } = domains(place, inner, area);
  return [
    note(place.heading, {
      ...{ x: x[0], xanchor: 'left', xshift: 4 - place.room },
      ...{ y: y[1], yanchor: 'bottom', yshift: 4 },
    }),
    note(place.below, {
      ...{ x: (x[0] + x[1]) / 2, xanchor: 'center', align: 'center' },
      ...{ y: y[0], yanchor: 'top', yshift: -place.depth },
    }),
  ];
}

/** Both axes of a panel at its place. */
function axes(
  layout: Layout,
  place: Place,
  index: number,
  { inner, area, measure }: { inner: number; area: number; measure: Measure },
): Part {
  const { panel, width, height, room, repeats, slanted } = place;
  const suffix = index === 0 ? '' : String(index + 1);
  const { x, y } = domains(place, inner, area);
  // Places of cells are short, other numbers need not be.
  const cells = panel.square && panel.x.span > 0;
  const upright = panel.y.labels.map((label) => wrap(label, room - 16, 13, measure).join('<br>'));
  return {
    [`xaxis${suffix}`]: {
      ...(layout[`xaxis${suffix}`] as Part),
      ...ticks(panel.x, panel.x.labels, width, cells ? 24 : 58),
      ...{ tickangle: slanted ? -45 : 0, domain: x },
    },
    [`yaxis${suffix}`]: {
      ...(layout[`yaxis${suffix}`] as Part),
      ...ticks(panel.y, upright, height, cells ? 24 : 42),
      ...{ showticklabels: !repeats, domain: y },
    },
  };
}

/** Labels at their places, or as many numbers as the pixels have room for. */
function ticks(
  { labels, ticks: places, span }: AxisOutline,
  texts: readonly string[],
  pixels: number,
  each: number,
): Part {
  if (labels.length > 0) return { tickvals: places, ticktext: texts };
  const most = Math.max(2, Math.floor(pixels / each));
  return span > 0 ? { dtick: Math.max(1, Math.ceil(span / most)) } : { nticks: most + 1 };
}

/** The size of texts in cells: what fits the narrowest; below 8 pixels they are left to the mouse. */
function cellText(places: readonly Place[]): Part {
  const fitting = places
    .filter(({ panel }) => panel.columns > 0)
    .map(({ panel, width }) => (11 * (width / panel.columns - 3)) / panel.widest);
  const size = Math.min(11, ...fitting);
  const textfont = size < 8 ? { size: 8, color: 'rgba(0,0,0,0)' } : { size };
  return fitting.length > 0 ? { template: { data: { heatmap: [{ textfont }] } } } : {};
}

function colourAxis({ coloraxis }: Layout, place: Part): Part {
  const { colorbar, ...axis } = coloraxis as Part & { colorbar: Part };
  return {
    ...axis,
    colorbar: {
      ...{ ...colorbar, ...place, orientation: 'h', lenmode: 'pixels', thickness: 10 },
      ...{ outlinewidth: 0, ticklen: 3, xpad: 0, ypad: 0 },
    },
  };
}
