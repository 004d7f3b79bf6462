/*
 * The commands of runs that outgrow a machine: `worker` performs pieces of others' runs, `merge` joins the parts of a run.
 */
import type { Argv, Options } from 'yargs';
import { InvalidArgumentError } from '../math/errors.js';
import { headerOf, parametersOf, studyNamed } from '../runs/study.js';
import { readParts, writeMerged } from '../studies/run/merge.js';
import { REDIS, startWorker } from '../studies/index.js';
import { journalPath, takePlace, type AnyStudy } from './output.mjs';
import { OUT, runStudy, Stopped, WORKERS, type Given } from './run.mjs';

const WHERE = 'command line';

const WORKER: Record<string, Options> = {
  redis: {
    type: 'string',
    requiresArg: true,
    default: REDIS,
    describe: 'The server of Redis or Valkey that runs with --engine bullmq use',
    group: 'Run:',
  },
  workers: WORKERS,
};
const MERGE: Record<string, Options> = { out: OUT };

/** The options of these commands. */
export const WORKER_COMMANDS: Readonly<Record<string, Record<string, Options>>> = {
  worker: WORKER,
  merge: MERGE,
};

/** Adds the commands. */
export function addWorkerCommands(cli: Argv, signal: AbortSignal): void {
  cli
    .command(
      'worker',
      'Performs pieces of runs with --engine bullmq, of any machine, until it is stopped',
      (command) => command.options(WORKER),
      async (given) => {
        await work(given, signal);
      },
    )
    .command(
      'merge <files..>',
      'Joins the files of all parts that --shard wrote, and writes the result',
      (command) =>
        command
          .positional('files', {
            ...{ type: 'string', array: true, demandOption: true },
            describe: 'The files of all parts',
          })
          .options(MERGE),
      async (given) => {
        await merge(given, signal);
      },
    );
}

async function work({ redis, workers }: Given, signal: AbortSignal): Promise<void> {
  const address = String(redis);
  let pieces = 0;
  const worker = await startWorker({
    ...{ redis: address, signal },
    ...(workers !== undefined && { workers: Number(workers) }),
    onPiece: ({ study, seconds }) => {
      pieces++;
      console.log(`piece ${pieces}: ${study}, ${seconds.toFixed(1)} s`);
    },
    onAnswer: (answers) => {
      console.error(answers ? 'the server answers' : 'the server does not answer; waiting for it');
    },
  });
  console.error('waiting for pieces; Ctrl-C ends after those that were begun');
  await worker.ended;
  throw new Stopped();
}

async function merge(given: Given, signal: AbortSignal): Promise<void> {
  const files = (given.files as unknown[]).map(String);
  const parts = await readParts(WHERE, files);
  const study = studyNamed(WHERE, parts.header.study);
  const parameters = parametersOf(study, parts.header.parameters);
  checkSame(headerOf(study, parameters).versions, parts.header.versions);
  const { pieces } = study.plan(parameters as never);
  const folder = String(given.out);
  const presented = study as unknown as AnyStudy;
  const leave = takePlace(folder, presented);
  try {
    writeMerged(WHERE, parts, pieces, journalPath(folder, presented));
  } finally {
    leave();
  }
  await runStudy(presented, { out: folder }, signal, parameters);
}

/** @throws {@link InvalidArgumentError} when the parts were made by another version or with other definitions */
function checkSame(own: object, theirs: object): void {
  const [wanted, found] = [own, theirs].map((versions) => JSON.stringify(versions));
  if (wanted === found) return;
  const rule = 'parts must be merged by the version, and with the definitions, that made them';
  throw new InvalidArgumentError(WHERE, rule, found);
}
