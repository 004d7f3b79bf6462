/*
 * A study's run from the command line: its options, its parameters, its progress, its files.
 */
import { join } from 'node:path';
import type { Argv, Options } from 'yargs';
import { loadTrainedHessians } from '../datasets/index.js';
import { InvalidArgumentError } from '../math/errors.js';
import { show } from '../math/show.js';
import { textTable } from '../plot/output/table.js';
import { type Schema } from '../parameters/index.js';
import { readConfig } from '../runs/config.js';
import { checkedTags, checkName, type RunNames } from '../runs/names.js';
import { checkFree, keepRun, nameOfRun, notesOf } from '../runs/store.js';
import { allStudies, fileName, headerOf, runStudy as runAny } from '../runs/study.js';
import {
  discardJournal,
  ENGINES,
  REDIS,
  repairJournal,
  type AnyResult,
  type Engine,
  type Progress,
  type RunOptions,
  type Shard,
} from '../studies/index.js';
import { readHessians } from './hessiansFile.mjs';
import { ownDataOptions, ownDataParameters } from './ownData.mjs';
import { optionsOf, valuesOf } from './options.mjs';
import { journalPath, takeFile, takePlace, writeResult, type AnyStudy } from './output.mjs';
import { showProgress } from './progress.mjs';

/** The options that yargs has read. */
export type Given = Readonly<Record<string, unknown>>;

/** The run was stopped by a signal: Ctrl-C or SIGTERM. */
export class Stopped extends Error {}

/** The folder of results. */
export const OUT = {
  type: 'string',
  requiresArg: true,
  default: 'figures',
  describe: 'The folder that the files go to',
  group: 'Run:',
} as const;

export const WORKERS = {
  requiresArg: true,
  describe: 'Worker threads; one for each core where not given',
  group: 'Run:',
} as const;

/** The word of a command that names a study. */
export function studyWord(): { type: 'string'; demandOption: true; describe: string } {
  const names = allStudies().map(({ name }) => name);
  return { type: 'string', demandOption: true, describe: names.join(', ') };
}

/** The place where pieces of work are performed. */
export const ENGINE = {
  engine: {
    type: 'string',
    requiresArg: true,
    describe: `Where pieces are performed: ${ENGINES.join(', ')}; threads of this process where not given`,
    group: 'Run:',
  },
  redis: {
    type: 'string',
    requiresArg: true,
    describe: `The server of Redis or Valkey of the engine bullmq; ${REDIS} where not given`,
    group: 'Run:',
  },
} as const;

/** The options of every command that runs studies. */
export const EVERY_RUN = {
  out: OUT,
  workers: WORKERS,
  ...ENGINE,
  restart: {
    type: 'boolean',
    default: false,
    describe: 'Forget what an earlier run that was stopped has finished',
    group: 'Run:',
  },
  repair: {
    type: 'boolean',
    default: false,
    describe:
      'Move the damaged end of a journal to a file beside it, and go on from the lines before',
    group: 'Run:',
  },
} as const;

/** The options of the run of one study. */
export const RUN_OPTIONS = {
  ...EVERY_RUN,
  name: {
    type: 'string',
    requiresArg: true,
    describe:
      'The name under which the run is kept; its study and a hash of its parameters where not given',
    group: 'Run:',
  },
  tags: {
    type: 'string',
    requiresArg: true,
    describe: 'Words to find the kept run by, with commas',
    group: 'Run:',
  },
  shard: {
    type: 'string',
    requiresArg: true,
    describe: 'Perform a part of the pieces alone, such as 3/16, for `merge` to join',
    group: 'Run:',
  },
} as const;

const CONFIG: Options = {
  type: 'string',
  requiresArg: true,
  describe:
    'A file with parameters, or any result of the study; options given beside it count more',
  group: 'Run:',
};

const HESSIANS_FROM: Options = {
  type: 'string',
  requiresArg: true,
  describe:
    'A JSON file with measured Hessians: nested arrays [networks, n, n, n], or what the command significance wrote',
  group: 'Parameters:',
};

/** The options of a study's command: its parameters, and those of every run. */
export function optionsOfStudy({ parameters }: AnyStudy): Record<string, Options> {
  return {
    ...optionsOf(parameters),
    ...ownDataOptions(parameters),
    ...('measured' in parameters && { 'hessians-from': HESSIANS_FROM }),
    ...{ config: CONFIG, ...RUN_OPTIONS },
  };
}

/** Adds the command of a study. */
export function addCommand(cli: Argv, study: AnyStudy, name: string, signal: AbortSignal): void {
  cli.command(
    name,
    study.title,
    (command) => command.options(optionsOfStudy(study)),
    async (given) => {
      await runStudy(study, given, signal);
    },
  );
}

/**
 * Runs a study, writes its files, keeps the run and prints its summary. Returns its result, undefined for a part.
 *
 * @param fixed - parameters that no option gives. Default: none
 */
