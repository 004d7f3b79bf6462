/*
 * A parameter is one value: its meaning, its symbol, its default and its allowed values. Types, checks, command-line
 * options, reference pages and captions derive from it.
 */
import {
  checkFunction,
  checkList,
  checkObject,
  checkOptionNames,
  checkText,
} from '../math/checks.js';

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
  /** The allowed words, where they are a list. */
  readonly choices?: readonly string[];
  /** Whether the parameter is required; its default is then undefined. */
  readonly required?: boolean;
  /** Whether a command line can set it. */
  readonly onCommandLine: boolean;
  /** Whether it is a list with an entry for each network, of which a piece of work receives its network's entry. */
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

/** A required parameter. */
export interface RequiredParameter<T> extends Parameter<T> {
  readonly required: true;
}

type RequiredNames<S extends Schema> = {
  [K in keyof S]: S[K] extends { readonly required: true } ? K : never;
}[keyof S];

/** The options of a function with a schema: those with a default are optional. */
export type OptionsOf<S extends Schema> = Pick<ValuesOf<S>, RequiredNames<S>> &
  Partial<Omit<ValuesOf<S>, RequiredNames<S>>>;

/** A check of a value, which throws an {@link InvalidArgumentError} where the value breaks its rule. */
export type Check = (where: string, name: string, value: unknown) => void;

/** @throws {@link InvalidArgumentError} unless a parameter's meaning and notes are texts. */
export function checkWords(where: string, about: string, notes: ParameterNotes): void {
  checkText(where, 'about', about);
  checkOptionNames(where, notes, ['symbol', 'unit']);
  const { symbol = '', unit = '' } = notes;
  checkText(where, 'symbol', symbol);
  checkText(where, 'unit', unit);
}

/** @throws {@link InvalidArgumentError} unless `value` is a parameter. */
export function checkIsParameter(where: string, value: unknown): void {
  checkObject(where, 'parameter', value);
  const { about, check, parse, choices = [] } = value as Partial<Parameter<unknown>>;
  checkText(where, 'about of the parameter', about);
  checkFunction(where, 'check of the parameter', check);
  checkFunction(where, 'parse of the parameter', parse);
  checkList(where, 'choices of the parameter', choices);
}

/** Further properties of most parameters. */
export interface ParameterNotes {
  readonly symbol?: string;
  readonly unit?: string;
}
