/*
 * The command line's commands, its answers and its exit codes: 0 done, 1 a defect or a failed study,
 * 2 wrong input, 130 stopped.
 */
import yargs, { type Argv, type Options } from 'yargs';
import { loadTrainedHessians } from '../datasets/index.js';
import { InvalidArgumentError, WorkbenchError } from '../math/errors.js';
import { short, show } from '../math/show.js';
import { textTable } from '../plot/output/table.js';
import { type Schema } from '../parameters/index.js';
import {
  discardJournal,
  repairJournal,
  STUDIES,
  StudyError,
  versions,
  type AnyResult,
  type Row,
  type RunOptions,
} from '../studies/index.js';
import { readHessians } from './hessiansFile.mjs';
import { checkCommand, checkOnce, checkOptionsGiven, optionsOf, valuesOf } from './options.mjs';
import { journalPath, takePlace, writeResult, type AnyStudy } from './output.mjs';
import { showProgress } from './progress.mjs';
import { runWeights, WEIGHTS_OPTIONS } from './weights.mjs';

type Given = Record<string, unknown>;

/** The run was stopped by a signal: Ctrl-C or SIGTERM. */
class Stopped extends Error {}

/** Runs the command line; returns the exit code. */
export async function main(args: string[]): Promise<number> {
  const stop = new AbortController();
  const onSignal = (): void => {
    stop.abort(new Stopped());
  };
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  try {
    await program(args, stop.signal).parseAsync();
    return 0;
  } catch (error) {
    if (error instanceof Stopped) return 130;
    if (!(error instanceof WorkbenchError)) console.error(error);
    else console.error(error.message);
    return error instanceof WorkbenchError && !(error instanceof StudyError) ? 2 : 1;
  } finally {
    process.removeListener('SIGINT', onSignal);
    process.removeListener('SIGTERM', onSignal);
  }
}

function program(args: string[], signal: AbortSignal): Argv {
  checkCommand(args, ['figures', 'weights', ...STUDIES.map(({ command }) => command)]);
  const named = STUDIES.find(({ command }) => args.join(' ').startsWith(command));
  if (named) checkOptionsGiven(args, Object.keys(optionsOfStudy(named)));
  else if (args[0] === 'figures') checkOptionsGiven(args, Object.keys(RUN_OPTIONS));
  else if (args[0] === 'weights') checkOptionsGiven(args, Object.keys(WEIGHTS_OPTIONS));
  const cli = yargs(args)
    .scriptName('bittensor-workbench')
    .usage(
      '$0 <command>\n\nReruns the experiments of "BitTensor: A Peer-to-Peer Intelligence Benchmark" and writes their\n' +
        'tables (JSON), pictures (SVG) and one interactive page (index.html).',
    )
    .command('figure [number]', 'A figure of the paper, 4 or 5', (figure) => {
      for (const study of STUDIES.filter(({ command }) => command.startsWith('figure '))) {
        addCommand(figure, study, study.command.slice('figure '.length), signal);
      }
      return figure.demandCommand(1, 'figure: the number of a figure must be given, 4 or 5');
    })
    .command(
      'figures',
      "Both of the paper's figures at their defaults, in about a minute",
      (command) => command.options(RUN_OPTIONS),
      async (given) => {
        for (const study of STUDIES.filter(({ command }) => command.startsWith('figure ')))
          await runStudy(study, given, signal);
      },
    );
  cli.command(
    'weights <file>',
    'Analyses of a network’s posted weights and stake: a JSON or CSV file',
    (command) =>
      command
        .positional('file', {
          type: 'string',
          describe: 'JSON, JSON lines or CSV, a matrix or triplets, gzipped or not',
        })
        .options(WEIGHTS_OPTIONS)
        .example('$0 weights net.csv --stake stake.csv --voters apart', 'validators and miners'),
    async (given) => {
      await runWeights(given, signal);
    },
  );
  for (const study of STUDIES.filter(({ command }) => !command.includes(' '))) {
    addCommand(cli, study, study.command, signal);
  }
  return cli
    .example('$0 figure 4 --networks 100 --ratios 10,50', 'more networks at two ratios')
    .example('$0 figure 4 --temperature 0.3 --out cold', 'a colder market, in a folder of its own')
    .demandCommand(1, 'a command must be given; --help lists them')
    .strict()
    .parserConfiguration({ 'dot-notation': false })
    .check((given) => {
      checkOnce(given);
      return true;
    })
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      // yargs complains by a message, or by an error of its own kind; all other errors are ours.
      if (error && error.name !== 'YError') throw error;
      const complaint = short((message ?? error?.message ?? '').replace(/\s+/g, ' '), 120);
      const line = args.length === 0 ? 'nothing' : show(args.join(' '));
      throw new InvalidArgumentError('command line', complaint, line);
    })
    .version(versions().workbench)
    .wrap(Math.min(110, process.stdout.columns || 110))
    .help()
    .epilogue('A run that was stopped goes on where it was: give the same command again.');
}

