/*
 * Parameters composed of other parameters: lists and optional values.
 */
import { checkList, checkText } from '../math/checks.js';
import { show } from '../math/show.js';
import { InvalidArgumentError } from '../math/errors.js';
import { checkIsParameter, checkWords, type Parameter, type ParameterNotes } from './parameter.js';
import { parseNumber, parseNumbers } from './parse.js';

/**
 * A list of at least one value, each allowed by `of`; written with commas on a command line.
 *
 * @throws {@link InvalidArgumentError} when a value is not allowed, or an argument is of another kind
 */
export function list<P extends Parameter<unknown>>(
  of: P,
  values: readonly P['default'][],
  about: string,
  notes: ParameterNotes = {},
): Parameter<P['default'][]> {
  checkIsParameter('list', of);
  checkWords('list', about, notes);
  checkList('list', 'values', values);
  for (const value of values) of.check('list', 'values', value);
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

/**
 * One number, or a list of numbers, whose length the study checks.
 *
 * @throws {@link InvalidArgumentError} when a value is not allowed, or an argument is of another kind
 */
export function oneOrMany(
  of: Parameter<number>,
  value: number | readonly number[],
  about: string,
  notes: ParameterNotes = {},
): Parameter<number | number[]> {
  checkIsParameter('oneOrMany', of);
  checkWords('oneOrMany', about, notes);
  if (typeof value !== 'number') checkList('oneOrMany', 'value', value);
  for (const one of [value].flat()) of.check('oneOrMany', 'value', one);
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

/**
 * A parameter whose default is null, which the function replaces by `otherwise`.
 *
 * @throws {@link InvalidArgumentError} when an argument is of another kind
 */
export function optional<T>(of: Parameter<T>, otherwise: string): Parameter<T | null> {
  checkIsParameter('optional', of);
  checkText('optional', 'otherwise', otherwise);
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

/** A parameter of a program whose default is undefined, which the function replaces by `otherwise`. */
export function omittable<T>(of: Parameter<T>, otherwise: string): Parameter<T | undefined> {
  return {
    ...{ ...of, default: undefined, otherwise },
    check: (where, name, given) => {
      if (given !== undefined) of.check(where, name, given);
    },
    parse: (option, text) => of.parse(option, text),
  };
}

/**
 * The parameter with another default.
 *
 * @throws {@link InvalidArgumentError} when the value is not allowed
 */
export function withDefault<T>(parameter: Parameter<T>, value: T): Parameter<T> {
  checkIsParameter('withDefault', parameter);
  parameter.check('withDefault', 'value', value);
  return { ...parameter, default: value };
}
