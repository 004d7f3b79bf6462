/*
 * Which mutations suit a place: some of the value's own kind, some of every other kind.
 */
import { type RandomStream } from '../../../lib/math/index.js';
import { isPlain, isTyped, type Place } from '../place.js';
import { FileContent, FILES } from './files.js';
import { FUNCTIONS } from './functions.js';
import { KINDS } from './kinds.js';
import { LISTS } from './lists.js';
import { type Mutation } from './mutation.js';
import { NUMBERS } from './numbers.js';
import { FIELDS, OBJECTS } from './objects.js';
import { TEXTS, WORDS } from './texts.js';

export { type Mutation } from './mutation.js';

function ofKind(value: unknown): readonly Mutation[] {
  if (typeof value === 'number') return NUMBERS;
  if (typeof value === 'string') return TEXTS;
  if (typeof value === 'function') return FUNCTIONS;
  if (Array.isArray(value) || isTyped(value)) return LISTS;
  return typeof value === 'object' && value !== null ? OBJECTS : KINDS;
}

/** The families of mutations that suit a place; each is as likely as the others. */
function familiesAt({ container, key }: Place, words: boolean): (readonly Mutation[])[] {
  const value = container[key];
  if (value instanceof FileContent) return [FILES];
  if (words) return [TEXTS, WORDS];
  // An element of a typed array is a number, and stays one.
  if (isTyped(container)) return [NUMBERS];
  return [ofKind(value), KINDS, ...(isPlain(container) ? [FIELDS] : [])];
}

/** A mutation for a place, drawn at random. */
export function chooseMutation(place: Place, words: boolean, stream: RandomStream): Mutation {
  const families = familiesAt(place, words);
  const family = families[stream.integer(families.length)];
  return family[stream.integer(family.length)];
}

/** The mutation of a name that suits a place. */
export function mutationNamed(place: Place, words: boolean, name: string): Mutation {
  const found = familiesAt(place, words)
    .flat()
    .find((mutation) => mutation.name === name);
  if (!found) throw new Error(`no mutation "${name}" suits this place`);
  return found;
}
