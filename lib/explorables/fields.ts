/*
 * The state of an explorable as texts of its fields, and as the query of an address.
 */
import { WorkbenchError } from '../math/errors.js';
import { readParameters, type Parameter, type Schema } from '../parameters/index.js';
import { valueText } from '../parameters/reference.js';
import { type AnyExplorable } from './explorable.js';

/** The text of every field, by the name of its parameter. */
export type Texts = Readonly<Record<string, string>>;

/** The values of a state, or the refusals of its fields; a refusal of no single field has the name ''. */
export type Reading =
  | { readonly values: Readonly<Record<string, unknown>> }
  | { readonly refusals: Readonly<Record<string, string>> };

/** The text of a value in its field. */
export function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : valueText(value, ',');
}

/** The texts of the defaults. */
export function defaultTexts(schema: Schema): Texts {
  return Object.fromEntries(
    Object.entries(schema).map(([name, { default: value }]) => [name, textOf(value)]),
  );
}

/** The value that a field's text stands for; text that is no number is kept, for the parameter's check to refuse. */
function valueOf({ default: usual, choices, json }: Parameter<unknown>, text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '' && (usual === null || usual === undefined)) return usual;
  if (json?.type === 'boolean') return { true: true, false: false }[trimmed] ?? trimmed;
  const one = (part: string): unknown => {
    const number = Number(part);
    return choices !== undefined || part.trim() === '' || Number.isNaN(number)
      ? part.trim()
      : number;
  };
  const listed = json?.type === 'array' || (json?.anyOf !== undefined && trimmed.includes(','));
  return listed ? trimmed.split(',').map(one) : one(trimmed);
}

/** Reads all fields; each refusal is the library's sentence. */
export function readFields(
  { where, parameters, check }: Pick<AnyExplorable, 'where' | 'parameters' | 'check'>,
  texts: Texts,
): Reading {
  const refusals: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = valueOf(parameter, texts[name] ?? textOf(parameter.default));
    const refusal = refusalOf(() =>
      readParameters(where, { [name]: parameter }, { [name]: value }),
    );
    if (refusal === undefined) values[name] = value;
    else refusals[name] = refusal;
  }
  if (Object.keys(refusals).length > 0) return { refusals };
  const refusal = refusalOf(() => check?.(where, values as never));
  if (refusal === undefined) return { values };
  const named = new RegExp(`^${where}: (\\w+) `).exec(refusal)?.[1] ?? '';
  return { refusals: { [named in parameters ? named : '']: refusal } };
}

function refusalOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof WorkbenchError) return error.message;
    throw error;
  }
}

/** The values that are not defaults. */
export function changedOf(schema: Schema, texts: Texts): Record<string, string> {
  const usual = defaultTexts(schema);
  return Object.fromEntries(
    Object.keys(schema)
      .map((name): [string, string] => [name, (texts[name] ?? usual[name]).trim()])
      .filter(([name, text]) => text !== usual[name]),
  );
}

/** The query of an address: the fields that are not at their defaults. */
export function queryOf(schema: Schema, texts: Texts): string {
  // A query reads well with its commas and slashes as they are.
  const query = new URLSearchParams(changedOf(schema, texts)).toString().replaceAll('%2C', ',');
  return query === '' ? '' : `?${query}`;
}

/**
 * The texts of a query. Names that are no parameters are returned apart.
 *
 * @param query - with or without its question mark
 */
export function textsOf(
  schema: Schema,
  query: string,
): { readonly texts: Texts; readonly unknown: readonly string[] } {
  const given = [...new URLSearchParams(query)];
  const known = given.filter(([name]) => Object.hasOwn(schema, name));
  return {
    texts: { ...defaultTexts(schema), ...Object.fromEntries(known) },
    unknown: given.map(([name]) => name).filter((name) => !Object.hasOwn(schema, name)),
  };
}
