/*
 * A long table as small multiples: a row of panels for each quantity, a panel for each value of the third column, a line
 * for each value of the second, along the first. Points along categories have no line.
 */
import { compose, dot, estimates, line, where, type Axis, type Panel } from './compose/index.js';
import { type Figure } from './figure.js';
import { formatCell, type Cell } from './output/table.js';

type Row = Readonly<Record<string, Cell>>;

/** A long table to plot. */
export interface Facets {
  readonly title: string;
  readonly caption: string;
  readonly rows: readonly Row[];
  /** The columns that tell rows apart, the one along the axis first; none for a single row. */
  readonly columns: readonly string[];
  /** The quantities, each with `Low` and `High` columns where it has intervals. */
  readonly quantities: readonly string[];
  /** The label of the axis of the first column. Default: its name. */
  readonly along?: string;
}

/** Panels of a row, and lines of a panel, at most; the caption names what is left out. */
const MOST_PANELS = 6;
const MOST_LINES = 8;

/** The part of an axis that is left free at both ends. */
const ROOM = 0.05;

/** The largest ratio of two values on a linear axis. */
const LINEAR = 20;

function valuesOf(rows: readonly Row[], column: string): Cell[] {
  return [...new Set(rows.map((row) => row[column]))];
}

function axisOf(label: string, values: readonly Cell[]): Axis {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length < values.length) return { label, categories: values.map(formatCell) };
  const [least, largest] = [Math.min(...numbers), Math.max(...numbers)];
  const wide = least > 0 && largest / least > LINEAR;
  return { label, ...(wide && { type: 'log', ticks: [...numbers].sort((a, b) => a - b) }) };
}

/** A figure of small multiples. */
export function plotFacets({
  title,
  caption,
  rows,
  columns,
  quantities,
  along: label,
}: Facets): Figure {
  const [along = '', ...rest] = columns;
  const varied = rest.filter((column) => valuesOf(rows, column).length > 1);
  const [lines, panels, ...fixed] = varied as (string | undefined)[];
  const kept = fixed.reduce<readonly Row[]>(
    (some, column) => where(some, { [String(column)]: valuesOf(some, String(column))[0] }),
    rows,
  );
  const alone = columns.length === 0;
  const x = alone ? { label: '', categories: [''] } : axisOf(label ?? along, valuesOf(kept, along));
  const xOf = (row: Row): number | string => {
    if (alone) return '';
    return x.categories ? formatCell(row[along]) : (row[along] as number);
  };
  const facets = panels === undefined ? [null] : valuesOf(kept, panels);
  const series = lines === undefined ? [null] : valuesOf(kept, lines);
  const plotted = quantities.map((quantity) =>
    facets.slice(0, MOST_PANELS).map((facet): Panel => {
      const own = panels === undefined ? kept : where(kept, { [panels]: facet });
      return {
        ...(panels !== undefined && { title: `${panels} ${formatCell(facet)}` }),
        x,
        y: { label: quantity, ...range(kept, quantity) },
        marks: series.slice(0, MOST_LINES).map((value) => {
          const those = lines === undefined ? own : where(own, { [lines]: value });
          const sorted = x.categories
            ? those
            : [...those].sort((a, b) => (a[along] as number) - (b[along] as number));
          const points = estimates(withoutGaps(sorted, quantity), xOf, quantity);
          const look = lines === undefined ? {} : { name: `${lines} ${formatCell(value)}` };
          return x.categories ? dot(points, look) : line(points, { ...look, dots: true });
        }),
      };
    }),
  );
  const left = [
    leftOut(panels, facets.length, MOST_PANELS),
    leftOut(lines, series.length, MOST_LINES),
    ...fixed.map((column) => `${String(column)} is ${formatCell(kept[0][String(column)])}`),
  ].filter((text) => text !== '');
  return compose({
    title,
    rows: plotted,
    caption: left.length === 0 ? caption : `${caption} Shown: ${left.join('; ')}.`,
  });
}

/** The range that all panels of a quantity share; none where it has no numbers. */
function range(rows: readonly Row[], quantity: string): { range?: [number, number] } {
  const ends = [quantity, `${quantity}Low`, `${quantity}High`];
  const values = rows
    .flatMap((row) => ends.map((name) => row[name]))
    .filter((value) => typeof value === 'number' && Number.isFinite(value)) as number[];
  if (values.length === 0) return {};
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = ROOM * (most - least || Math.abs(most) || 1);
  return { range: [least - room, most + room] };
}

function leftOut(column: string | undefined, count: number, most: number): string {
  return column !== undefined && count > most ? `the first ${most} of ${count} ${column}` : '';
}

/** Rows whose quantity is a number or null; other cells are of another table's row. */
function withoutGaps(rows: readonly Row[], quantity: string): Row[] {
  return rows.filter((row) => typeof row[quantity] === 'number' || row[quantity] === null);
}
