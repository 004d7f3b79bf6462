/*
 * The figure and the report of a study that states none: the quantities of its summary as small multiples.
 */
import { number, percent, sentences, version } from '../plot/caption.js';
import { compose } from '../plot/compose/index.js';
import { plotFacets } from '../plot/facets.js';
import { type Figure } from '../plot/figure.js';
import { settingText, valueText, type Schema } from '../parameters/index.js';
import { type Versions } from '../files/version.js';
import { estimateColumns, keyColumns, quantityColumns } from './columns.js';
import { type Row } from './define.js';
import { estimate, markdownTable } from './report.js';

/** The parts of a study that its default presentation reads. */
interface Described {
  readonly title: string;
  readonly columns: readonly string[];
  readonly parameters: Schema;
}

/** The parts of its result. */
interface Result {
  readonly parameters: object;
  readonly versions: Versions;
  readonly tables: { readonly summary: readonly object[] };
}

/** The most quantities of a default figure. */
const MOST = 6;

/** The columns of a summary by their part. */
interface Columns {
  /** Those that tell rows apart. */
  readonly keys: readonly string[];
  /** With an interval; other numbers where no column has one. */
  readonly quantities: readonly string[];
  /** All but the quantities and the ends of their intervals. */
  readonly others: readonly string[];
}

function columnsOf({ columns }: Described, rows: readonly Row[]): Columns {
  const stated = rows.map((row): Row =>
    Object.fromEntries(columns.map((name) => [name, row[name]])),
  );
  const keys = keyColumns(stated);
  const estimated = estimateColumns(stated);
  const quantities = estimated.length > 0 ? estimated : quantityColumns(stated, keys);
  const ends = estimated.flatMap((name) => [`${name}Low`, `${name}High`]);
  const others = columns.filter((name) => !quantities.includes(name) && !ends.includes(name));
  return { keys, quantities, others };
}

/** A figure of the quantities along the first column that tells rows apart. */
export function defaultFigure(study: Described): (result: Result) => Figure {
  return ({ parameters, tables, versions }) => {
    const rows = tables.summary as readonly Row[];
    const { keys, quantities } = columnsOf(study, rows);
    const { networks, confidence } = parameters as { networks: number; confidence: number };
    const named = Object.keys(study.parameters).filter(
      (name) =>
        !['networks', 'confidence', 'measured'].includes(name) &&
        (parameters as Readonly<Record<string, unknown>>)[name] !== undefined,
    );
    const { title } = study;
    const caption = sentences(
      `${networks} networks at each setting: ${settingText(study.parameters, parameters, named)}.`,
      `Bars: ${percent(confidence)} intervals over networks.`,
      version(versions),
    );
    // A summary of words has no panel to show.
    if (quantities.length === 0) return compose({ title, caption, rows: [[EMPTY]] });
    return plotFacets({
      ...{ title, caption, rows, columns: keys, quantities: quantities.slice(0, MOST) },
    });
  };
}

const EMPTY = { x: '', y: '', marks: [] };

/** The columns of the summary as a table, estimates with their intervals. */
export function defaultReport(study: Described): (result: Result) => string {
  return ({ tables }) => {
    const rows = tables.summary as readonly Row[];
    const { quantities, others } = columnsOf(study, rows);
    const end = (row: Row, name: string): number | null =>
      (row[name] as number | null | undefined) ?? null;
    return markdownTable(
      [...others, ...quantities],
      rows.map((row) => [
        ...others.map((name) => valueText(row[name] ?? 'undefined')),
        ...quantities.map((name) => {
          const [low, high] = [end(row, `${name}Low`), end(row, `${name}High`)];
          return low === null || high === null
            ? number(end(row, name))
            : estimate(end(row, name), low, high);
        }),
      ]),
    );
  };
}
