/*
 * Canonical JSON: signatures and hashes must not depend on the order in which fields were set. The form is that of
 * RFC 8785: JSON without spaces, fields in the order of their UTF-16 code units, numbers as ECMAScript prints them,
 * which reads back to the same float64.
 */

import { InvalidArgumentError } from '../math/errors.js';

/** The most levels of objects in objects: an operation has five. */
const MOST_LEVELS = 100;

/**
 * The canonical JSON of a value. NaN and ∞, which JSON cannot hold, become null, as in JSON; fields that are
 * undefined are left out.
 *
 * @throws {@link InvalidArgumentError} on behalf of `where` when the value has too many levels, or contains itself
 */
export function canonicalJson(value: unknown, where = 'canonicalJson'): string {
  return jsonOf(where, value, MOST_LEVELS);
}

function jsonOf(where: string, value: unknown, levels: number): string {
  if (levels === 0) {
    const rule = `operation must have at most ${MOST_LEVELS} levels`;
    throw new InvalidArgumentError(where, rule, 'more');
  }
  if (Array.isArray(value)) {
    return `[${Array.from(value, (entry) => jsonOf(where, entry, levels - 1)).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => `${JSON.stringify(name)}:${jsonOf(where, field, levels - 1)}`);
    return `{${fields.join(',')}}`;
  }
  const plain = typeof value === 'string' || typeof value === 'number' || value === true;
  return plain || value === false ? JSON.stringify(value) : 'null';
}
