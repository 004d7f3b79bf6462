/*
 * Canonical JSON: signatures and hashes must not depend on the order in which fields were set. The form is that of
 * RFC 8785: JSON without spaces, fields in the order of their UTF-16 code units, numbers as ECMAScript prints them,
 * which reads back to the same float64.
 */

/**
 * The canonical JSON of a value. NaN and ∞, which JSON cannot hold, become null, as in JSON; fields that are
 * undefined are left out.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
    return `{${fields.join(',')}}`;
  }
  const plain = typeof value === 'string' || typeof value === 'number' || value === true;
  return plain || value === false ? JSON.stringify(value) : 'null';
}
