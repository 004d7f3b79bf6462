/*
 * The command `mechanism`: one mechanism beside others by every study that ranks and attacks, on one page, and on a file of
 * weights where one is given.
 */
import type { Argv, Options } from 'yargs';
import { MECHANISM_NAMES } from '../market/index.js';
import { InvalidArgumentError } from '../math/errors.js';
import { nearest } from '../math/nearest.js';
import { show } from '../math/show.js';
import { textTable, type Cell } from '../plot/output/table.js';
import { findRun } from '../runs/store.js';
import { headerOf } from '../runs/study.js';
import {
  coalitions,
  mechanisms,
  soughtAttacks,
  type Coalitions,
  type Mechanisms,
  type SoughtAttacks,
} from '../studies/index.js';
import { valuesOf } from './options.mjs';
import { takePlace, writeResult, type AnyStudy } from './output.mjs';
import { EVERY_RUN, runStudy, type Given } from './run.mjs';
import { runWeights } from './weights.mjs';

const WHERE = 'command line';

/** The parameters that all of the studies have, by the options of their names. */
const SHARED = {
  networks: mechanisms.parameters.networks,
  seed: mechanisms.parameters.seed,
  confidence: mechanisms.parameters.confidence,
};

const OPTIONS: Record<string, Options> = {
  against: {
    type: 'string',
    requiresArg: true,
    default: 'paper,medianAtLeast,yuma3',
    describe: 'Mechanisms that stand beside it, with commas',
    group: 'Comparison:',
  },
  networks: {
    requiresArg: true,
    describe: 'Networks of every study; each has its default where not given',
    group: 'Comparison:',
  },
  seed: {
    requiresArg: true,
    describe: `${SHARED.seed.about}; ${SHARED.seed.default} where not given`,
    group: 'Comparison:',
  },
  confidence: {
    requiresArg: true,
    describe: `${SHARED.confidence.about}; ${SHARED.confidence.default} where not given`,
    group: 'Comparison:',
  },
  weights: {
    type: 'string',
    requiresArg: true,
    describe: 'A file of posted weights, on which the mechanisms are compared too',
    group: 'Comparison:',
  },
  stake: {
    type: 'string',
    requiresArg: true,
    describe: 'The stake of --weights, where another file has it',
    group: 'Comparison:',
  },
  ...EVERY_RUN,
};

/** The options of the command. */
export const MECHANISM_COMMAND: Readonly<Record<string, Record<string, Options>>> = {
  mechanism: OPTIONS,
};

/** Adds the command. */
export function addMechanismCommand(cli: Argv, signal: AbortSignal): void {
  cli.command(
    'mechanism <mechanism>',
    'A mechanism beside others: accuracy, attacks scripted and sought, copiers, coalitions, real weights',
    (command) =>
      command
        .positional('mechanism', {
          type: 'string',
          demandOption: true,
          describe: `The library's (${MECHANISM_NAMES.join(', ')}), or one of a module of --use`,
        })
        .options(OPTIONS)
        .example(
          '$0 mechanism quadratic --use ./quadratic.mjs --weights net.csv',
          'a mechanism from a module',
        ),
    async (given) => {
      await runMechanism(given, signal);
    },
  );
}

async function runMechanism(given: Given, signal: AbortSignal): Promise<void> {
  const names = [...new Set([...String(given.against).split(','), String(given.mechanism)])];
  for (const name of names) checkKnown(name);
  const folder = String(given.out);
  const fixed = { ...valuesOf(SHARED, given), mechanisms: names };
  // --stake is that of --weights, and no parameter of a study.
  const place = Object.fromEntries(Object.keys(EVERY_RUN).map((name) => [name, given[name]]));
  const run = async <Result,>(study: AnyStudy): Promise<Result> =>
    (await keptOrRun(study, place, signal, fixed)) as Result;
  const found = {
    mechanisms: await run<Mechanisms>(mechanisms),
    coalitions: await run<Coalitions>(coalitions),
    sought: await run<SoughtAttacks>(soughtAttacks),
  };
  if (typeof given.weights === 'string') {
    const { weights: file, stake } = given;
    await runWeights({ file, stake, out: folder, mechanisms: names.join(',') }, signal);
  }
  console.log(`\n${String(given.mechanism)} beside others\n\n${summaryOf(names, found)}`);
}

/** @throws {@link InvalidArgumentError} unless the library or a module has the mechanism */
function checkKnown(name: string): void {
  if (MECHANISM_NAMES.includes(name)) return;
  const near = nearest(name, MECHANISM_NAMES);
  const rule = `a mechanism must be one of ${MECHANISM_NAMES.join(', ')}, or in a module of --use`;
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  throw new InvalidArgumentError(WHERE, rule, show(name) + hint);
}

/** The result of the kept run of the same parameters, whose files are written again, or of a new one. */
async function keptOrRun(
  study: AnyStudy,
  given: Given,
  signal: AbortSignal,
  fixed: object,
): Promise<unknown> {
  const folder = String(given.out);
  const known =
    given.restart === true ? undefined : findRun(WHERE, folder, study, headerOf(study, fixed));
  if (!known) return runStudy(study, given, signal, fixed);
  const { run: _, ...result } = known;
  const leave = takePlace(folder, study);
  try {
    await writeResult(folder, study, result as never);
  } finally {
    leave();
  }
  console.log(`\n${study.title}: kept of an earlier run`);
  return result;
}

/** One line for each mechanism, of all studies. */
function summaryOf(
  names: readonly string[],
  found: { mechanisms: Mechanisms; coalitions: Coalitions; sought: SoughtAttacks },
): string {
  const { shares } = found.coalitions.parameters;
  const small = Math.min(...shares);
  const group = Math.max(...found.sought.parameters.groups);
  const rows = names.map((mechanism): Record<string, Cell> => {
    const among = (others: string, attack: string) =>
      found.mechanisms.tables.summary.find(
        (row) => row.mechanism === mechanism && row.others === others && row.attack === attack,
      );
    const voter = found.coalitions.tables.summary.find(
      (row) => row.mechanism === mechanism && row.share === small,
    );
    const least = found.sought.tables.least.find(
      (row) => row.mechanism === mechanism && row.attackers === group,
    );
    return {
      mechanism,
      'r, honest': among('honest', 'honest')?.fidelity ?? null,
      'r, selfish': among('ascent', 'ascent')?.fidelity ?? null,
      'cabal gains': among('honest', 'cabal')?.gain ?? null,
      'copiers gain': among('honest', 'copy')?.gain ?? null,
      [`voter of ${small} gains`]: voter?.gain ?? null,
      'least stake': least?.least ?? null,
      'stake counts': among('honest', 'honest')?.counted ?? null,
    };
  });
  return textTable(rows, Object.keys(rows[0]));
}
