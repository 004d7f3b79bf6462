import { refuse } from './refusal.js';

/** A genesis has lists of objects: three levels below the signed operation. */
const MOST_LEVELS = 6;
/** The most numbers of a list, W of 4096 peers. */
const MOST_ENTRIES = 2 ** 24;

/**
 * A copy of plain objects and arrays that reads every field once; a value of another kind is kept, for the checks to
 * refuse. −0 becomes 0 and undefined fields are left out, as in canonical JSON.
 *
 * @throws {@link LedgerRefusal} when a field cannot be read, or the value is too deep or too long
 */
export function plainCopy(value: unknown): unknown {
  try {
    return copied(value, MOST_LEVELS);
  } catch (error) {
    if (error instanceof Error && error.name === 'LedgerRefusal') throw error;
    return refuse('malformed', 'signed must have fields that can be read', 'one that throws');
  }
}

function copied(value: unknown, levels: number): unknown {
  if (Object.is(value, -0)) return 0;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (levels === 0)
    refuse('malformed', `signed must be ${MOST_LEVELS} levels deep at most`, 'more');
  if (Array.isArray(value)) {
    const { length } = value;
    if (!(length <= MOST_ENTRIES)) {
      refuse('malformed', `lists must have at most ${MOST_ENTRIES} entries`, String(length));
    }
    return Array.from({ length }, (_, at) => copied((value as unknown[])[at], levels - 1));
  }
  const fields = Object.keys(value).map((name): [string, unknown] => [
    name,
    copied((value as Record<string, unknown>)[name], levels - 1),
  ]);
  return Object.fromEntries(fields.filter(([, field]) => field !== undefined));
}
