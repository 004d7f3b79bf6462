/*
 * The kinds of single values: numbers, words, switches, and values of programs.
 */
import {
  checkFlag,
  checkFraction,
  checkFunction,
  checkInteger,
  checkList,
  checkNonNegative,
  checkObject,
  checkOneOf,
  checkPortion,
  checkPositive,
  checkStream,
  checkText,
} from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { checkMemory } from '../math/memory.js';
import { type RandomStream } from '../math/random.js';
import {
  checkWords,
  type Check,
  type Parameter,
  type ParameterNotes,
  type RequiredParameter,
} from './parameter.js';
import { parseNumber } from './parse.js';

function numberWith(
  where: string,
  rule: Check,
  value: number,
  about: string,
  notes: ParameterNotes,
): Parameter<number> {
  checkWords(where, about, notes);
  rule(where, 'value', value);
  return {
    ...{ about, ...notes, default: value, onCommandLine: true, check: rule, parse: parseNumber },
  };
}

const numberKind =
  (where: string, rule: Check) =>
  (value: number, about: string, notes: ParameterNotes = {}): Parameter<number> =>
    numberWith(where, rule, value, about, notes);

/** A finite number above 0. */
export const positive = numberKind('positive', checkPositive);
/** A finite number of at least 0. */
export const nonNegative = numberKind('nonNegative', checkNonNegative);
/** A number between 0 and 1, both excluded. */
export const fraction = numberKind('fraction', checkFraction);

/** A number from 0 to 1, both included. */
export const portion = numberKind('portion', checkPortion);

/**
 * An integer from `least` (default 1) to `most`.
 *
 * @throws {@link InvalidArgumentError} when the default is none, or an argument is of another kind
 */
export function integer(
  value: number,
  about: string,
  options: ParameterNotes & { least?: number; most?: number } = {},
): Parameter<number> {
  checkObject('integer', 'options', options);
  const { least = 1, most, ...notes } = options;
  checkInteger('integer', 'least', least, -Number.MAX_SAFE_INTEGER);
  if (most !== undefined) checkInteger('integer', 'most', most, least);
  const rule: Check = (where, name, given) => {
    checkInteger(where, name, given, least, most);
  };
  return numberWith('integer', rule, value, about, notes);
}

/** The parameter, refused where `bytes` of its value exceed the memory; the error names `what`. */
export function sized(
  of: Parameter<number>,
  what: string,
  bytes: (value: number) => number,
): Parameter<number> {
  const check: Check = (where, name, value) => {
    of.check(where, name, value);
    checkMemory(where, `${what} of ${value as number} ${name}`, bytes(value as number));
  };
  return { ...of, check };
}

/**
 * One of several words.
 *
 * @throws {@link InvalidArgumentError} when the default is none of them, or an argument is of another kind
 */
export function choice<const V extends readonly string[]>(
  values: V,
  value: V[number],
  about: string,
  notes: ParameterNotes = {},
): Parameter<V[number]> {
  checkWords('choice', about, notes);
  checkList('choice', 'values', values);
  for (const word of values) checkText('choice', 'values', word);
  checkOneOf('choice', 'value', value, values);
  return {
    ...{ about, ...notes, default: value, choices: values, onCommandLine: true },
    check: (where, name, given) => {
      checkOneOf(where, name, given, values);
    },
    parse: (_, text) => text,
  };
}

/** A parameter that only a program can give, with its check. */
export function programmatic<T>(value: T, about: string, check: Check): Parameter<T> {
  return {
    ...{ about, default: value, onCommandLine: false, check },
    parse: (option) => {
      throw new InvalidArgumentError('command line', `--${option} must be given in a program`, '');
    },
  };
}

/** A switch. */
export function flag(value: boolean, about: string): Parameter<boolean> {
  return programmatic(value, about, checkFlag);
}

/** A required random stream. */
export function stream(about: string): RequiredParameter<RandomStream> {
  return required(programmatic<RandomStream | undefined>(undefined, about, checkStream));
}

/** An optional callback. */
export function callback<F>(about: string): Parameter<F | undefined> {
  return programmatic<F | undefined>(undefined, about, checkFunction);
}

/** The parameter without a default, as a required one. */
export function required<T>(parameter: Parameter<T>): RequiredParameter<Exclude<T, undefined>> {
  const given = { ...parameter, default: undefined, required: true };
  return given as RequiredParameter<unknown> as RequiredParameter<Exclude<T, undefined>>;
}