export async function runStudy(
  study: AnyStudy,
  given: Given,
  signal: AbortSignal,
  fixed: object = {},
): Promise<AnyResult | undefined> {
  const folder = String(given.out);
  const config = configOf(study, given);
  const parameters = {
    ...trainedParameters(study.parameters, given),
    ...config.parameters,
    ...fixed,
    ...valuesOf(study.parameters, given),
    ...measuredParameters(given),
    ...ownDataParameters(study.parameters, given),
  };
  if (given.shard !== undefined) {
    await runPart(study, parameters, given, signal);
    return undefined;
  }
  const header = headerOf(study, parameters);
  const names = namesOf(given, config);
  const name = names.name ?? nameOfRun(study, header);
  const leave = takePlace(folder, study);
  try {
    checkFree('command line', folder, name, header);
    const journal = journalPath(folder, study);
    if (given.restart === true) discardJournal(journal);
    if (given.repair === true) await reportRepair(journal);
    const startedAt = Date.now();
    const result = await runShown(study.command, journal, (options) =>
      runAny(study, parameters, { ...options, ...placeOf(given), signal }),
    );
    const { written, unread } = await writeResult(folder, study, result as unknown as AnyResult);
    const kept = keepRun('command line', folder, {
      run: notesOf(name, names, startedAt),
      ...result,
    });
    discardJournal(journal);
    const rows = result.tables.summary;
    console.log(
      `\n${study.title}\n\n${textTable(rows, study.columns)}\n\nwrote ${[...written, kept].join(', ')}`,
    );
    for (const reason of unread) console.error(`left out of the page: ${reason}`);
    return result as unknown as AnyResult;
  } finally {
    leave();
  }
}

/** Performs a part of a study's pieces, and keeps them in a file for `merge`. */
async function runPart(
  study: AnyStudy,
  parameters: object,
  given: Given,
  signal: AbortSignal,
): Promise<void> {
  const folder = String(given.out);
  const shard = shardOf(String(given.shard));
  const { part, of } = shard;
  const path = join(folder, `${fileName(study)}.part-${part}-of-${of}.jsonl`);
  const leave = takeFile(folder, `${path}.run`);
  try {
    if (given.restart === true) discardJournal(path);
    if (given.repair === true) await reportRepair(path);
    const { pieces, total } = await runShown(
      `${study.command}, part ${part} of ${of}`,
      path,
      (run) => study.part(parameters, shard, { ...run, journal: path, ...placeOf(given), signal }),
    );
    console.log(
      `wrote ${pieces} of ${total} pieces to ${path}; join all parts by: bittensor-workbench merge FILES`,
    );
  } finally {
    leave();
  }
}

/** @throws {@link InvalidArgumentError} unless the text is a part of a number of parts */
function shardOf(text: string): Shard {
  const found = /^(\d+)\/(\d+)$/.exec(text);
  if (found) return { part: Number(found[1]), of: Number(found[2]) };
  const rule = '--shard must be a part of a number of parts, such as 3/16';
  throw new InvalidArgumentError('command line', rule, show(text));
}

/** The place where pieces are performed, as far as it is given. */
export function placeOf({ workers, engine, redis }: Given): RunOptions {
  return {
    ...(workers !== undefined && { workers: Number(workers) }),
    ...(engine !== undefined && { engine: engine as Engine }),
    ...(redis !== undefined && { redis: redis as string }),
  };
}

/** @throws {@link InvalidArgumentError} when the file of `--config` is one of another study */
function configOf(study: AnyStudy, { config: path }: Given): RunNames & { parameters?: object } {
  if (typeof path !== 'string') return {};
  const { study: of, ...config } = readConfig('command line', path);
  if (of.name === study.name) return config;
  const rule = `--config must name a file of ${study.name}`;
  throw new InvalidArgumentError('command line', rule, `${path} of ${of.name}`);
}

/** Name and tags that the options give, and else the configuration. */
export function namesOf({ name, tags }: Given, config: RunNames = {}): RunNames {
  const where = 'command line';
  if (name !== undefined) checkName(where, '--name', name);
  return {
    ...config,
    ...(name !== undefined && { name }),
    ...(typeof tags === 'string' && { tags: checkedTags(where, tags.split(',')) }),
  };
}

/** Runs with its progress shown; a run that is stopped tells what is kept. */
export async function runShown<Result>(
  title: string,
  journal: string,
  run: (options: RunOptions) => Promise<Result>,
): Promise<Result> {
  const display = showProgress(title, process.stderr);
  let kept = '';
  let told = '';
  try {
    return await run({
      journal,
      onProgress: (progress: Progress) => {
        const { done, total, dropped } = progress;
        if (dropped !== undefined) {
          console.error(`dropped ${dropped} bytes of an unfinished line from ${journal}`);
        }
        const { waiting = '' } = progress;
        if (waiting !== '' && waiting !== told) console.error(waiting);
        told = waiting;
        kept = `${done} of ${total}`;
        display.update(progress);
      },
    });
  } catch (error) {
    display.stop();
    if (error instanceof Stopped && kept !== '') {
      console.error(
        `\nstopped: ${kept} are kept in ${journal}; the same command goes on from there`,
      );
    }
    throw error;
  } finally {
    display.stop();
  }
}

/** With `--hessians trained`: as many peers as the trained networks have, and no more networks than there are. */
function trainedParameters(schema: Schema, given: Given): object {
  if (given.hessians !== 'trained') return {};
  const { peers, networks: most } = loadTrainedHessians();
  const usual = schema.peers.default;
  const networks = Number(schema.networks.default);
  return {
    peers: Array.isArray(usual) ? [peers] : peers,
    networks: Math.min(networks, most.length),
  };
}

function measuredParameters(given: Given): object {
  const path = given.hessiansFrom;
  if (typeof path !== 'string') return {};
  for (const name of ['peers', 'networks', 'hessians'] as const) {
    if (given[name] !== undefined) {
      throw new InvalidArgumentError(
        'command line',
        `--${name} must be left to the file of --hessians-from`,
        show(given[name]),
      );
    }
  }
  return { hessians: 'measured', ...readHessians(path) };
}

async function reportRepair(journal: string): Promise<void> {
  const { bytes, cut } = await repairJournal(journal);
  console.error(
    cut === undefined ? `${journal} is whole` : `moved ${bytes} bytes of ${journal} to ${cut}`,
  );
}
