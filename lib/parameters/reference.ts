import { type Parameter, type Schema } from './parameter.js';

/** The texts of one parameter in a reference page or a help text. */
export interface ReferenceRow {
  readonly name: string;
  readonly symbol: string;
  /** The default as text; `otherwise` where the default is null. */
  readonly default: string;
  readonly about: string;
}

/** A schema as rows of a reference page. */
export function referenceOf(schema: Schema): ReferenceRow[] {
  return Object.entries(schema).map(([name, parameter]) => ({
    name,
    symbol: parameter.symbol ?? '',
    default: defaultText(parameter),
    about: aboutText(parameter),
  }));
}

/** Meaning, unit and choices in one phrase. */
export function aboutText({ about, unit, choices }: Parameter<unknown>): string {
  const inUnit = unit === undefined ? about : `${about}, in ${unit}`;
  return choices === undefined ? inUnit : `${inUnit} (${choices.join(', ')})`;
}

/** The default as text. */
export function defaultText({ default: value, otherwise, required }: Parameter<unknown>): string {
  if (required) return 'must be given';
  if (value === null || value === undefined) return otherwise ?? 'none';
  return Array.isArray(value) && value.length === 0 ? 'none' : valueText(value);
}

/** The text of a value in a caption, a help text or a table: lists with commas. */
export function valueText(value: unknown, separator = ', '): string {
  return Array.isArray(value) ? value.join(separator) : String(value);
}

/**
 * The parameters of a result, as one clause of a caption: `n = 10, T = 1, hessians uniform`.
 *
 * @param names - the parameters that the clause states, in order
 */
export function settingText(schema: Schema, values: object, names: readonly string[]): string {
  return names
    .map((name) => {
      const parameter = schema[name];
      const value: unknown = (values as Readonly<Record<string, unknown>>)[name];
      if (value === null) return `${labelOf(name, parameter)}${parameter.otherwise ?? 'none'}`;
      return parameter.caption?.(value) ?? `${labelOf(name, parameter)}${valueText(value)}`;
    })
    .join(', ');
}

function labelOf(name: string, { symbol }: Parameter<unknown>): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return symbol === undefined ? `${words} ` : `${symbol} = `;
}
