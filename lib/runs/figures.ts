/*
 * The figures of sweeps and of comparisons.
 */
import { InvalidArgumentError } from '../math/errors.js';
import { nearest } from '../math/nearest.js';
import { short, show } from '../math/show.js';
import { valueText } from '../parameters/index.js';
import { percent, sentences, version } from '../plot/caption.js';
import { checkOptions, each, maybe, text } from '../plot/checks.js';
import { type Figure } from '../plot/figure.js';
import { type Row } from '../studies/index.js';
import { keptRun, sweepResult } from './checks.js';
import { estimateColumns, keyColumns, quantityColumns } from '../studies/columns.js';
import { plotFacets } from '../plot/facets.js';
import { type KeptRun } from './store.js';
import { isDefault, studyNamed, type SweptStudy } from './study.js';
import { type SweepResult } from './sweep.js';

/** Quantities shown where none are named. */
const SHOWN = 2;

/** The options of figures of several runs. */
export interface ShownOptions {
  /** The columns of the summary that are shown. Default: the first two with intervals. */
  readonly quantities?: readonly string[] | undefined;
}

const SHOWN_OPTIONS = { quantities: maybe(each(text, 1)) };

/** @throws {@link InvalidArgumentError} when a quantity is no column of numbers */
function shown(
  where: string,
  rows: readonly Row[],
  keys: readonly string[],
  { columns }: SweptStudy,
  { quantities }: ShownOptions,
): readonly string[] {
  const known = quantityColumns(rows, keys);
  if (quantities === undefined) {
    const estimated = estimateColumns(rows);
    const first = [...columns.filter((name) => estimated.includes(name)), ...estimated, ...known];
    return [...new Set(first)].slice(0, SHOWN);
  }
  for (const name of quantities) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    const hint =
      near === undefined ? `; they are ${short(known.join(', '), 100)}` : `; did you mean ${near}?`;
    const rule = 'a quantity must be a column of numbers of the summary';
    throw new InvalidArgumentError(where, rule, show(name) + hint);
  }
  return quantities;
}

/** Parameters that are not at their defaults, as one clause. */
function changed(study: SweptStudy, values: object): string {
  const given = Object.entries(values).filter(([name, value]) => !isDefault(study, name, value));
  if (given.length === 0) return 'all other parameters at their defaults';
  return `${given.map(([name, value]) => `${name} ${valueText(value)}`).join(', ')}, all others at their defaults`;
}

function interval(values: Readonly<Record<string, unknown>>): string {
  const { confidence, networks } = values;
  return typeof confidence === 'number'
    ? `Bars: ${percent(confidence)} intervals over ${typeof networks === 'number' ? `${networks} ` : ''}networks.`
    : '';
}

/**
 * A sweep as small multiples: along the first parameter, a line for each value of the second.
 *
 * @throws {@link InvalidArgumentError} when a quantity is no column of numbers of the summary
 */
export function plotSweep(result: SweepResult, options: ShownOptions = {}): Figure {
  const where = 'plotSweep';
  sweepResult(where, 'result', result);
  checkOptions(where, options, SHOWN_OPTIONS);
  const { over, rows, parameters, versions } = result;
  const study = studyNamed(where, result.sweep);
  const varied = Object.keys(over);
  const first = rows.filter((row) => varied.every((name) => row[name] === rows[0][name]));
  const keys = keyColumns(first.map((row) => without(row, varied)));
  const columns = [...varied, ...keys];
  return plotFacets({
    title: `${study.name} over ${varied.join(' and ')}`,
    caption: sentences(
      `${study.title}. ${rows.length} rows: ${varied.map((name) => `${name} ${over[name].map((value) => valueText(value)).join(', ')}`).join('; ')}; ${changed(study, parameters)}.`,
      interval(parameters),
      version(versions),
    ),
    ...{ rows, columns, quantities: shown(where, rows, columns, study, options) },
    along: labelOf(study, varied[0]),
  });
}

/** A parameter's name with its symbol and its unit. */
function labelOf({ parameters }: SweptStudy, name: string): string {
  const { symbol, unit } = parameters[name];
  return [name, symbol, unit && `in ${unit}`].filter((part) => part !== undefined).join(', ');
}

/**
 * Two runs as small multiples: along the first column of the summary that tells rows apart, a line for each run.
 *
 * @throws {@link InvalidArgumentError} when a quantity is no column of numbers of the summary
 */
export function plotComparison(a: KeptRun, b: KeptRun, options: ShownOptions = {}): Figure {
  const where = 'plotComparison';
  for (const [name, run] of Object.entries({ a, b })) keptRun(where, name, run);
  checkOptions(where, options, SHOWN_OPTIONS);
  const study = studyNamed(where, a.study);
  const keys = keyColumns(a.tables.summary);
  const rows = [a, b].flatMap(({ run, tables }) =>
    tables.summary.map((row): Row => ({ run: run.name, ...row })),
  );
  const [along = 'run', ...rest] = keys;
  const columns = [along, ...(along === 'run' ? [] : ['run']), ...rest];
  return plotFacets({
    title: `${a.run.name} and ${b.run.name}`,
    caption: sentences(
      `${study.title}. ${[a, b].map(({ run, parameters }) => `${run.name}: ${changed(study, parameters)}`).join('. ')}.`,
      interval(a.parameters),
      version(a.versions),
    ),
    ...{ rows, columns, quantities: shown(where, rows, columns, study, options) },
  });
}

function without(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
}
