/*
 * Layouts for the width that a figure is given. The function needs nothing outside itself: pages carry its text and call
 * it again whenever their width changes.
 */
import { type Layout } from './figure.js';

/**
 * The layout at `width` pixels: panels stretch where there is room, and flow into fewer columns where there is not;
 * title, panel titles and caption are wrapped again.
 *
 * @param entries - how many entries the legend, and a second one, hold
 * @param layout - a layout of {@link layOut}: axes with domains, one title a panel among the annotations, the caption
 * last
 */
export function fitLayout(layout: Layout, width: number, entries: readonly number[] = []): Layout {
  type Box = Record<string, unknown> & { domain?: [number, number] };
  type Note = Record<string, unknown> & { text: string; x: number; y: number };
  const LEAST_PANEL = 230;
  const fitted = { ...layout, width: Math.round(width) } as Layout & Record<string, unknown>;
  const margin = { l: 76, r: 24, t: 84, b: 100, ...(layout.margin as Record<string, number>) };
  const notes = ((layout.annotations ?? []) as Note[]).map((note) => ({ ...note }));
  const wrapped = (content: string, most: number): string[] => {
    const lines: string[] = [];
    let line = '';
    for (const word of content.replaceAll('<br>', ' ').split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && longer.replace(/<[^>]*>/g, '').length > most) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    return [...lines, line];
  };

  // Panels by their place: distinct left ends are columns, distinct tops rows.
  const panels = Object.keys(layout)
    .filter((name) => /^xaxis\d*$/.test(name) && (layout[name] as Box).domain !== undefined)
    .map((name) => {
      const x = (layout[name] as Box).domain ?? [0, 1];
      const y = (layout[name.replace('x', 'y')] as Box | undefined)?.domain ?? [0, 1];
      return { name, x, y };
    })
    .sort((a, b) => b.y[1] - a.y[1] || a.x[0] - b.x[0]);
  const innerBefore = layout.width - margin.l - margin.r;
  const plotBefore = layout.height - margin.t - margin.b;
  const inner = width - margin.l - margin.r;
  const lefts = new Set(panels.map(({ x }) => x[0].toFixed(4)));
  const narrowest = Math.min(innerBefore, ...panels.map(({ x }) => (x[1] - x[0]) * innerBefore));
  const wanted = Math.min(narrowest, LEAST_PANEL);
  const columns = Math.max(1, Math.min(lefts.size, Math.floor((inner + 60) / (wanted + 60))));
  const flows = panels.length > 1 && columns < lefts.size;

  // The caption is the last note; the notes at the top centre of a panel are its title.
  const caption =
    notes.length > 0 && notes[notes.length - 1].align === 'left' ? notes.pop() : undefined;
  const ownerOf = (note: Note): (typeof panels)[number] | undefined => {
    if (note.xref !== 'paper' || note.yref !== 'paper') return undefined;
    return panels.find(
      ({ x, y }) =>
        note.x >= x[0] - 1e-6 &&
        note.x <= x[1] + 1e-6 &&
        note.y >= y[0] - 1e-6 &&
        note.y <= y[1] + 1e-6,
    );
  };
  const owners = notes.map(ownerOf);
  const across = flows ? (1 - (columns === 1 ? 0 : 64 / inner) * (columns - 1)) / columns : 0;
  for (const [at, note] of notes.entries()) {
    const owner = owners[at];
    if (!owner) continue;
    const share = flows ? across : owner.x[1] - owner.x[0];
    const room = Math.floor((share * inner) / 6.6);
    if (note.text.replace(/<[^>]*>/g, '').length <= room) continue;
    note.text = note.text
      .split('<br>')
      .flatMap((line) => wrapped(line, room))
      .join('<br>');
  }
  const mostLines = Math.max(1, ...notes.map(({ text }) => text.split('<br>').length));
  let plot = plotBefore;
  const places = new Map<string, { x: [number, number]; y: [number, number] }>();
  if (flows) {
    const gap = columns === 1 ? 0 : 64 / inner;
    const cell = (1 - gap * (columns - 1)) / columns;
    const heights = panels.map(({ y }) => (y[1] - y[0]) * plotBefore);
    const between = 76 + 16 * mostLines;
    const rows: number[][] = [];
    for (const at of panels.keys()) {
      if (at % columns === 0) rows.push([]);
      rows[rows.length - 1].push(at);
    }
    const tall = rows.map((row) => Math.max(...row.map((at) => heights[at])));
    plot = tall.reduce((sum, one) => sum + one, 0) + between * (rows.length - 1);
    let down = 0;
    for (const [at, row] of rows.entries()) {
      for (const [column, index] of row.entries()) {
        const left = column * (cell + gap);
        const top = 1 - down / plot;
        places.set(panels[index].name, {
          x: [left, Math.min(1, left + cell)],
          y: [Math.max(0, top - heights[index] / plot), top],
        });
      }
      down += tall[at] + between;
    }
  } else for (const { name, x, y } of panels) places.set(name, { x, y });
  for (const { name } of panels) {
    const place = places.get(name);
    if (!place) continue;
    const suffix = name.slice('xaxis'.length);
    fitted[name] = { ...(layout[name] as Box), domain: place.x };
    const upright = layout[`yaxis${suffix}`] as Box | undefined;
    if (!upright?.domain) continue;
    fitted[`yaxis${suffix}`] = {
      ...upright,
      domain: place.y,
      // The first panel of a row may have carried the labels of the others.
      ...(flows && { automargin: true }),
      ...(flows && place.x[0] === 0 && { showticklabels: true }),
    };
  }

  // Titles of panels, at their new places.
  for (const [at, note] of notes.entries()) {
    const owner = owners[at];
    const place = owner && places.get(owner.name);
    if (!owner || !place) continue;
    const part = (value: number, [from, to]: [number, number]): number =>
      (value - from) / (to - from || 1);
    note.x = place.x[0] + part(note.x, owner.x) * (place.x[1] - place.x[0]);
    note.y = place.y[0] + part(note.y, owner.y) * (place.y[1] - place.y[0]);
  }

  // Title, legend and caption.
  const title = layout.title as (Record<string, unknown> & { text: string }) | undefined;
  const titleLines = title ? wrapped(title.text, Math.floor((width - 16) / 9.4)) : [];
  if (title) fitted.title = { ...title, text: titleLines.join('<br>') };
  let top = margin.t + 22 * Math.max(0, titleLines.length - 1) + 15 * Math.max(0, mostLines - 2);
  if (flows) {
    // One entry a line, above the panels; a second legend below the first.
    let up = 15 * mostLines + 12;
    for (const [at, name] of ['legend2', 'legend'].entries()) {
      const own = layout[name] as Record<string, unknown> | undefined;
      const count = entries[1 - at] ?? 0;
      if (count === 0) continue;
      fitted[name] = {
        ...own,
        ...{ orientation: 'v', x: 0, xanchor: 'left', y: 1 + up / plot, yanchor: 'bottom' },
        tracegroupgap: 0,
      };
      up += 20 * count + 12;
    }
    top += up - 15 * mostLines - 12;
  }
  let bottom = margin.b;
  if (caption) {
    const before = caption.text.split('<br>').length;
    const lines = wrapped(caption.text, Math.floor((width - 24) / 6));
    caption.text = lines.join('<br>');
    bottom += 16 * (lines.length - before);
    notes.push(caption);
  }
  fitted.annotations = notes;
  fitted.margin = { ...margin, t: top, b: bottom };
  fitted.height = Math.round(plot + top + bottom);
  return fitted;
}
