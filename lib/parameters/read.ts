import { checkObject, checkOptionNames } from '../math/checks.js';
import { oneLine } from '../math/show.js';
import { type OptionsOf, type Schema, type ValuesOf } from './parameter.js';

/**
 * A schema's defaults; lists are copies.
 *
 * @throws {@link InvalidArgumentError} unless every field of the schema is an object
 */
export function defaultsOf<S extends Schema>(schema: S): ValuesOf<S> {
  checkObject('defaultsOf', 'schema', schema);
  for (const [name, parameter] of Object.entries(schema))
    checkObject('defaultsOf', `parameter ${oneLine(name)}`, parameter);
  const entries = Object.entries(schema).map(([name, parameter]) => [
    name,
    Array.isArray(parameter.default) ? structuredClone(parameter.default) : parameter.default,
  ]);
  return Object.fromEntries(entries) as ValuesOf<S>;
}

/**
 * {@link readParameters} from an object that has other fields too, such as all parameters of a study.
 *
 * @throws {@link InvalidArgumentError} when `given` is no object, or a value of the schema is not allowed
 */
export function readAmong<S extends Schema>(where: string, schema: S, given: object): ValuesOf<S> {
  checkObject(where, 'parameters', given);
  const known = Object.entries(given).filter(([name]) => Object.hasOwn(schema, name));
  return readParameters(where, schema, Object.fromEntries(known) as Partial<ValuesOf<S>>);
}

/**
 * The values of a schema: its defaults, replaced by the given values after a check. A value of undefined counts as not
 * given.
 *
 * @param where - the function that error messages name
 * @throws {@link InvalidArgumentError} when a name is not in the schema, a value is not allowed, or a required one is
 * missing
 */
export function readParameters<S extends Schema>(
  where: string,
  schema: S,
  given: OptionsOf<S> | Partial<ValuesOf<S>> = {},
): ValuesOf<S> {
  checkOptionNames(where, given, Object.keys(schema));
  const values = defaultsOf(schema) as Record<string, unknown>;
  for (const [name, parameter] of Object.entries(schema)) {
    const value = (given as Record<string, unknown>)[name];
    if (value === undefined && !parameter.required) continue;
    parameter.check(where, name, value);
    values[name] = value;
  }
  return values as ValuesOf<S>;
}
