/*
 * Tables of kept runs as files of other programs: CSV, JSON lines, Parquet, Markdown.
 */
import { stringify } from 'csv-stringify/sync';
import { parquetWriteBuffer, type ColumnSource } from 'hyparquet-writer';
import { InvalidArgumentError } from '../math/errors.js';
import { show } from '../math/show.js';
import { formatCell, type Cell } from '../plot/output/table.js';
import { cellOf } from '../runs/compare.js';
import { type KeptRun } from '../runs/store.js';
import { markdownTable } from '../studies/report.js';
import { type Row } from '../studies/index.js';

/** Formats of tables, which are the ends of their files' names. */
export const FORMATS = ['csv', 'jsonl', 'parquet', 'md'] as const;
export type Format = (typeof FORMATS)[number];

/**
 * The rows of a table of several runs, one below the other, each after the run's name and the parameters that the runs
 * differ in.
 *
 * @throws {@link InvalidArgumentError} when a run has no such table
 */
export function rowsOfRuns(runs: readonly KeptRun[], table: string): Row[] {
  const names = new Set(runs.flatMap(({ parameters }) => Object.keys(parameters)));
  const varied = [...names].filter(
    (name) => new Set(runs.map(({ parameters }) => cellOf(parameters[name]))).size > 1,
  );
  return runs.flatMap(({ run, parameters, tables }) => {
    const found: Readonly<Record<string, unknown>> = tables;
    const rows = found[table];
    if (!isTable(rows)) {
      const known = Object.keys(found).filter((name) => isTable(found[name]));
      const rule = `--table must be one of ${known.join(', ')} for run ${run.name}`;
      throw new InvalidArgumentError('command line', rule, show(table));
    }
    const own = varied
      .filter((name) => rows.length === 0 || !(name in rows[0]))
      .map((name) => [name, cellOf(parameters[name])]);
    return rows.map((row): Row => ({
      run: run.name,
      ...(Object.fromEntries(own) as Row),
      ...Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cellOf(value)])),
    }));
  });
}

function isTable(value: unknown): value is readonly Record<string, unknown>[] {
  return Array.isArray(value) && value.every((row) => typeof row === 'object' && row !== null);
}

/** The columns of rows, in the order in which they first appear. */
function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/** Rows in a format, with `notes` where the format has room for them. */
export function toFormat(format: Format, rows: readonly Row[], notes: object): string | Uint8Array {
  const columns = columnsOf(rows);
  switch (format) {
    case 'csv':
      return stringify([...rows], { header: true, columns, cast: { boolean: String } });
    case 'jsonl':
      return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    case 'md': {
      const cells = rows.map((row) => columns.map((name) => formatCell(row[name] ?? null)));
      return `${markdownTable(columns, cells)}\n\n\`${JSON.stringify(notes)}\`\n`;
    }
    case 'parquet':
      return parquet(rows, columns, notes);
  }
}

function parquet(rows: readonly Row[], columns: readonly string[], notes: object): Uint8Array {
  const buffer = parquetWriteBuffer({
    columnData: columns.map((name) => parquetColumn(name, rows)),
    kvMetadata: [{ key: 'bittensor-workbench', value: JSON.stringify(notes) }],
  });
  return new Uint8Array(buffer);
}

/** A column of doubles, booleans or texts; a column of several kinds is one of texts. */
function parquetColumn(name: string, rows: readonly Row[]): ColumnSource {
  const data = rows.map((row): Cell => row[name] ?? null);
  const kinds = new Set(data.filter((value) => value !== null).map((value) => typeof value));
  const [kind = 'string'] = kinds.size === 1 ? [...kinds] : [];
  if (kind === 'number') return { name, data, type: 'DOUBLE', nullable: true };
  if (kind === 'boolean') return { name, data, type: 'BOOLEAN', nullable: true };
  const texts = data.map((value) => (value === null ? null : String(value)));
  return { name, data: texts, type: 'STRING', nullable: true };
}
