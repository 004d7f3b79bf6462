import { checkOptionNames, show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { type Schema, type ValuesOf } from './parameter.js';

/** A schema's defaults; lists are copies. */
export function defaultsOf<S extends Schema>(schema: S): ValuesOf<S> {
  const entries = Object.entries(schema).map(([name, parameter]) => [
    name,
    Array.isArray(parameter.default) ? structuredClone(parameter.default) : parameter.default,
  ]);
  return Object.fromEntries(entries) as ValuesOf<S>;
}

/**
 * The values of a schema: its defaults, overlaid with what is given and checked. A value of undefined is not given.
 *
 * @param where - the function that error messages name
 * @throws {@link InvalidArgumentError} when a name is not in the schema or a value is not allowed
 */
export function readParameters<S extends Schema>(
  where: string,
  schema: S,
  given: Partial<ValuesOf<S>> = {},
): ValuesOf<S> {
  if (typeof given !== 'object' || (given as unknown) === null || Array.isArray(given)) {
    throw new InvalidArgumentError(where, 'options must be an object', show(given));
  }
  checkOptionNames(where, given, Object.keys(schema));
  const values = defaultsOf(schema) as Record<string, unknown>;
  for (const [name, parameter] of Object.entries(schema)) {
    const value = (given as Record<string, unknown>)[name];
    if (value === undefined) continue;
    parameter.check(where, name, value);
    values[name] = value;
  }
  return values as ValuesOf<S>;
}