const RUN_OPTIONS = {
  out: {
    type: 'string',
    requiresArg: true,
    default: 'figures',
    describe: 'The folder that the files go to',
    group: 'Run:',
  },
  workers: {
    requiresArg: true,
    describe: 'Worker threads; one for each core where not given',
    group: 'Run:',
  },
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

const HESSIANS_FROM: Options = {
  type: 'string',
  requiresArg: true,
  describe:
    'A JSON file with measured Hessians: nested arrays [networks, n, n, n], or what the command significance wrote',
  group: 'Parameters:',
};

/** The options of a study's command: its parameters, and those of every run. */
function optionsOfStudy({ parameters }: AnyStudy): Record<string, Options> {
  return {
    ...optionsOf(parameters),
    ...('measured' in parameters && { 'hessians-from': HESSIANS_FROM }),
    ...RUN_OPTIONS,
  };
}

function addCommand(cli: Argv, study: AnyStudy, name: string, signal: AbortSignal): void {
  cli.command(
    name,
    study.title,
    (command) => command.options(optionsOfStudy(study)),
    async (given) => {
      await runStudy(study, given, signal);
    },
  );
}

async function runStudy(study: AnyStudy, given: Given, signal: AbortSignal): Promise<void> {
  const folder = String(given.out);
  const parameters = {
    ...trainedParameters(study.parameters, given),
    ...valuesOf(study.parameters, given),
    ...measuredParameters(given),
  };
  const workers = given.workers === undefined ? {} : { workers: Number(given.workers) };
  const leave = takePlace(folder, study);
  try {
    const journal = journalPath(folder, study);
    if (given.restart === true) discardJournal(journal);
    if (given.repair === true) await reportRepair(journal);
    const run = (options: RunOptions): Promise<AnyResult> =>
      (study as (parameters: object, options: RunOptions) => Promise<AnyResult>)(parameters, {
        ...options,
        ...workers,
        signal,
      });
    const result = await runShown(study, journal, run);
    const { written, unread } = await writeResult(folder, study, result);
    discardJournal(journal);
    const rows = result.tables.summary as readonly Row[];
    console.log(
      `\n${study.title}\n\n${textTable(rows, study.columns)}\n\nwrote ${written.join(', ')}`,
    );
    for (const path of unread)
      console.error(`left out of the page: ${path} is not a result of this version`);
  } finally {
    leave();
  }
}

/** Runs a study with its progress shown; a run that is stopped tells what the journal keeps. */
async function runShown(
  study: AnyStudy,
  journal: string,
  run: (options: RunOptions) => Promise<AnyResult>,
): Promise<AnyResult> {
  const display = showProgress(study.command, process.stderr);
  let kept = '';
  try {
    return await run({
      journal,
      onProgress: (progress) => {
        const { done, total, dropped } = progress;
        if (dropped !== undefined) {
          console.error(`dropped ${dropped} bytes of an unfinished line from ${journal}`);
        }
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
