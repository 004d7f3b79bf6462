/*
 * The arguments of a benchmark: `--help` prints its help and ends it, a wrong one ends it with one sentence and exit code 2.
 */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { show } from '../lib/math/show.js';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values'];

/** The values of a benchmark's options. */
export function optionsOf<const O extends Options>(
  help: string,
  options: O,
  args = process.argv.slice(2),
): Values<O> {
  endForHelp(help, args);
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

/** The numbers that a benchmark is given one after the other, each an integer of at least 1, or their defaults. */
export function numbersOf(help: string, defaults: readonly number[]): number[] {
  const args = process.argv.slice(2);
  endForHelp(help, args);
  return defaults.map((usual, at) => {
    const value = Number(args[at] ?? usual);
    if (Number.isSafeInteger(value) && value >= 1) return value;
    return refuse(`numbers must be integers of at least 1, got ${show(args[at])}`);
  });
}

function endForHelp(help: string, args: readonly string[]): void {
  if (!args.includes('--help')) return;
  console.log(help);
  process.exit();
}

/** Ends the benchmark with a sentence. */
export function refuse(sentence: string): never {
  console.error(`bench: ${sentence}`);
  process.exit(2);
}
