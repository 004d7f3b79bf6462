/*
 * Definitions: mechanisms, strategies, Hessians, dynamics, corpora, peers and studies as values. A mark tells their kind
 * wherever they are met; it is no field, so that a definition is the plain data that was given.
 */
import { InvalidArgumentError } from '../math/errors.js';
import { checkFunction, checkObject, checkText } from '../math/checks.js';
import { nearest } from '../math/nearest.js';
import { show } from '../math/show.js';
import { type Check } from './parameter.js';

/** The kinds of definitions. */
export type Kind = 'mechanism' | 'strategy' | 'hessians' | 'dynamics' | 'corpus' | 'peer' | 'study';

/** A name of the library, or any other: editors complete the library's. */
export type OpenName<Known extends string> = Known | (string & {});

/** The kind of a definition, and its fields as they were given. */
export interface Mark {
  readonly kind: Kind;
  readonly given: object;
}

const MARKS = new WeakMap<object, Mark>();

/** The mark of a definition; undefined for any other value. */
export function markOf(value: unknown): Mark | undefined {
  const held = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return held ? MARKS.get(value) : undefined;
}

/** The definition, marked as one of its kind. */
export function mark<D extends object>(kind: Kind, definition: D, given: object = definition): D {
  MARKS.set(definition, { kind, given });
  return definition;
}

/** The most letters of a name. */
const MOST_LETTERS = 40;

/** @throws {@link InvalidArgumentError} unless `value` is a name: letters, digits, `-` and `_` after a letter. */
export function checkWord(where: string, name: string, value: unknown): asserts value is string {
  checkText(where, name, value);
  const isWord = /^[A-Za-z][A-Za-z0-9_-]*$/.test(value) && value.length <= MOST_LETTERS;
  if (isWord && !(value in {})) return;
  throw new InvalidArgumentError(
    where,
    `${name} must be a word of letters, digits, - and _, at most ${MOST_LETTERS}`,
    show(value),
  );
}

/** Checks of the fields that every definition has. */
export const WORDS = { name: checkWord, title: checkText, about: checkText } as const;

/** A field that may be left out. */
export const orNone =
  (check: Check): Check =>
  (where, name, value) => {
    if (value !== undefined) check(where, name, value);
  };

export const functionField: Check = checkFunction;

/** @throws {@link InvalidArgumentError} when a definition has a field of another name. */
export function checkFieldNames(where: string, given: object, names: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const near = nearest(name, names);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    const rule = `definition must have ${names.join(', ')} alone`;
    throw new InvalidArgumentError(where, rule, show(name) + hint);
  }
}

/**
 * A frozen, marked copy of a definition's fields.
 *
 * @param fields - the check of every field
 * @param defaults - the fields that may be left out
 * @throws {@link InvalidArgumentError} when a field is missing, of another kind, or not among those
 */
export function defined<D extends object>(
  where: string,
  kind: Kind,
  given: object,
  fields: Readonly<Record<string, Check>>,
  defaults: object = {},
): Readonly<D> {
  checkObject(where, 'definition', given);
  checkFieldNames(where, given, Object.keys(fields));
  const held = Object.fromEntries(
    Object.entries({ ...defaults, ...given }).filter(([, value]) => value !== undefined),
  );
  for (const [name, check] of Object.entries(fields)) check(where, name, held[name]);
  return mark(kind, Object.freeze(held) as D, given);
}
