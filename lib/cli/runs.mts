/*
 * The command `runs`: kept runs listed, shown, compared and exported.
 */
import { join } from 'node:path';
import type { Argv, Options } from 'yargs';
import { replaceFile } from '../files/replace.js';
import { checkOneOf } from '../math/checks.js';
import { textTable } from '../plot/output/table.js';
import { toSvg } from '../plot/index.js';
import { compareRuns, cellOf } from '../runs/compare.js';
import { plotComparison } from '../runs/figures.js';
import { folderOfRuns, listRuns, readRun, type KeptRun } from '../runs/store.js';
import { isDefault, studyNamed } from '../runs/study.js';
import { type Row } from '../studies/index.js';
import { FORMATS, rowsOfRuns, toFormat } from './export.mjs';
import { OUT, type Given } from './run.mjs';

const WHERE = 'command line';

const FOLDER = { ...OUT, describe: 'The folder of results, whose kept runs are read' } as const;

const LIST: Record<string, Options> = {
  study: { type: 'string', requiresArg: true, describe: 'The runs of one study', group: 'Runs:' },
  tag: { type: 'string', requiresArg: true, describe: 'The runs with a tag', group: 'Runs:' },
  out: FOLDER,
};
const SHOW: Record<string, Options> = { out: FOLDER };
const COMPARE: Record<string, Options> = {
  show: {
    type: 'string',
    requiresArg: true,
    describe:
      'The columns of the summary in the figure, with commas; the first two with intervals where not given',
    group: 'Runs:',
  },
  out: FOLDER,
};
const EXPORT: Record<string, Options> = {
  format: {
    type: 'string',
    requiresArg: true,
    default: 'csv',
    describe: `The format: ${FORMATS.join(', ')}`,
    group: 'Runs:',
  },
  table: {
    type: 'string',
    requiresArg: true,
    default: 'summary',
    describe: 'The table of the results',
    group: 'Runs:',
  },
  to: {
    type: 'string',
    requiresArg: true,
    describe:
      'The file to write; named by runs and table, in the folder of results, where not given',
    group: 'Runs:',
  },
  out: FOLDER,
};

/** The options of these commands. */
export const RUNS_COMMANDS: Readonly<Record<string, Record<string, Options>>> = {
  'runs list': LIST,
  'runs show': SHOW,
  'runs compare': COMPARE,
  'runs export': EXPORT,
};

const NAME = { type: 'string', demandOption: true, describe: 'The name of a run' } as const;

/** Adds the command. */
export function addRunsCommands(cli: Argv): void {
  cli.command('runs <action>', 'Kept runs: list, show, compare, export', (runs) =>
    runs
      .command(
        'list',
        'The kept runs',
        (command) => command.options(LIST),
        (given) => {
          list(given);
        },
      )
      .command(
        'show <name>',
        'The parameters and the summary of a run',
        (command) => command.positional('name', NAME).options(SHOW),
        (given) => {
          showRun(readRun(WHERE, given.out as string, String(given.name)));
        },
      )
      .command(
        'compare <first> <second>',
        'Two runs of one study side by side, with the differences of their quantities',
        (command) => command.positional('first', NAME).positional('second', NAME).options(COMPARE),
        async (given) => {
          await compare(given);
        },
      )
      .command(
        'export <names..>',
        'A table of one run or of several, for other programs',
        (command) =>
          command
            .positional('names', { ...NAME, array: true, describe: 'The names of runs' })
            .options(EXPORT),
        (given) => {
          exportRuns(given);
        },
      )
      .demandCommand(1, 'runs: an action must be given, list, show, compare or export'),
  );
}

