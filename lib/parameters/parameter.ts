/*
 * A parameter is one value: what it means, its symbol, its default and what it may be. Types, checks, command-line
 * options, reference pages and captions are read from it.
 */
import {
  checkFraction,
  checkInteger,
  checkNonNegative,
  checkOneOf,
  checkPositive,
  show,
} from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';

/** One parameter of a function, a study or a definition. */
export interface Parameter<T> {
  /** Its meaning: one phrase, without a full stop. */
  readonly about: string;
  /** The paper's or the field's symbol, such as `α/τ`. */
  readonly symbol?: string;
  /** The unit of its value. */
  readonly unit?: string;
  readonly default: T;
  /** The meaning of a null default, such as `1000·n`. */
  readonly otherwise?: string;
  /** The allowed words, where there are only so many. */
  readonly choices?: readonly string[];
  /** Whether a command line can give it. */
  readonly onCommandLine: boolean;
  /** Whether it is a list with an entry for each network, of which a piece of work receives its own network's. */
  readonly perNetwork?: boolean;
  /** @throws {@link InvalidArgumentError} unless `value` is allowed. */
  check(where: string, name: string, value: unknown): void;
  /** The value that a command line's text stands for; `check` follows. */
  parse(option: string, text: string): T;
  /** The value in a caption; default: after its symbol or its name. */
  caption?(value: T): string;
}

/** Parameters by name, in the order in which help and reference list them. */
export type Schema = Readonly<Record<string, Parameter<unknown>>>;

/** The values of a schema's parameters. */
export type ValuesOf<S extends Schema> = {
  -readonly [K in keyof S]: S[K] extends Parameter<infer T> ? T : never;
};

/** Further properties of most parameters. */
export interface ParameterNotes {
  readonly symbol?: string;
  readonly unit?: string;
}

type Check = (where: string, name: string, value: unknown) => void;

const numberWith =
  (rule: Check) =>
  (value: number, about: string, notes: ParameterNotes = {}): Parameter<number> => ({
    ...{ about, ...notes, default: value, onCommandLine: true, check: rule, parse: parseNumber },
  });

/** A finite number above 0. */
export const positive = numberWith(checkPositive);
/** A finite number of at least 0. */
export const nonNegative = numberWith(checkNonNegative);
/** A number between 0 and 1, both excluded. */
export const fraction = numberWith(checkFraction);

/** An integer from `least` (default 1) to `most`. */
export function integer(
  value: number,
  about: string,
  { least = 1, most, ...notes }: ParameterNotes & { least?: number; most?: number } = {},
): Parameter<number> {
  return numberWith((where, name, given) => {
    checkInteger(where, name, given, least, most);
  })(value, about, notes);
}

/** One word of several. */
export function choice<const V extends readonly string[]>(
  values: V,
  value: V[number],
  about: string,
  notes: ParameterNotes = {},
): Parameter<V[number]> {
  return {
    ...{ about, ...notes, default: value, choices: values, onCommandLine: true },
    check: (where, name, given) => {
      checkOneOf(where, name, given, values);
    },
    parse: (_, text) => text,
  };
}

/** A list of at least one value, each as `of` allows; written with commas on a command line. */
export function list<P extends Parameter<unknown>>(
  of: P,
  values: readonly P['default'][],
  about: string,
  notes: ParameterNotes = {},
): Parameter<P['default'][]> {
  const { symbol, unit } = of;
  return {
    ...{ ...(symbol && { symbol }), ...(unit && { unit }), ...notes, about },
    ...{ default: [...values], onCommandLine: true },
    ...(of.choices && { choices: of.choices }),
    check: (where, name, given) => {
      if (!Array.isArray(given) || given.length === 0) {
        const kind = of.choices ? `of ${of.choices.join(', ')}` : 'number';
        const rule = `${name} must be a list of at least one ${kind}`;
        throw new InvalidArgumentError(where, rule, Array.isArray(given) ? '[]' : show(given));
      }
      for (const one of given) of.check(where, name, one);
    },
    parse: (option, text) => {
      if (!of.choices) return parseNumbers(option, text);
      return text.split(',').map((part) => of.parse(option, part.trim()));
    },
  };
}

/** One number, or a list of numbers, whose length the study checks. */
export function oneOrMany(
  of: Parameter<number>,
  value: number | readonly number[],
  about: string,
  notes: ParameterNotes = {},
): Parameter<number | number[]> {
  return {
    ...{ ...(of.symbol && { symbol: of.symbol }), ...notes, about, onCommandLine: true },
    default: typeof value === 'number' ? value : [...value],
    check: (where, name, given) => {
      for (const one of Array.isArray(given) ? given : [given]) of.check(where, name, one);
    },
    parse: (option, text) =>
      text.includes(',') ? parseNumbers(option, text) : parseNumber(option, text),
  };
}

/** A parameter that may be left to the function: null, which stands for `otherwise`. */
export function optional<T>(of: Parameter<T>, otherwise: string): Parameter<T | null> {
  const { about, symbol, unit, choices, onCommandLine } = of;
  return {
    ...{ about, ...(symbol && { symbol }), ...(unit && { unit }), ...(choices && { choices }) },
    ...{ onCommandLine, default: null, otherwise },
    check: (where, name, given) => {
      if (given !== null) of.check(where, name, given);
    },
    parse: (option, text) => of.parse(option, text),
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

/** The parameter with another default. */
export function withDefault<T>(parameter: Parameter<T>, value: T): Parameter<T> {
  return { ...parameter, default: value };
}

function parseNumber(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) {
    throw new InvalidArgumentError('command line', `--${option} must be a number`, show(text));
  }
  return value;
}

function parseNumbers(option: string, text: string): number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (values.some(Number.isNaN)) {
    const rule = `--${option} must be numbers separated by commas`;
    throw new InvalidArgumentError('command line', rule, show(text));
  }
  return values;
}
