/*
 * The figure and the report of a study that states none: the estimates of its summary against the first column.
 */
import { number, percent, sentences, version } from '../plot/caption.js';
import { compose, dot, estimates, inRows, line, type Panel } from '../plot/compose/index.js';
import { type Figure } from '../plot/figure.js';
import { settingText, valueText, type Schema } from '../parameters/index.js';
import { type Versions } from '../files/version.js';
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

type Cells = Readonly<Record<string, unknown>>;

/** The most panels of a default figure. */
const MOST_PANELS = 6;

/** The columns of a summary by their part. */
interface Columns {
  /** With an interval; numbers other than the first column where no column has one. */
  readonly estimates: readonly string[];
  /** The others, which say where a row stands. */
  readonly places: readonly string[];
}

function columnsOf({ columns }: Described, rows: readonly Cells[]): Columns {
  const own = columns.filter((name) => !/(?:Low|High)$/.test(name));
  const interval = own.filter((name) => `${name}Low` in rows[0] && `${name}High` in rows[0]);
  const isNumber = (name: string): boolean => rows.every((row) => typeof row[name] === 'number');
  const numbers = own.slice(own.length > 1 ? 1 : 0).filter(isNumber);
  const found = interval.length > 0 ? interval : numbers;
  return { estimates: found, places: own.filter((name) => !found.includes(name)) };
}

/** A figure of the estimates against the first column, with a line for each value of the other columns. */
export function defaultFigure(study: Described): (result: Result) => Figure {
  return (result) => {
    const { parameters, tables, versions } = result;
    const rows = tables.summary as readonly Cells[];
    const { estimates: shown, places } = columnsOf(study, rows);
    const varied = places.filter((name) => new Set(rows.map((row) => row[name])).size > 1);
    const x = varied.at(0);
    const others = varied.slice(1);
    const seriesOf = (row: Cells): string =>
      others.map((name) => `${name} ${String(row[name])}`).join(', ');
    const series = [...new Set(rows.map(seriesOf))];
    const place = (row: Cells): string => (x === undefined ? '' : String(row[x]));
    const isNumber = x !== undefined && rows.every((row) => typeof row[x] === 'number');
    const categories = [...new Set(rows.map(place))];
    const panels = shown.slice(0, MOST_PANELS).map((name): Panel => ({
      x: isNumber ? x : { label: x ?? '', categories },
      y: name,
      marks: series.map((one) => {
        const points = estimates(
          rows.filter((row) => seriesOf(row) === one).map((row) => withInterval(row, name)),
          (row) => (isNumber ? (row[x] as number) : place(row)),
          name,
        );
        const look = one === '' ? {} : { name: one };
        return isNumber ? line(points, { ...look, dots: true }) : dot(points, look);
      }),
    }));
    const { networks, confidence } = parameters as { networks: number; confidence: number };
    const named = Object.keys(study.parameters).filter(
      (name) =>
        !['networks', 'confidence', 'measured'].includes(name) &&
        (parameters as Cells)[name] !== undefined,
    );
    return compose({
      title: study.title,
      // A summary of words has no panel to show.
      rows: inRows(panels.length > 0 ? panels : [{ x: '', y: '', marks: [] }], 2),
      caption: sentences(
        `${networks} networks at each setting: ${settingText(study.parameters, parameters, named)}.`,
        `Bars: ${percent(confidence)} intervals over networks.`,
        version(versions),
      ),
    });
  };
}

/** The row, with empty ends where its estimate has no interval. */
function withInterval(row: Cells, name: string): Cells {
  return { [`${name}Low`]: null, [`${name}High`]: null, ...row };
}

/** The columns of the summary as a table, estimates with their intervals. */
export function defaultReport(study: Described): (result: Result) => string {
  return ({ tables }) => {
    const rows = tables.summary as readonly Cells[];
    const { estimates: shown, places } = columnsOf(study, rows);
    const end = (row: Cells, name: string): number | null =>
      (row[name] as number | null | undefined) ?? null;
    return markdownTable(
      [...places, ...shown],
      rows.map((row) => [
        ...places.map((name) => valueText(row[name] ?? 'undefined')),
        ...shown.map((name) => {
          const [low, high] = [end(row, `${name}Low`), end(row, `${name}High`)];
          return low === null || high === null
            ? number(end(row, name))
            : estimate(end(row, name), low, high);
        }),
      ]),
    );
  };
}
