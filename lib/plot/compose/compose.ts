/*
 * `compose` makes a figure of its declaration: axes from the marks' data, colours and legend from their names, one
 * colour bar, one slider that shows the marks of a step.
 */
import { checkInteger } from '../../math/checks.js';
import { each, object } from '../checks.js';
import { type Figure, type Trace } from '../figure.js';
import { panelOutline, plotlyAxis, sharingBar } from './axes.js';
import { GREY, SCALES } from './colours.js';
import { type Composition, type Outline, type Panel, type Slider } from './composition.js';
import { layOut } from './layout.js';
import { type Mark } from './marks.js';
import { checkComposition } from './shapes.js';
import { rangeOf, tracesOf } from './traces.js';

/** The width of a figure where none is asked for, in pixels. */
const WIDTH = 880;

/**
 * The figure of a composition.
 *
 * @throws {@link InvalidArgumentError} when a part of the composition is not of its kind
 */
export function compose(composition: Composition): Figure {
  checkComposition('compose', composition);
  const { rows, slider } = composition;
  const panels = rows.flat();
  const active = slider?.active ?? 0;
  const series = panels.flatMap(({ marks }) => marks).filter(isSeries);
  const colours = coloursOf(series);
  const legend = [
    ...new Set(series.filter(({ step = active }) => step === active).map(({ name }) => name)),
  ];
  const entered = new Set<string>();
  const enters = ({ name, step }: Mark): boolean => {
    const key = `${name}\n${step ?? ''}`;
    if (legend.length < 2 || entered.has(key) || entered.has(`${name}\n`)) return false;
    entered.add(key);
    return true;
  };
  const data: Trace[] = [];
  const steps: (number | undefined)[] = [];
  for (const [index, { marks }] of panels.entries()) {
    for (const mark of marks) {
      const traces = tracesOf(mark, mark.colour ?? colours.get(mark.name ?? '') ?? 0);
      const entry = isSeries(mark) && enters(mark);
      for (const [at, trace] of traces.entries()) {
        data.push({
          ...trace,
          ...{ xaxis: `x${suffixOf(index)}`, yaxis: `y${suffixOf(index)}` },
          ...(mark.mark !== 'cells' && { showlegend: entry && at === traces.length - 1 }),
          ...(isSeries(mark) && { legendgroup: mark.name }),
          ...(slider && { visible: (mark.step ?? active) === active }),
        });
        steps.push(mark.step);
      }
    }
  }
  const outline: Outline = {
    ...{ title: composition.title, caption: composition.caption },
    rows: rows.map((row) => row.map(panelOutline)),
    ...{ legend, legendTitle: composition.legend ?? '' },
    ...{ bar: sharingBar(panels).length > 0, slider: slider !== undefined },
  };
  const layout = {
    ...{ width: WIDTH, height: 0, hovermode: 'closest', bargap: 0.25 },
    ...{ paper_bgcolor: '#ffffff', plot_bgcolor: '#ffffff' },
    font: { family: 'Arimo, Arial, Helvetica, sans-serif', size: 13, color: '#222222' },
    ...axesOf(panels),
    ...colourAxis(panels),
    ...(slider && { sliders: [plotlySlider(slider, steps)] }),
  };
  return { data, layout: layOut({ layout, outline }, WIDTH), composition, outline };
}

/**
 * Panels in rows of so many.
 *
 * @throws {@link InvalidArgumentError} unless the panels are a list and `columns` is an integer of at least 1
 */
export function inRows(panels: readonly Panel[], columns: number): Panel[][] {
  each(object)('inRows', 'panels', panels);
  checkInteger('inRows', 'columns', columns, 1);
  return Array.from({ length: Math.ceil(panels.length / columns) }, (_, row) =>
    panels.slice(row * columns, (row + 1) * columns),
  );
}

const suffixOf = (index: number): string => (index === 0 ? '' : String(index + 1));

export function isSeries(mark: Mark): mark is Mark & { readonly name: string } {
  return mark.mark !== 'cells' && mark.mark !== 'text' && mark.name !== undefined;
}

/** Names take the palette's colours in the order in which they appear, unless they declare one. */
export function coloursOf(
  series: readonly (Mark & { readonly name: string })[],
): Map<string, number | 'grey'> {
  const found = new Map<string, number | 'grey'>();
  let next = 0;
  for (const { name, colour } of series) {
    if (!found.has(name)) found.set(name, colour ?? next++);
  }
  return found;
}

function axesOf(panels: readonly Panel[]): Record<string, unknown> {
  return Object.fromEntries(
    panels.flatMap((panel, index) =>
      (['x', 'y'] as const).map((name) => [
        `${name}axis${suffixOf(index)}`,
        plotlyAxis(panel, name, suffixOf(index)),
      ]),
    ),
  );
}

/** The colours that all cells with a bar share. */
function colourAxis(panels: readonly Panel[]): Record<string, unknown> {
  const marks = sharingBar(panels);
  if (marks.length === 0) return {};
  const [{ bar, scale = 'sequential' }] = marks;
  const [cmin, cmax] = rangeOf(marks);
  const colorbar = { title: { text: bar, side: 'top', font: { size: 12 } } };
  return { coloraxis: { cmin, cmax, colorscale: SCALES[scale], colorbar } };
}

function plotlySlider(
  { name, labels, active = 0 }: Slider,
  steps: readonly (number | undefined)[],
): Record<string, unknown> {
  return {
    active,
    ...{ x: 0, y: 0, len: 1, yanchor: 'top' },
    currentvalue: { prefix: `${name} = `, xanchor: 'left', offset: 8, font: { size: 13 } },
    ...{ tickcolor: GREY, font: { size: 11 }, minorticklen: 0, ticklen: 4 },
    steps: labels.map((label, step) => ({
      label,
      method: 'update',
      args: [{ visible: steps.map((at) => (at ?? step) === step) }, {}],
    })),
  };
}
