/*
 * The command `sweep`: a study at every combination of several values of its parameters.
 */
import { join } from 'node:path';
import type { Argv, Options } from 'yargs';
import { replaceFile } from '../files/replace.js';
import { InvalidArgumentError } from '../math/errors.js';
import { camel, kebab } from '../math/names.js';
import { nearest } from '../math/nearest.js';
import { show } from '../math/show.js';
import { textTable } from '../plot/output/table.js';
import { toPage, toSvg } from '../plot/index.js';
import { plotSweep } from '../runs/figures.js';
import { folderOfRuns } from '../runs/store.js';
import { allStudies, fileName, studyNamed, type SweptStudy } from '../runs/study.js';
import { sweep, type Over, type SweepOptions } from '../runs/sweep.js';
import { optionsOf, valuesOf } from './options.mjs';
import { takeFile } from './output.mjs';
import { ENGINE, namesOf, OUT, placeOf, runShown, studyWord, WORKERS, type Given } from './run.mjs';

const WHERE = 'command line';

const SWEEP_OPTIONS: Record<string, Options> = {
  over: {
    type: 'string',
    array: true,
    nargs: 1,
    requiresArg: true,
    describe:
      'A parameter and its values: temperature=0.1,0.3,1; lists as values are parted by semicolons. Once for each parameter',
    group: 'Sweep:',
  },
  show: {
    type: 'string',
    requiresArg: true,
    describe:
      'The columns of the summary in the figure, with commas; the first two with intervals where not given',
    group: 'Sweep:',
  },
  out: OUT,
  workers: WORKERS,
  ...ENGINE,
  tags: {
    type: 'string',
    requiresArg: true,
    describe: 'Words to find the kept runs by, with commas',
    group: 'Run:',
  },
};

/** The study that the words of a command line name after `sweep`. */
function named(args: readonly string[]): SweptStudy | undefined {
  const name = args[0] === 'sweep' ? args[1] : undefined;
  return allStudies().find((study) => study.name === name || fileName(study) === name);
}

/** The options of the command: those of its study too. */
export function optionsOfSweep(args: readonly string[]): Record<string, Options> {
  const study = named(args);
  return { ...(study && optionsOf(study.parameters)), ...SWEEP_OPTIONS };
}

/** Adds the command. */
export function addSweepCommand(cli: Argv, args: readonly string[], signal: AbortSignal): void {
  cli.command(
    'sweep <study>',
    'A study at every combination of several values of its parameters, as one table',
    (command) =>
      command
        .positional('study', studyWord())
        .options(optionsOfSweep(args))
        .example(
          '$0 sweep figure4 --over temperature=0.1,0.3,1 --over peers=5,10',
          'six combinations in one table and one figure',
        ),
    async (given) => {
      await runSweep(given, signal);
    },
  );
}

async function runSweep(given: Given, signal: AbortSignal): Promise<void> {
  const study = studyNamed(WHERE, given.study);
  const over = overOf(study, given.over);
  const folder = String(given.out);
  const shown = typeof given.show === 'string' ? given.show.split(',') : undefined;
  const title = `sweep ${study.name}`;
  const path = (end: string): string => join(folder, `sweep-${fileName(study)}.${end}`);
  const leave = takeFile(folder, path('json'));
  try {
    const { tags } = namesOf(given);
    const options: SweepOptions = {
      ...{ over, parameters: valuesOf(study.parameters, given), folder, signal },
      ...placeOf(given),
      ...(tags && { tags }),
    };
    const result = await runShown(title, folderOfRuns(folder), (run) =>
      sweep(study, { ...options, ...(run.onProgress && { onProgress: run.onProgress }) }),
    );
    const figure = plotSweep(result, { quantities: shown });
    replaceFile(WHERE, path('json'), `${JSON.stringify(result, null, 1)}\n`);
    replaceFile(WHERE, path('svg'), await toSvg(figure));
    const { rows, parameters, versions } = result;
    const page = toPage(`BitTensor Workbench: ${title}`, [
      { id: 'sweep', figure, rows, parameters: { ...parameters, versions } },
    ]);
    replaceFile(WHERE, path('html'), page);
    const columns = [...Object.keys(over), ...study.columns.filter((name) => !(name in over))];
    const written = ['json', 'svg', 'html'].map(path).join(', ');
    console.log(
      `\n${study.title}, ${title}\n\n${textTable(rows, columns)}\n\nwrote ${written}; every run is kept in ${folderOfRuns(folder)}`,
    );
  } finally {
    leave();
  }
}

/** @throws {@link InvalidArgumentError} unless each text is a parameter of the study with values */
function overOf(study: SweptStudy, given: unknown): Over {
  const texts = Array.isArray(given) ? given.map(String) : [];
  const over: Record<string, unknown[]> = {};
  if (texts.length === 0) {
    const rule = '--over must be given a parameter with its values, such as temperature=0.1,0.3,1';
    throw new InvalidArgumentError(WHERE, rule, 'nothing');
  }
  for (const text of texts) {
    const at = text.indexOf('=');
    const name = camel(text.slice(0, Math.max(at, 0)));
    if (at < 1 || at === text.length - 1) {
      const rule = '--over must be a parameter with its values, such as temperature=0.1,0.3,1';
      throw new InvalidArgumentError(WHERE, rule, show(text));
    }
    if (!Object.hasOwn(study.parameters, name)) {
      const near = nearest(name, Object.keys(study.parameters));
      const hint = near === undefined ? '' : `; did you mean ${kebab(near)}?`;
      const rule = `--over must name a parameter of ${study.name}`;
      throw new InvalidArgumentError(WHERE, rule, show(text) + hint);
    }
    if (Object.hasOwn(over, name)) {
      throw new InvalidArgumentError(WHERE, `--over ${name} must be given once`, show(text));
    }
    const parameter = study.parameters[name];
    const values = text.slice(at + 1);
    over[name] = values
      .split(values.includes(';') ? ';' : ',')
      .map((value) => parameter.parse(kebab(name), value.trim()));
  }
  return over;
}
