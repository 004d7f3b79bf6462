/*
 * Looks at values without touching accessors and Proxies: numbers of a result, and the bits of arguments.
 */
import { types } from 'node:util';
import { isPlain, isTyped } from './place.js';

/** The most values that are looked at. */
const MOST = 200_000;
/** The most characters of a text that is looked through: a page holds Plotly's source. */
const MOST_TEXT = 100_000;

type Visit = (value: unknown, path: string) => boolean;

/** Visits a value and its parts, of lists, maps and plain objects alone, until `visit` returns true. */
function walk(root: unknown, visit: Visit): void {
  const seen = new Set<unknown>();
  const pending: [unknown, string][] = [[root, '']];
  for (let next = pending.pop(); next && seen.size < MOST; next = pending.pop()) {
    const [value, path] = next;
    if (seen.has(value)) continue;
    if (typeof value === 'object') seen.add(value);
    if (visit(value, path)) return;
    if (types.isProxy(value) || isTyped(value)) continue;
    if (types.isMap(value)) {
      for (const [key, inner] of value) pending.push([inner, `${path}.${String(key)}`]);
    } else if (Array.isArray(value) || isPlain(value)) {
      const fields = Object.entries(Object.getOwnPropertyDescriptors(value));
      for (const [key, field] of fields.reverse()) {
        if (field.enumerable === true && 'value' in field)
          pending.push([field.value, `${path}.${key}`]);
      }
    }
  }
}

const isUndefined = (value: unknown): boolean =>
  typeof value === 'number' && !Number.isFinite(value);

const hasNaN = (text: string): boolean =>
  text.length <= MOST_TEXT && /(?<!\w)(NaN|-?Infinity)(?!\w)/.test(text);

/** The place of the first NaN or ∞ of a result, also in its texts; undefined where there is none. */
export function notFinite(result: unknown): string | undefined {
  let found: string | undefined;
  walk(result, (value, path) => {
    if (isUndefined(value)) found = `${path || 'the result'} is ${String(value)}`;
    // An array whose memory is gone has no length, and no values that can be read.
    else if (isTyped(value) && value.length > 0) {
      const at = Array.from<unknown>(value).findIndex(isUndefined);
      if (at >= 0) found = `${path || 'the result'}[${at}] is ${value[at]}`;
    } else if (typeof value === 'string' && hasNaN(value)) {
      found = `${path || 'the result'} is a text with NaN or Infinity`;
    }
    return found !== undefined;
  });
  return found;
}

const numbers = new WeakMap<object, number>();
let objects = 0;

/** The text of a value that is not entered: of an object or a function its number, so that nothing of it runs. */
function identity(value: unknown): string {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function')
    return `${typeof value} ${Object.is(value, -0) ? '-0' : String(value)}`;
  const number = numbers.get(value) ?? ++objects;
  numbers.set(value, number);
  return `object ${number}`;
}

/** The bits of arguments, as a text that differs when one of them is changed. */
export function bitsOf(args: unknown): string {
  const parts: string[] = [];
  walk(args, (value, path) => {
    if (isTyped(value) && value.length > 0) {
      const { buffer, byteOffset, byteLength } = value;
      parts.push(path, Buffer.from(buffer, byteOffset, byteLength).toString('hex'));
    } else parts.push(path, identity(value));
    return false;
  });
  return parts.join('|');
}
