/*
 * The parameters of a study as options of a command line, under their names in the library; a list is written with
 * commas.
 */
import type { Options } from 'yargs';
import { InvalidArgumentError } from '../math/errors.js';
import { nearest } from '../math/nearest.js';
import { short, show } from '../math/show.js';
import { aboutText, defaultText, type Schema } from '../parameters/index.js';

/** A parameter's name as an option: `learningRate` → `learning-rate`. */
export function optionName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The options of a schema. */
export function optionsOf(schema: Schema): Record<string, Options> {
  const options = Object.entries(schema)
    .filter(([, { onCommandLine }]) => onCommandLine)
    .map(([name, parameter]): [string, Options] => {
      const { symbol } = parameter;
      const about = aboutText(parameter);
      const option = {
        ...{ requiresArg: true, group: 'Parameters:' },
        describe: symbol === undefined ? about : `${symbol}: ${about}`,
        defaultDescription: defaultText(parameter).replaceAll(', ', ','),
      };
      return [optionName(name), option];
    });
  return Object.fromEntries(options);
}

/**
 * The values given on a command line, parsed.
 *
 * @throws {@link InvalidArgumentError} when a text is not of the parameter's kind
 */
export function valuesOf(
  schema: Schema,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(schema)) {
    const found = given[name];
    if (!parameter.onCommandLine || found === undefined) continue;
    if (typeof found !== 'string' && typeof found !== 'number') {
      const rule = `--${optionName(name)} must be given a value`;
      throw new InvalidArgumentError('command line', rule, show(found));
    }
    values[name] = parameter.parse(optionName(name), String(found));
  }
  return values;
}

/** The words of a command line without `--use`, and the modules that it names. */
export interface WordsAndModules {
  readonly words: string[];
  readonly modules: string[];
}

/**
 * The modules of every `--use`, which may stand anywhere: they are loaded before commands and options are known.
 *
 * @throws {@link InvalidArgumentError} when no module follows
 */
export function takeModules(args: readonly string[]): WordsAndModules {
  const [words, modules]: string[][] = [[], []];
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    if (word !== '--use' && !word.startsWith('--use=')) {
      words.push(word);
      continue;
    }
    const joined = word.startsWith('--use=');
    const module = joined ? word.slice('--use='.length) : args.at(++at);
    if (module === undefined || module === '' || (!joined && module.startsWith('-'))) {
      const rule = '--use must be given the path of a module';
      throw new InvalidArgumentError('command line', rule, show(module));
    }
    modules.push(module);
  }
  return { words, modules };
}

/** @throws {@link InvalidArgumentError} when an option is given twice */
export function checkOnce(given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given)) {
    if (name === '_' || !Array.isArray(value)) continue;
    const rule = `--${name} must be given once`;
    throw new InvalidArgumentError('command line', rule, show(value.join(' and ')));
  }
}

/** @throws {@link InvalidArgumentError} when the words before the options begin no command, or a word ends the options */
export function checkCommand(args: readonly string[], commands: readonly string[]): void {
  if (args.includes('--')) {
    // yargs would leave out the words after it, and run with the defaults.
    const rule = 'options must be given without --';
    throw new InvalidArgumentError('command line', rule, show(args.join(' ')));
  }
  const end = args.findIndex((word) => word.startsWith('-'));
  const words = end < 0 ? args : args.slice(0, end);
  if (words.length === 0 || commands.some((command) => command.split(' ')[0] === words[0])) return;
  const given = words.join(' ');
  const near = nearest(given, commands) ?? nearest(words[0], commands);
  const hint = near === undefined ? '; --help lists them' : `; did you mean ${near}?`;
  throw new InvalidArgumentError('command line', 'a command must be given', show(given) + hint);
}

/**
 * Refuses an option that a command does not have, with the nearest that it has.
 *
 * @param names - the command's options, as they are written
 * @throws {@link InvalidArgumentError} when an option is none of them
 */
export function checkOptionsGiven(args: readonly string[], names: readonly string[]): void {
  const known = [...names, 'help', 'version', 'use'];
  for (const arg of args) {
    if (!arg.startsWith('--')) continue;
    const name = arg.slice(2).split('=', 1)[0];
    if (known.includes(name.replace(/^no-/, '')) || known.includes(optionName(name))) continue;
    const near = nearest(name, known);
    const hint = near === undefined ? '; --help lists them' : `; did you mean --${near}?`;
    throw new InvalidArgumentError(
      'command line',
      'an option must be one of the command',
      short(arg, 60) + hint,
    );
  }
}
