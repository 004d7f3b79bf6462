/*
 * The commands of configurations: `run` runs one, `config` writes one for a study, with the schema that editors complete by.
 */
import { basename, dirname, join } from 'node:path';
import type { Argv, Options } from 'yargs';
import { replaceFile } from '../files/replace.js';
import { InvalidArgumentError } from '../math/errors.js';
import { show } from '../math/show.js';
import { defaultsOf } from '../parameters/index.js';
import { readConfig } from '../runs/config.js';
import { configSchema } from '../runs/schema.js';
import { fileName, studyNamed } from '../runs/study.js';
import { type AnyStudy } from './output.mjs';
import { RUN_OPTIONS, runStudy, studyWord, type Given } from './run.mjs';

const WHERE = 'command line';
const SCHEMA = 'workbench.schema.json';

const TO: Record<string, Options> = {
  to: {
    type: 'string',
    requiresArg: true,
    describe: 'The file to write; the study’s name with .config.json where not given',
    group: 'Run:',
  },
};

/** The options of these commands. */
export const CONFIG_COMMANDS: Readonly<Record<string, Record<string, Options>>> = {
  run: RUN_OPTIONS,
  config: TO,
};

/** Adds the commands. */
export function addConfigCommands(cli: Argv, signal: AbortSignal): void {
  cli
    .command(
      'run <file>',
      'Runs the study that a configuration names: a file of `config`, or any result',
      (command) =>
        command
          .positional('file', { type: 'string', demandOption: true, describe: 'A JSON file' })
          .options(RUN_OPTIONS),
      async (given) => {
        const { study } = readConfig(WHERE, given.file);
        await runStudy(study as unknown as AnyStudy, { ...given, config: given.file }, signal);
      },
    )
    .command(
      'config <study>',
      'Writes a configuration with the defaults of a study, and the schema that editors complete it by',
      (command) => command.positional('study', studyWord()).options(TO),
      (given) => {
        writeConfig(given);
      },
    );
}

function writeConfig(given: Given): void {
  const study = studyNamed(WHERE, given.study);
  const path = typeof given.to === 'string' ? given.to : `${fileName(study)}.config.json`;
  const schema = join(dirname(path), SCHEMA);
  if (basename(path) === SCHEMA) {
    throw new InvalidArgumentError(
      WHERE,
      '--to must name another file than the schema',
      show(path),
    );
  }
  const onCommandLine = Object.entries(defaultsOf(study.parameters)).filter(
    ([name]) => study.parameters[name].onCommandLine,
  );
  const config = {
    ...{ $schema: `./${SCHEMA}`, study: study.name },
    parameters: Object.fromEntries(onCommandLine),
  };
  replaceFile(WHERE, schema, `${JSON.stringify(configSchema(), null, 1)}\n`);
  replaceFile(WHERE, path, `${JSON.stringify(config, null, 2)}\n`);
  console.log(`wrote ${path} and ${schema}; run it by: bittensor-workbench run ${path}`);
}