function list({ out, study, tag }: Given): void {
  const folder = String(out);
  const { runs, unread } = listRuns(WHERE, folder);
  const wanted = study === undefined ? undefined : studyNamed(WHERE, study).name;
  const rows = runs
    .filter((kept) => wanted === undefined || kept.study === wanted)
    .filter(({ run }) => typeof tag !== 'string' || run.tags.includes(tag))
    .map(({ run, study: of, parameters: { networks, seed } }) => ({
      ...{ name: run.name, study: of, networks, seed, seconds: run.seconds },
      ...{ finished: run.finished.slice(0, 16).replace('T', ' '), tags: run.tags.join(', ') },
    }));
  const columns = ['name', 'study', 'networks', 'seed', 'seconds', 'finished', 'tags'];
  console.log(
    rows.length === 0
      ? `no run is kept in ${folderOfRuns(folder)}`
      : textTable(rows, columns, Infinity),
  );
  for (const path of unread) console.error(`left out: ${path} is not a run of this version`);
}

function showRun({ run, study: name, parameters, versions, tables }: KeptRun): void {
  const study = studyNamed(WHERE, name);
  const settings = Object.entries(parameters).map(([parameter, value]): Row => {
    const cell = cellOf(value);
    const text = typeof cell === 'string' && cell.length > 60 ? `${cell.slice(0, 57)}...` : cell;
    const changed = !isDefault(study, parameter, value);
    return { parameter, value: text, '': changed ? 'changed' : '' };
  });
  const tags = run.tags.length === 0 ? '' : `, tags ${run.tags.join(', ')}`;
  console.log(
    [
      `${run.name}: ${study.title}`,
      `finished ${run.finished} after ${run.seconds} s, workbench ${versions.workbench}${tags}`,
      textTable(settings, ['parameter', 'value', ''], Infinity),
      textTable(tables.summary, study.columns),
    ].join('\n\n'),
  );
}

async function compare(given: Given): Promise<void> {
  const folder = String(given.out);
  const [first, second] = [given.first, given.second].map((name) =>
    readRun(WHERE, folder, String(name)),
  );
  const comparison = compareRuns(first, second);
  const shown = typeof given.show === 'string' ? given.show.split(',') : undefined;
  const figure = plotComparison(first, second, { quantities: shown });
  const path = (end: string): string =>
    join(folder, `compare-${first.run.name}-${second.run.name}.${end}`);
  replaceFile(WHERE, path('json'), `${JSON.stringify(comparison, null, 1)}\n`);
  replaceFile(WHERE, path('svg'), await toSvg(figure));
  const { columns } = studyNamed(WHERE, first.study);
  const rows = comparison.rows.filter(({ quantity }) => columns.includes(quantity));
  const headings = ['quantity', 'first', 'second', 'difference', 'differenceLow', 'differenceHigh'];
  console.log(
    [
      comparison.parameters.length === 0
        ? 'the parameters are the same'
        : textTable(comparison.parameters, ['parameter', 'first', 'second'], Infinity),
      textTable(rows, [...comparison.keys, ...headings, 'apart'], Infinity),
      ...(comparison.unmatched > 0
        ? [`${comparison.unmatched} rows are in one of the runs alone`]
        : []),
      `wrote ${path('json')}, ${path('svg')}`,
    ].join('\n\n'),
  );
}

function exportRuns(given: Given): void {
  const folder = String(given.out);
  const format: unknown = given.format;
  checkOneOf(WHERE, '--format', format, FORMATS);
  const names = [...new Set((given.names as unknown[]).map(String))];
  const runs = names.map((name) => readRun(WHERE, folder, name));
  const table = String(given.table);
  const rows = rowsOfRuns(runs, table);
  const notes = runs.map(({ run, study, parameters, versions }) => ({
    ...{ run, study, parameters, versions },
  }));
  const usual = join(folder, `${names.length === 1 ? names[0] : 'runs'}-${table}.${format}`);
  const path = typeof given.to === 'string' ? given.to : usual;
  replaceFile(WHERE, path, toFormat(format, rows, notes));
  replaceFile(WHERE, `${path}.parameters.json`, `${JSON.stringify(notes, null, 1)}\n`);
  console.log(
    `wrote ${rows.length} rows to ${path}, and the parameters to ${path}.parameters.json`,
  );
}
