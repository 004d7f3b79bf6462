/*
 * The command line's commands, its answers and its exit codes: 0 done, 1 a defect or a failed study,
 * 2 wrong input, 130 stopped.
 */
import yargs, { type Argv, type Options } from 'yargs';
import { InvalidArgumentError, WorkbenchError } from '../math/errors.js';
import { short, show } from '../math/show.js';
import { STUDIES, StudyError, use, versions } from '../studies/index.js';
import { addConfigCommands, CONFIG_COMMANDS } from './config.mjs';
import { addMechanismCommand, MECHANISM_COMMAND } from './mechanism.mjs';
import { addLedgerCommands, LEDGER_COMMANDS } from './ledger.mjs';
import { checkCommand, checkOnce, checkOptionsGiven, takeModules } from './options.mjs';
import { addCommand, optionsOfStudy, EVERY_RUN, runStudy, Stopped } from './run.mjs';
import { addPeerCommands, PEER_COMMANDS } from './peers.mjs';
import { addRunsCommands, RUNS_COMMANDS } from './runs.mjs';
import { runWeights, WEIGHTS_OPTIONS } from './weights.mjs';
import { addWorkerCommands, WORKER_COMMANDS } from './workers.mjs';
import { addSweepCommand, optionsOfSweep } from './sweep.mjs';

/** Runs the command line; returns the exit code. */
export async function main(args: string[]): Promise<number> {
  const stop = new AbortController();
  const onSignal = (): void => {
    stop.abort(new Stopped());
  };
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  try {
    const { words, modules } = takeModules(args);
    await use(...modules);
    await program(words, stop.signal).parseAsync();
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
  // A shell that completes a word asks by this option.
  if (!args.includes('--get-yargs-completions')) checkWords(args);
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
      (command) => command.options(EVERY_RUN),
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
  addMechanismCommand(cli, signal);
  addSweepCommand(cli, args, signal);
  addRunsCommands(cli);
  addConfigCommands(cli, signal);
  addWorkerCommands(cli, signal);
  addLedgerCommands(cli, signal);
  addPeerCommands(cli, signal);
  return cli
    .completion('completion', 'Prints a script that completes words in a shell')
    .example('$0 figure 4 --networks 100 --ratios 10,50', 'more networks at two ratios')
    .example('$0 figure 4 --temperature 0.3 --out cold', 'a colder market, in a folder of its own')
    .demandCommand(1, 'a command must be given; --help lists them')
    .option('use', USE)
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

/** Refuses a command or an option that there is not, with the nearest that there is. */
function checkWords(args: string[]): void {
  const commands = commandOptions(args);
  checkCommand(args, Object.keys(commands));
  const line = args.join(' ');
  const named = Object.keys(commands).find((command) => `${line} `.startsWith(`${command} `));
  if (named !== undefined) checkOptionsGiven(args, Object.keys(commands[named]));
}

/** The options of every command. */
function commandOptions(args: readonly string[]): Record<string, Record<string, Options>> {
  return {
    figures: EVERY_RUN,
    weights: WEIGHTS_OPTIONS,
    ...Object.fromEntries(STUDIES.map((study) => [study.command, optionsOfStudy(study)])),
    sweep: optionsOfSweep(args),
    ...MECHANISM_COMMAND,
    ...RUNS_COMMANDS,
    ...CONFIG_COMMANDS,
    ...WORKER_COMMANDS,
    ...LEDGER_COMMANDS,
    ...PEER_COMMANDS,
    completion: {},
  };
}

/** Read before yargs is made; here for the help text. */
const USE: Options = {
  type: 'string',
  requiresArg: true,
  describe:
    "A module with definitions to use beside the library's, such as ./mine.mjs; may be given several times",
  group: 'Run:',
};
